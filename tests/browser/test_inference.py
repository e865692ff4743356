"""Hypotheses in a browser: units of two documents picked as evidence, a label, and an adjudicator who adopts one."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from annotate.inference.discourse_units import units
from schemas.decisions import read_decisions
from schemas.invitations import sign
from schemas.people import Private, invite
from schemas.review_items import DocumentView, PremiseView
from schemas.runs import start_run
from schemas.workspace import Workspace
from tests.browser.serving import serving
from tests.browser.walking import NOTHING_LEFT, PATIENCE_MS, Walker, enter
from tests.inference_release.inference_world import a_run
from tests.inference_world import BELL, FERRY
from tests.review_batches import HOSTILE, an_item, write_batch

RUN = "invented-nli-en"
ARABIC = (
    "جنحت عبّارة تقل أكثر من مئتي راكب قرب جزيرة تورفال مساء الثلاثاء. وقال خفر السواحل إن أربعة أطنان من الوقود "
    "تسربت إلى البحر. وطالب الصيادون بتعويض عن خسائرهم."
)
TWIN_ES = (
    "The ferry Aurora ran aground off the island of Torvale with more than two hundred people on board. The shipping "
    "company said that the hull had passed an inspection in April."
)
LAST_ES, SECOND_KO = "La fiscalía abrió una investigación.", "해경은 배에서 기름 4톤이 새어 나왔다고 밝혔다."
SHOWN = """
(item) => {
  const token = document.querySelector(".iso-premise")?.dataset.token;
  const label = document.querySelector(`[class*="st-key-entailment--${token}"]`);
  return token?.startsWith(item) && label?.offsetParent
    && document.querySelector(".iso-viewer[data-item]")?.dataset.item === item;
}
"""
"""The documents, the hypothesis and the buttons are all the item's."""
KOREAN_T = """
["keydown", "keyup"].forEach((way) => document.dispatchEvent(new KeyboardEvent(way, {key: "ㅅ", keyCode: 84})))
"""
AT_REST = '.stApp[data-test-script-state="notRunning"]'


def a_document(text, language, *, twin=""):
    return DocumentView(
        language=language, title="", date="2026-03-10", text=text, units=units(text, language), twin=twin
    )


def name(number):
    return f"{RUN}-{number:012x}"


def a_hypothesis(number, text, first, second):
    documents = {"source_language": first.language, "target_language": second.language}
    premise = PremiseView(
        pair=f"{RUN}-p{number}", event=f"{RUN}-e", hypothesis_language="en", documents=(first, second)
    )
    own = {"item": name(number), "run": RUN, "answer": "", "answer_type": "choice", "premise": premise}
    return an_item(number, "", text, **documents, **own)


@pytest.fixture
def served(tmp_path):
    """Three hypotheses in Spanish and Korean, English and Arabic, and about documents that attack the page."""
    workspace = Workspace(tmp_path / "w")
    start_run(workspace.runs, a_run())
    spanish, korean = a_document(FERRY["es"], "es", twin=TWIN_ES), a_document(FERRY["ko"], "ko")
    items = [
        a_hypothesis(1, "The Aurora lost four tonnes of oil, and prosecutors opened an inquiry.", spanish, korean),
        a_hypothesis(2, "More than two hundred people were on the ferry.",
                     a_document(ARABIC, "ar"), a_document(FERRY["en"], "en")),
        a_hypothesis(3, "A bell was found.", a_document(HOSTILE, "en"), a_document(BELL["es"], "es", twin=HOSTILE)),
    ]  # fmt: skip
    write_batch(workspace, items, f"{RUN}-0001")
    with serving(workspace) as served:
        yield served


def open_item(page, served, number):
    page.goto(f"{served.url}/?item={name(number)}")
    wait_for_item(page, number)


def wait_for_item(page, number):
    page.wait_for_function(SHOWN, arg=name(number), timeout=PATIENCE_MS)
    page.wait_for_selector(AT_REST, state="attached")


def document(page, number):
    return page.locator(".iso-document").nth(number - 1)


def pick(page, number, text):
    unit = document(page, number).locator(".iso-unit", has_text=text)
    unit.click()
    expect(unit).to_have_attribute("aria-pressed", "true")


def decide(page, served, key):
    """Press a verdict's key; returns the decision, once it is kept."""
    kept = len(read_decisions(served.workspace.decisions))
    page.keyboard.press(key)
    page.get_by_text(f"saved #{kept + 1}:").or_(page.get_by_text(NOTHING_LEFT)).first.wait_for(timeout=PATIENCE_MS)
    return read_decisions(served.workspace.decisions)[kept]


def ratings(decision):
    return {rating.question: rating.answer for rating in decision.ratings}


@pytest.mark.parametrize(("key", "label"), [("1", "entailment"), ("2", "neutral"), ("3", "contradiction")])
def test_a_key_gives_the_label_and_the_units_picked_are_its_evidence(page, served, key, label):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    pick(page, 2, SECOND_KO)
    decision = decide(page, served, key)
    assert (decision.item, decision.verdict) == (name(1), label)
    last = len(units(FERRY["es"], "es")) - 1
    assert ratings(decision) == {"evidence 1": str(last), "evidence 2": "1", "view": "originals"}


def test_what_was_picked_for_one_item_is_no_evidence_for_the_next(page, served):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    page.keyboard.press("ArrowRight")
    wait_for_item(page, 2)
    expect(page.locator(".iso-picked")).to_have_count(0)
    assert ratings(decide(page, served, "2")) == {"view": "originals"}


def test_what_an_item_shows_as_picked_is_its_evidence_also_after_a_look_at_another(page, served):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    page.keyboard.press("ArrowRight")
    wait_for_item(page, 2)
    pick(page, 2, "captain")
    page.keyboard.press("ArrowLeft")
    wait_for_item(page, 1)
    shown = page.locator(".iso-picked").all_text_contents()
    assert shown == [LAST_ES]
    assert ratings(decide(page, served, "1")) == {"evidence 1": "3", "view": "originals"}


def test_a_second_click_takes_a_unit_back(page, served):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    pick(page, 2, SECOND_KO)
    document(page, 1).locator(".iso-picked").click()
    expect(page.locator(".iso-picked")).to_have_text([SECOND_KO])
    assert ratings(decide(page, served, "1")) == {"evidence 2": "1", "view": "originals"}


def test_a_unit_picked_by_the_keyboard_keeps_the_cursor(page, served):
    open_item(page, served, 1)
    page.locator(".iso-unit", has_text=LAST_ES).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    first = units(FERRY["ko"], "ko")[0]
    expect(page.locator(".iso-picked")).to_have_text([LAST_ES, FERRY["ko"][slice(*first)]])
    page.wait_for_timeout(1000)  # the page has run again
    assert page.evaluate("document.activeElement.textContent") == FERRY["ko"][slice(*first)]
    assert ratings(decide(page, served, "1")) == {"evidence 1": "3", "evidence 2": "0", "view": "originals"}


def test_t_shows_the_english_twin_and_the_decision_says_that_both_were_read(page, served):
    open_item(page, served, 1)
    pick(page, 2, SECOND_KO)
    page.keyboard.press("t")
    expect(document(page, 1)).to_have_text(TWIN_ES)
    assert document(page, 1).get_attribute("lang") == "en"
    expect(document(page, 2)).to_have_text(FERRY["ko"])
    page.evaluate(KOREAN_T)
    expect(document(page, 1)).to_have_text(FERRY["es"])
    assert ratings(decide(page, served, "1")) == {"evidence 2": "1", "view": "both"}


def test_t_changes_nothing_where_there_is_no_twin(page, served):
    open_item(page, served, 2)
    page.keyboard.press("t")
    expect(document(page, 1)).to_have_text(ARABIC)
    assert ratings(decide(page, served, "1")) == {"view": "originals"}


def test_an_undone_label_is_asked_for_anew_with_nothing_picked(page, served):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    decide(page, served, "1")
    wait_for_item(page, 2)
    page.keyboard.press("u")
    wait_for_item(page, 1)
    expect(page.locator(".iso-picked")).to_have_count(0)
    assert ratings(decide(page, served, "2")) == {"view": "originals"}


def test_markup_in_a_document_or_its_twin_stays_text(page, served):
    open_item(page, served, 3)
    expect(document(page, 1)).to_have_text(HOSTILE)
    page.keyboard.press("t")
    expect(document(page, 2)).to_have_text(HOSTILE)
    assert page.locator(".iso-premise :is(img, script, b, strong, a, h1)").count() == 0
    assert page.title() == "isogloss review"


def test_an_arabic_document_runs_from_the_right_and_an_english_one_from_the_left(page, served):
    open_item(page, served, 2)
    direction = "element => [element.dir, element.lang, getComputedStyle(element).direction]"
    assert document(page, 1).evaluate(direction) == ["auto", "ar", "rtl"]
    assert document(page, 2).evaluate(direction) == ["auto", "en", "ltr"]


def test_both_documents_the_hypothesis_and_every_button_are_seen_without_scrolling(page, served):
    open_item(page, served, 1)
    pick(page, 1, LAST_ES)
    pick(page, 2, SECOND_KO)
    overflow = "document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    box = page.get_by_role("button", name="Next").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800
    Walker(served, page).picture("inference")


@pytest.fixture
def invited(browser, served):
    """Enters by a link of their own, in a browser of their own."""

    def come(pseudonym, role, languages=None):
        folder = served.workspace.people
        person = invite(folder, pseudonym, role=role, languages=languages or {}, private=Private())
        token = sign(folder, person, "link", expires=int(time.time()) + 3600)
        return enter(browser, served, f"{served.url}/enter/{token}")

    return come


def test_an_adjudicator_adopts_a_label_with_its_evidence(invited, served):
    ana, ben = invited("ana", "annotator"), invited("ben", "annotator")
    for one, unit, key in ((ana, LAST_ES, "1"), (ben, "La empresa naviera", "2")):
        expect(one.page.get_by_role("tab", name="Queue")).to_be_visible(timeout=PATIENCE_MS)
        open_item(one.page, served, 1)
        pick(one.page, 1, unit)
        decide(one.page, served, key)
    eva = invited("eva", "adjudicator")
    eva.go("Adjudicate")
    eva.says("1 disputed")
    eva.says("Annotator 1: entailment · units in document 1: 4")
    eva.says("Annotator 2: neutral · units in document 1: 2")
    eva.page.get_by_role("button", name="Adopt").first.click()
    eva.says("Nothing is disputed.")
    decision = read_decisions(served.workspace.decisions)[-1]
    assert (decision.annotator, decision.role, decision.verdict) == ("eva", "adjudicator", "entailment")
    assert ratings(decision) == {"evidence 1": "3"}
