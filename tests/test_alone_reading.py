"""Judging from one document alone: what is drawn, who may, and that it changes nothing else."""

import pytest
from click.testing import CliRunner

from annotate.adjudication import first_labels
from annotate.agreement.verdicts import Unit, first_round
from builders.cli import isogloss
from schemas.alone_reading import (
    AloneReading,
    AloneReadingError,
    admit_alone,
    judged_alone,
    read_alone_reading,
    start_alone_reading,
)
from schemas.assignment import NoPlaceLeftError, admit_within, wanted_again, wanted_revision
from schemas.outcomes import Outcome, outcome
from schemas.records import Rating
from schemas.runs import start_run
from schemas.workspace import Workspace
from tests.inference_release.inference_world import a_run as an_inference_run
from tests.review_world import a_decision

READING = AloneReading(share=0.1, seed=3)


def alone(seq, verdict, annotator, view, **changes):
    return a_decision(seq, verdict, annotator, round=3, ratings=(Rating(question="view", answer=view),), **changes)


FIRST = [a_decision(1, "neutral", "ana"), a_decision(2, "neutral", "ben")]
EVA, DAN = alone(3, "entailment", "eva", "d1"), alone(4, "neutral", "dan", "d2")


@pytest.mark.parametrize(("items", "drawn"), [(0, 0), (1, 1), (10, 1), (11, 2), (70, 7), (71, 8)])
def test_a_share_of_the_items_is_drawn_and_one_where_there_is_any(items, drawn):
    names = [f"i{number}" for number in range(items)]
    found = READING.drawn(names, ())
    assert (len(found), found <= set(names)) == (drawn, True)


def test_a_draw_depends_on_the_seed_and_not_on_the_order():
    names = [f"i{number}" for number in range(200)]
    other = AloneReading(share=0.1, seed=4)
    assert READING.drawn(names, ()) == READING.drawn(names[::-1], ()) != other.drawn(names, ())


def test_what_judges_labelled_from_one_document_is_drawn_before_the_rest():
    names = [f"i{number}" for number in range(100)]
    assert READING.drawn(names, names[:4]) > set(names[:4])
    assert READING.drawn(names, names[:40]) < set(names[:40])


def test_either_document_comes_first_for_about_half_of_the_items():
    first = [READING.first(f"i{number}") for number in range(400)]
    assert 160 < first.count("d1") < 240


@pytest.mark.parametrize("share", [0, 1.1])
def test_a_share_lies_between_nothing_and_all(share):
    with pytest.raises(ValueError, match="share"):
        AloneReading(share=share, seed=0)


def test_the_command_settles_share_and_seed_once(tmp_path):
    workspace = Workspace(tmp_path)
    start_run(workspace.runs, an_inference_run())
    begun = CliRunner().invoke(isogloss, ["review", "alone", str(tmp_path), "--share", "0.25"])
    assert begun.output.splitlines()[0] == (
        "of each language pair's items 25%, and one at least, are judged from each document alone"
    )
    assert read_alone_reading(workspace.people) == AloneReading(share=0.25, seed=0)
    again = CliRunner().invoke(isogloss, ["review", "alone", str(tmp_path), "--share", "0.5"])
    assert str(again.exception) == (
        f"{workspace.people / 'alone.json'} asks for another share or seed: delete that file to begin anew, and know "
        "that what was judged under it stays"
    )


def test_the_command_refuses_where_there_are_no_inference_pairs(tmp_path):
    tmp_path.joinpath("runs").mkdir()
    refused = CliRunner().invoke(isogloss, ["review", "alone", str(tmp_path)])
    assert str(refused.exception) == f"{tmp_path} has no inference pairs: draft some with `isogloss nli draft`"


def test_a_setting_that_is_broken_says_so(tmp_path):
    (tmp_path / "alone.json").write_text('{"share": 0.1}')
    with pytest.raises(AloneReadingError, match=r"cannot be read \(Field required\): delete it"):
        start_alone_reading(tmp_path, share=0.1, seed=0)


def test_a_judgment_from_one_document_is_known_by_its_document_until_it_is_taken_back():
    undone = alone(5, "undo", "eva", "d1", undoes="e3")
    assert judged_alone([*FIRST, EVA, DAN]) == {"d1": EVA, "d2": DAN}
    assert judged_alone([*FIRST, EVA, DAN, undone]) == {"d2": DAN}
    assert judged_alone([alone(3, "skip", "eva", "d1"), a_decision(4, "neutral", "dan", round=3)]) == {}


def test_it_has_no_part_in_the_outcome_and_none_in_agreement():
    stands = Outcome("accepted", 0, ("ana", "ben"), label="neutral")
    assert outcome([*FIRST, EVA, DAN], annotators=2, fixes_final=False) == stands
    assert outcome([EVA, DAN], annotators=2, fixes_final=False) == Outcome("waiting", 0, ())
    assert first_labels([*FIRST, EVA]) == {"ana": "neutral", "ben": "neutral"}
    taken = first_round({"i": [*FIRST, EVA, DAN]}, {"i": Unit("event", 1.0)})
    assert ([one.annotator for one in taken.judgments], taken.left_out) == (
        ["ana", "ben"],
        {"from one document alone": 2},
    )


def test_each_document_has_one_reader_who_may_change_their_mind():
    admit_alone(EVA, FIRST)
    admit_alone(DAN, [*FIRST, EVA])
    admit_alone(alone(5, "neutral", "eva", "d1"), [*FIRST, EVA])
    admit_alone(alone(5, "skip", "cho", "d1"), [*FIRST, EVA])
    with pytest.raises(NoPlaceLeftError, match="was judged from this document alone meanwhile"):
        admit_alone(alone(5, "neutral", "cho", "d1"), [*FIRST, EVA])


@pytest.mark.parametrize(
    "before", [FIRST, [a_decision(1, "neutral", "ana", round=2)], [alone(1, "neutral", "ana", "d1")]]
)
def test_nobody_judges_one_document_who_judged_both_or_the_other(before):
    with pytest.raises(NoPlaceLeftError, match="by somebody who has not seen the other"):
        admit_alone(alone(5, "neutral", "ana", "d2"), before)


def test_an_adjudicator_saw_both_documents():
    settled = a_decision(3, "neutral", "eva", role="adjudicator")
    with pytest.raises(NoPlaceLeftError, match="by somebody who has not seen the other"):
        admit_alone(alone(5, "neutral", "eva", "d2"), [*FIRST, settled])


def test_who_read_one_document_alone_is_asked_for_nothing_else_about_the_item():
    rules = {"queued": 0, "annotators": 2}
    before = [FIRST[0], EVA]
    assert [wanted_revision(before, name, **rules, fixes_final=False) for name in ("eva", "ben")] == [None, 0]
    assert not wanted_again([*FIRST, EVA], "eva", queued=0)
    admit = admit_within(2)
    for again in (1, 2):
        with pytest.raises(NoPlaceLeftError, match="not for you, who judged it from one document alone"):
            admit(a_decision(5, "neutral", "eva", round=again), before)
    admit(a_decision(5, "neutral", "ben"), before)
