"""The page on which an adjudicator decides, over a real journal: what is adopted, and what is shown."""

import csv
import io
import json
from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from review_app.adjudication_page import second_opinions
from review_app.desk import WORKSPACE_VARIABLE
from review_app.desk import desk as sit
from review_app.lead_page import exported
from review_app.login import ANNOTATOR_VARIABLE
from review_app.permissions import NotPermitted
from review_app.standings import Standings
from review_app.writing import Press, Said, adjudicate
from schemas.decisions import read_decisions, write_decisions
from schemas.digest import fraction
from schemas.outcomes import Outcome, outcome, revisions
from schemas.people import Person, Private, invite
from schemas.records import Decision
from schemas.review_items import PageView
from tests.review_batches import a_workspace, an_item, many_items
from tests.review_world import a_decision, a_run

ITEMS = many_items(40)
[ITEM] = many_items(1)
SECOND = next(item for item in ITEMS if fraction("second adjudicator", item.item) < 0.1)
"""One of the tenth that a second adjudicator is shown."""


class Adjudication:
    """A workspace with what annotators said, and an adjudicator before its page."""

    def __init__(self, root, monkeypatch, items=ITEMS):
        self.workspace = a_workspace(root, items, annotators=3)
        self.monkeypatch = monkeypatch
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(self.workspace.root))

    def say(self, *said, item=ITEM):
        """(annotator, verdict) of each, in order; more of a decision as a third."""
        before = len(read_decisions(self.workspace.decisions))
        rows = [
            a_decision(before + number, verdict, annotator, item=item.item, **(more[0] if more else {}))
            for number, (annotator, verdict, *more) in enumerate(said, start=1)
        ]
        write_decisions(self.workspace.decisions, rows)

    def page(self, who="eva"):
        self.monkeypatch.setenv(ANNOTATOR_VARIABLE, who)
        page = AppTest.from_function(the_page, default_timeout=60).run()
        assert not page.exception
        return page

    def written(self):
        return [row for row in read_decisions(self.workspace.decisions) if row.role == "adjudicator"]

    def outcome(self, item=ITEM):
        rows = [row for row in read_decisions(self.workspace.decisions) if row.item == item.item]
        return outcome(rows, annotators=3, fixes_final=False)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return Adjudication(tmp_path / "w", monkeypatch)


def the_page():
    """What AppTest runs: it takes the text of this function."""
    from review_app.adjudication_page import adjudication_page
    from review_app.desk import desk

    adjudication_page(desk())


def shown(page):
    """The item, and what is said of each verdict up to the time it took."""
    [item] = [caption.value.split("`")[1] for caption in page.caption if "`" in caption.value]
    return item, [line.value.split(" · ")[0] for line in page.markdown if line.value.startswith("**")]


def viewers(page):
    """What each viewer of the page was given."""
    return [json.loads(viewer.proto.json) for viewer in page.get("bidi_component")]


def press(page, label, number=0):
    [button for button in page.button if button.label == label][number].click()
    page.run()
    assert not page.exception
    return page


FIXED_BY_ANA = (("ana", "fix"), ("ben", "accept"), ("cem", "reject"), ("ben", "reject", {"revision": 1}))


def test_items_come_with_the_lowest_agreement_first(desk):
    few, some, none = ITEMS[0], ITEMS[1], ITEMS[2]
    desk.say(("ana", "accept"), ("ben", "accept"), ("cem", "reject"), item=some)
    desk.say(*FIXED_BY_ANA, item=few)
    desk.say(("ana", "accept"), ("ben", "accept"), ("cem", "accept"), item=none)
    page = desk.page()
    assert page.caption[0].value == "2 disputed · 0 for a second opinion"
    assert shown(page) == (
        few.item,
        [
            "**Annotator 1**: fix",
            "**Annotator 2**: accept",
            "**Annotator 3**: reject number",
            "**Annotator 2**: reject number on revision 1",
        ],
    )
    page = press(page, "Adopt", 1)
    assert shown(page)[0] == some.item
    assert press(page, "Adopt").success[0].value == "Nothing is disputed."


def test_an_item_begun_stays_with_all_that_was_typed_though_a_less_agreed_one_comes_in(desk):
    desk.say(("ana", "accept"), ("ben", "accept"), ("cem", "reject"))
    page = desk.page()
    page.text_area[0].set_value("옷 한 벌에 파란 실 두 필이 든다.").run()
    desk.say(*FIXED_BY_ANA, item=ITEMS[1])
    page.session_state[f"error-{ITEM.item}-0-adjudication"] = "edge case"
    page.run()
    assert page.caption[0].value == "2 disputed · 0 for a second opinion"
    assert shown(page)[0] == ITEM.item
    page = press(page, "Save fix")
    assert desk.outcome() == Outcome("fixed", 1, ("eva",))
    assert [(row.question, row.ratings[0].answer) for row in desk.written()] == [
        ("옷 한 벌에 파란 실 두 필이 든다.", "edge case")
    ]
    assert shown(page)[0] == ITEMS[1].item


@pytest.mark.parametrize(
    ("adopted", "outcome"),
    [
        (0, Outcome("fixed", 1, ("eva",))),
        (1, Outcome("accepted", 0, ("eva",))),
        (2, Outcome("rejected", 0, ("eva",), "number")),
        (3, Outcome("rejected", 1, ("eva",), "number")),
    ],
    ids=["the fix", "accept", "reject", "reject the fix"],
)
def test_what_is_adopted_is_the_outcome(desk, adopted, outcome):
    desk.say(*FIXED_BY_ANA)
    press(desk.page(), "Adopt", adopted)
    assert desk.outcome() == outcome


def test_the_second_of_two_fixes_is_adopted_as_the_text_that_it_made(desk):
    desk.say(("ana", "fix"), ("ben", "fix"), ("cem", "reject"), ("ana", "reject", {"revision": 2}))
    press(desk.page(), "Adopt", 1)
    assert desk.outcome() == Outcome("fixed", 2, ("eva",))
    texts = revisions(read_decisions(desk.workspace.decisions), run=ITEM.run)
    assert [text.question for text in texts] == ["고친 글 1", "고친 글 2"]


def test_an_adjudicators_own_fix_is_final_and_keeps_why_they_differed(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    page = desk.page()
    page.session_state[f"error-{ITEM.item}-0-adjudication"] = "guideline gap"
    page.text_area[0].set_value("옷 한 벌에 파란 실 두 필이 든다.")
    press(page, "Save fix")
    [kept] = desk.written()
    assert desk.outcome() == Outcome("fixed", 1, ("eva",))
    assert (kept.question, kept.round) == ("옷 한 벌에 파란 실 두 필이 든다.", 1)
    assert [(rating.question, rating.answer) for rating in kept.ratings] == [("error", "guideline gap")]


def test_an_adjudicator_may_reject_for_a_reason_that_nobody_gave(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    press(desk.page(), "unnatural")
    assert desk.outcome() == Outcome("rejected", 0, ("eva",), "unnatural")


def test_of_two_adjudicators_the_first_decides_and_the_other_is_told(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    page = desk.page()
    desk.say(("dan", "reject", {"role": "adjudicator"}))
    press(page, "Adopt", 0)
    assert [decision.annotator for decision in desk.written()] == ["dan"]
    assert [error.value for error in page.error] == [
        f"not saved: {ITEM.item} is disputed no more, since somebody adjudicated it meanwhile; go on"
    ]


def test_an_adjudicator_mends_the_options_too(tmp_path, monkeypatch):
    item = ITEM.model_copy(update={"original_choices": ("one", "two"), "choices": ("하나", "하나")})
    desk = Adjudication(tmp_path, monkeypatch, [item])
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    page = desk.page()
    page.text_input[1].set_value("둘")
    press(page, "Save fix")
    assert [(kept.verdict, kept.choices) for kept in desk.written()] == [("fix", ("하나", "둘"))]


def test_what_a_fix_makes_of_the_options_is_shown_too(tmp_path, monkeypatch):
    item = an_item(1, answer_type="choice", answer="A", choices=("3", "4"), original_choices=("3", "4"))
    desk = Adjudication(tmp_path / "w", monkeypatch, [item])
    desk.say(("ana", "fix", {"question": item.question, "choices": ("3", "5")}), ("ben", "accept"), ("cem", "reject"))
    desk.say(("ben", "reject", {"revision": 1}))
    [changes] = [viewed["changes"] for viewed in viewers(desk.page()) if "changes" in viewed]
    assert [(change["kind"], change["text"]) for change in changes if change["kind"] != "same"] == [
        ("removed", "4"), ("added", "5"),
    ]  # fmt: skip


def test_who_adjudicates_an_exam_page_sees_its_image(tmp_path, monkeypatch):
    page = PageView(
        image="page.png", box=(0, 0, 1, 1), crop="", exam="CSAT", part="", year=2020, page=1, number=12,
        error_rate=None, transcription="", transcriber="m",
    )  # fmt: skip
    desk = Adjudication(tmp_path / "w", monkeypatch, [an_item(1, page=page)])
    desk.workspace.sources.mkdir(exist_ok=True)
    (desk.workspace.sources / "page.png").write_bytes(b"image")
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    [pair] = viewers(desk.page())
    assert pair["image"] == {"label": "CSAT · 2020 · no. 12", "url": "data:image/png;base64,aW1hZ2U="}


def test_names_are_hidden_until_they_are_asked_for(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    page = desk.page()
    assert shown(page)[1] == ["**Annotator 1**: accept", "**Annotator 2**: reject number", "**Annotator 3**: accept"]
    assert not [name for name in ("ana", "ben", "cem") if f"{name}**" in str(page)]
    page.toggle[0].set_value(True)
    assert shown(page.run())[1] == ["**ana**: accept", "**ben**: reject number", "**cem**: accept"]


def test_a_second_opinion_is_given_without_seeing_the_first_and_changes_nothing(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"), item=SECOND)
    press(desk.page(), "Adopt", 1)
    first = desk.outcome(SECOND)
    page = desk.page("fay")
    assert page.caption[0].value == "0 disputed · 1 for a second opinion"
    assert "second opinion: the first is not shown" in page.caption[1].value
    assert shown(page)[1] == ["**Annotator 1**: accept", "**Annotator 2**: reject number", "**Annotator 3**: accept"]
    assert "eva" not in str(page)
    press(page, "Adopt", 0)
    assert [(row.annotator, row.round, row.verdict) for row in desk.written()] == [
        ("eva", 1, "reject"), ("fay", 2, "accept"),
    ]  # fmt: skip
    assert desk.outcome(SECOND) == first == Outcome("rejected", 0, ("eva",), "number")
    for who in ("eva", "fay", "gus"):
        assert desk.page(who).success[0].value == "Nothing is disputed."


def test_a_second_opinion_is_asked_of_who_reads_both_languages(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"), item=SECOND)
    press(desk.page(), "Adopt", 1)
    seated, asked = sit(), {}
    for pseudonym, languages in {"gus": {"de": "native"}, "hal": {"en": "fluent", "ko": "native"}}.items():
        person = Person(pseudonym=pseudonym, role="adjudicator", languages=languages)
        asked[pseudonym] = second_opinions(replace(seated, person=person))
    assert asked == {"gus": [], "hal": [SECOND.item]}


def test_who_is_no_adjudicator_is_refused_by_the_write(desk):
    desk.say(("ana", "accept"), ("ben", "reject"), ("cem", "accept"))
    dan = invite(desk.workspace.people, "dan", role="annotator", languages={}, private=Private())
    standings = Standings(desk.workspace.decisions, {ITEM.run: a_run(annotators=3)})
    press_ = Press(ITEM, 0, 0, dan, "v1")
    for second in (False, True):
        with pytest.raises(NotPermitted, match="dan is no adjudicator here"):
            adjudicate(desk.workspace, standings, press_, Said("accept"), second=second)
    assert desk.written() == []


def test_every_export_holds_every_decision(desk):
    desk.say(*FIXED_BY_ANA, ("ana", "undo", {"undoes": "e1"}))
    press(desk.page(), "Adopt", 1)
    kept = read_decisions(desk.workspace.decisions)
    assert len(kept) == 6
    lines = exported(kept, "jsonl").splitlines()
    assert [Decision.model_validate_json(line) for line in lines] == kept
    table = pl.read_parquet(io.BytesIO(exported(kept, "parquet"))).to_dicts()
    assert [Decision.model_validate(row) for row in table] == kept
    rows = csv.DictReader(io.StringIO(exported(kept, "csv").decode(), newline=""))
    parsed = [
        row | {name: json.loads(row[name]) for name in ("choices", "ratings")} | {"chance": row["chance"] or None}
        for row in rows
    ]
    assert [Decision.model_validate(row) for row in parsed] == kept
