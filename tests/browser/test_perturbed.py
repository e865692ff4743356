"""Perturbed questions in a browser: what was added is marked, the models' answers are folded away, one key judges."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from schemas.decisions import read_decisions
from schemas.runs import start_run
from schemas.workspace import Workspace
from tests.adversarial import pairs
from tests.browser.serving import serving
from tests.browser.walking import NOTHING_LEFT, PATIENCE_MS
from tests.review_batches import HOSTILE, write_batch

SHOWN = """
(item) => document.querySelector(".iso-viewer[data-item]")?.dataset.item === item
  && document.querySelector(`[class*="st-key-accept--${item}"]`)?.offsetParent
"""
AT_REST = '.stApp[data-test-script-state="notRunning"]'


@pytest.fixture
def served(tmp_path):
    workspace = Workspace(tmp_path / "w")
    start_run(workspace.runs, pairs.a_run())
    hostile = pairs.korean_pair(3, question=HOSTILE, original=HOSTILE, choices=(HOSTILE, "b", "c", "d"))
    write_batch(workspace, [pairs.korean_pair(1), pairs.arabic_pair(2), hostile], f"{pairs.RUN}-0001")
    with serving(workspace) as served:
        yield served


def open_item(page, served, number):
    page.goto(f"{served.url}/?item={pairs.name(number)}")
    page.wait_for_function(SHOWN, arg=pairs.name(number), timeout=PATIENCE_MS)
    page.wait_for_selector(AT_REST, state="attached")


def decide(page, served, key):
    kept = len(read_decisions(served.workspace.decisions))
    page.keyboard.press(key)
    page.get_by_text(f"saved #{kept + 1}:").or_(page.get_by_text(NOTHING_LEFT)).first.wait_for(timeout=PATIENCE_MS)
    return read_decisions(served.workspace.decisions)[kept]


def test_what_was_added_is_marked_in_both_languages_and_the_question_as_it_was_stands_below(page, served):
    open_item(page, served, 1)
    marked = page.locator(".iso-marked").all_text_contents()
    assert marked == [pairs.BEFORE, pairs.AFTER, pairs.KOREAN_BEFORE, pairs.KOREAN_AFTER]
    sides = page.locator(".iso-side")
    expect(sides).to_have_count(4)
    assert sides.nth(3).locator(".iso-block").all_text_contents() == [pairs.KOREAN]
    assert sides.nth(1).locator(".iso-choice").all_text_contents() == ["A. 산소", "B. 이산화탄소", "C. 질소", "D. 헬륨"]
    expect(page.get_by_text("gold B")).to_be_visible()


def test_how_the_models_answered_is_seen_only_by_who_asks(page, served):
    open_item(page, served, 1)
    answers = page.locator(".iso-table")
    expect(answers.locator("table")).to_be_hidden()
    answers.locator("summary").click()
    rows = [row.locator("td").all_text_contents() for row in answers.locator("tr").all()[1:]]
    assert rows == [["small", "B ✓", "A ✗"], ["middle", "B ✓", "none of the options"], ["large", "B ✓", "D ✗"]]


@pytest.mark.parametrize(("key", "said"), [("1", ("accept", "")), ("4", ("reject", "mistranslation"))])
def test_a_key_judges_and_the_three_answers_go_with_it(page, served, key, said):
    open_item(page, served, 1)
    for question, answer in (("Do both still ask the same?", "yes"), ("Is it well translated?", "no")):
        page.get_by_text(question).locator("xpath=ancestor::*[@data-testid='stButtonGroup']").get_by_role(
            "radio", name=answer
        ).click()
        page.wait_for_selector(AT_REST, state="attached")
    for label, number in (("Next", 2), ("Previous", 1)):  # a look at another pair loses no answer
        page.get_by_role("button", name=label).click()
        page.wait_for_function(SHOWN, arg=pairs.name(number), timeout=PATIENCE_MS)
        page.wait_for_selector(AT_REST, state="attached")
    decision = decide(page, served, key)
    assert (decision.item, decision.verdict, decision.reason) == (pairs.name(1), *said)
    given = {rating.question: rating.answer for rating in decision.ratings}
    assert given == {"same question": "yes", "translated": "no"}


def test_there_is_nothing_to_mend(page, served):
    open_item(page, served, 1)
    expect(page.get_by_text("Save fix")).to_have_count(0)
    expect(page.locator("textarea")).to_have_count(0)


def test_arabic_stands_from_right_to_left_and_hostile_text_stays_text(page, served):
    open_item(page, served, 2)
    blocks = page.locator(".iso-side").nth(1).locator(".iso-block").all()
    directions = [block.evaluate("node => getComputedStyle(node).direction") for block in blocks]
    assert directions == ["rtl"] * 5
    open_item(page, served, 3)
    assert page.locator(".iso-block").first.text_content().startswith(HOSTILE[:100])
    assert page.title() != "taken"
    assert page.locator(".iso-side img, .iso-side script").count() == 0
