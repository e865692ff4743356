"""Who judges what: N persons the queued text, blind, and then somebody else the fix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.assignment import NoPlaceLeftError, admit_within, judges_of, places_left, wanted_revision
from schemas.decisions import read_decisions, write_decisions
from tests.review_world import a_decision


def wanted(decisions, annotator, *, annotators=2):
    return wanted_revision(decisions, annotator, queued=0, annotators=annotators, fixes_final=False)


def test_everybody_first_judges_the_text_that_was_queued():
    fixed = [a_decision(1, "fix", "ana")]
    assert (wanted([], "ana"), wanted(fixed, "ana"), wanted(fixed, "ben")) == (0, None, 0)


def test_a_fix_is_shown_to_somebody_else_once_the_first_round_is_over():
    decisions = [a_decision(1, "fix", "ana"), a_decision(2, "accept", "ben")]
    assert (wanted(decisions, "ana"), wanted(decisions, "ben"), wanted(decisions, "eva")) == (None, 1, 1)


def test_nothing_is_wanted_of_anybody_when_all_agree_or_an_adjudicator_has_to_speak():
    agreed = [a_decision(1, "accept", "ana"), a_decision(2, "accept", "ben")]
    disputed = [a_decision(1, "accept", "ana"), a_decision(2, "reject", "ben")]
    assert (wanted(agreed, "eva"), wanted(disputed, "eva")) == (None, None)


def test_what_was_taken_back_or_skipped_is_wanted_again():
    undone = [a_decision(1, "accept", "ana"), a_decision(2, "undo", "ana", undoes="e1")]
    assert (wanted(undone, "ana"), wanted([a_decision(1, "skip", "ana")], "ana")) == (0, 0)


def test_places_left_count_annotators_and_not_adjudicators():
    decisions = [a_decision(1, "accept", "ana"), a_decision(2, "accept", "lea", role="adjudicator")]
    assert judges_of(decisions, 0) == {"ana"}
    assert places_left(decisions, 0, queued=0, annotators=3) == 2


def test_a_judgment_beyond_the_number_is_refused_and_nothing_is_written(tmp_path):
    journal, admit = tmp_path / "decisions.sqlite", admit_within(1)
    write_decisions(journal, [a_decision(0, "accept", "ana", event="a")], admit=admit)
    with pytest.raises(NoPlaceLeftError, match="was judged by 1 others meanwhile"):
        write_decisions(journal, [a_decision(0, "accept", "ben", event="b")], admit=admit)
    write_decisions(journal, [a_decision(0, "reject", "ana", event="c")], admit=admit)
    assert [(decision.annotator, decision.verdict) for decision in read_decisions(journal)] == [
        ("ana", "accept"),
        ("ana", "reject"),
    ]


@given(
    st.lists(st.tuples(st.sampled_from(["accept", "fix", "reject", "skip"]), st.sampled_from("abcdef")), max_size=12),
    st.integers(1, 3),
)
def test_following_what_is_wanted_never_gives_a_revision_too_many_judges(presses, annotators):
    decisions = []
    for verdict, annotator in presses:
        revision = wanted(decisions, annotator, annotators=annotators)
        if revision is not None:
            decisions.append(a_decision(len(decisions) + 1, verdict, annotator, revision=revision))
    assert len(judges_of(decisions, 0)) <= annotators
