"""Judging on English twins: who is asked again, what is drawn, and what a judgment on the originals does to an item."""

import pytest
from click.testing import CliRunner

from builders.cli import isogloss
from review_app.permissions import reads_twins
from schemas.assignment import NoPlaceLeftError, admit_within, wanted_again
from schemas.outcomes import Outcome, outcome
from schemas.people import Person
from schemas.records import Rating
from schemas.runs import start_run
from schemas.twin_reading import (
    TwinReading,
    TwinReadingError,
    judged_again,
    read_twin_reading,
    start_twin_reading,
    view_of,
)
from schemas.workspace import Workspace
from tests.inference_release.inference_world import a_run as an_inference_run
from tests.review_world import a_decision

READING = TwinReading(share=0.1, seed=3)


def said(seq, verdict, annotator, **changes):
    return a_decision(seq, verdict, annotator, **changes)


def stands(*decisions):
    return outcome(decisions, annotators=2, fixes_final=False)


@pytest.mark.parametrize(("judged", "again"), [(0, 0), (1, 1), (10, 1), (11, 2), (70, 7), (71, 8)])
def test_a_tenth_of_the_items_is_drawn_and_one_where_there_is_any(judged, again):
    items = [f"i{number}" for number in range(judged)]
    drawn = READING.drawn(items)
    assert (len(drawn), drawn <= set(items)) == (again, True)


def test_a_draw_depends_on_the_seed_and_not_on_the_order():
    items = [f"i{number}" for number in range(200)]
    other = TwinReading(share=0.1, seed=4)
    assert READING.drawn(items) == READING.drawn(items[::-1]) != other.drawn(items)


def test_what_is_left_of_a_draw_from_fewer_items_is_drawn_from_more():
    items = [f"i{number}" for number in range(400)]
    fewer, more = READING.drawn(items[:200]), READING.drawn(items)
    assert more & set(items[:200]) <= fewer


def test_less_than_a_tenth_is_no_setting():
    with pytest.raises(ValueError, match="greater than or equal to"):
        TwinReading(share=0.05, seed=0)


def test_a_workspace_begins_once_and_may_say_the_same_again(tmp_path):
    assert read_twin_reading(tmp_path) is None
    assert start_twin_reading(tmp_path, share=0.2, seed=1) == start_twin_reading(tmp_path, share=0.2, seed=1)
    assert read_twin_reading(tmp_path) == TwinReading(share=0.2, seed=1)
    with pytest.raises(TwinReadingError, match=r"asks for another share or seed: delete that file to begin anew"):
        start_twin_reading(tmp_path, share=0.3, seed=1)


def test_a_setting_that_is_broken_says_so(tmp_path):
    (tmp_path / "twins.json").write_text("{}")
    with pytest.raises(TwinReadingError, match=r"cannot be read \(Field required\): delete it"):
        read_twin_reading(tmp_path)


def test_the_command_lets_readers_of_english_judge_where_a_draft_made_twins(tmp_path):
    workspace = Workspace(tmp_path)
    start_run(workspace.runs, an_inference_run(twins="m2m"))
    begun = CliRunner().invoke(isogloss, ["review", "twins", str(tmp_path), "--again", "0.25"])
    assert begun.output.splitlines()[1] == (
        "of each language pair's items judged so, 25% and one at least are judged again on the originals"
    )
    assert read_twin_reading(workspace.people) == TwinReading(share=0.25, seed=0)


def test_the_command_refuses_where_there_are_no_twins(tmp_path):
    start_run(Workspace(tmp_path).runs, an_inference_run())
    refused = CliRunner().invoke(isogloss, ["review", "twins", str(tmp_path)])
    assert str(refused.exception) == f"{tmp_path} has no English twins: draft with `isogloss nli draft --twins MODEL`"


@pytest.mark.parametrize(
    ("languages", "hypothesis", "on_twins"),
    [
        ({"en": "fluent"}, "en", True),
        ({"en": "fluent", "es": "native"}, "en", True),
        ({"en": "fluent"}, "ja", False),
        ({"es": "native", "ko": "reading", "en": "fluent"}, "en", False),
        ({"es": "native"}, "en", False),
        ({}, "en", False),
    ],
)
def test_who_reads_english_and_not_both_languages_reads_the_twins(languages, hypothesis, on_twins):
    person = Person(pseudonym="ana", role="annotator", languages=languages)
    assert reads_twins(person, ("es", "ko"), hypothesis) is on_twins


def test_the_view_is_what_the_decision_says_was_read():
    ratings = (Rating(question="evidence 1", answer="0"), Rating(question="view", answer="twins"))
    assert view_of(said(1, "neutral", "ana", ratings=ratings)) == "twins"
    assert view_of(said(1, "neutral", "ana")) == ""


def test_somebody_else_is_wanted_again_until_one_person_judged():
    first = [said(1, "neutral", "ana"), said(2, "neutral", "ben")]
    again = said(3, "neutral", "eva", round=2)
    assert [wanted_again(first, name, queued=0) for name in ("ana", "ben", "eva")] == [False, False, True]
    assert [wanted_again([*first, again], name, queued=0) for name in ("eva", "dan")] == [False, False]
    undone = [*first, again, said(4, "undo", "eva", undoes="e3")]
    assert (judged_again([*first, again]), judged_again(undone)) == (again, None)
    assert wanted_again(undone, "eva", queued=0)


def test_an_adjudicator_saw_what_was_said_and_is_not_wanted_again():
    first = [said(1, "neutral", "ana"), said(2, "entailment", "ben")]
    assert not wanted_again([*first, said(3, "neutral", "eva", role="adjudicator")], "eva", queued=0)


def test_a_judgment_on_the_originals_has_one_place_and_takes_none_of_the_first_round():
    first, again = [said(1, "neutral", "ana"), said(2, "neutral", "ben")], said(3, "neutral", "eva", round=2)
    admit = admit_within(2)
    admit(again, first)
    admit(said(3, "neutral", "ben"), [first[0], again])
    admit(said(4, "entailment", "eva", round=2), [*first, again])
    with pytest.raises(NoPlaceLeftError, match="judged by 1 others meanwhile"):
        admit(said(4, "neutral", "dan", round=2), [*first, again])
    with pytest.raises(NoPlaceLeftError, match="by somebody who has not judged it"):
        admit(said(3, "neutral", "ana", round=2), first)


@pytest.mark.parametrize(
    ("again", "state", "label"),
    [("neutral", "accepted", "neutral"), ("entailment", "disputed", ""), ("reject", "disputed", "")],
)
def test_an_item_stands_when_the_label_on_the_originals_is_the_same_and_is_disputed_when_it_flips(again, state, label):
    first = [said(1, "neutral", "ana"), said(2, "neutral", "ben")]
    assert stands(*first, said(3, again, "eva", round=2)) == Outcome(state, 0, ("ana", "ben"), label=label)


def test_a_judgment_on_the_originals_is_none_of_the_number_wanted():
    assert stands(said(1, "neutral", "ana"), said(2, "neutral", "eva", round=2)) == Outcome("waiting", 0, ("ana",))


def test_an_adjudicator_settles_a_flip():
    first = [said(1, "neutral", "ana"), said(2, "neutral", "ben"), said(3, "entailment", "eva", round=2)]
    assert stands(*first, said(4, "entailment", "dan", role="adjudicator")).label == "entailment"
