from itertools import permutations
from random import Random

import pytest

from schemas.inference import LABELS
from schemas.outcomes import Outcome, outcome, revisions, standing
from schemas.records import Translation
from tests.review_world import a_decision


def of(*decisions, annotators=1, fixes_final=False):
    return outcome(decisions, annotators=annotators, fixes_final=fixes_final)


def test_an_item_nobody_read_waits():
    assert of() == Outcome("waiting", 0, ())


def test_one_accept_is_enough_for_one_annotator_and_not_for_two():
    accept = a_decision(1, "accept", "ana")
    assert of(accept) == Outcome("accepted", 0, ("ana",))
    assert of(accept, annotators=2) == Outcome("waiting", 0, ("ana",))
    assert of(accept, a_decision(2, "accept", "ben"), annotators=2) == Outcome("accepted", 0, ("ana", "ben"))


def test_the_same_person_counts_once():
    assert of(a_decision(1, "accept", "ana"), a_decision(2, "accept", "ana"), annotators=2).state == "waiting"


def test_a_persons_later_verdict_replaces_the_earlier_one():
    assert of(a_decision(1, "accept", "ana"), a_decision(2, "reject", "ana")) == Outcome(
        "rejected", 0, ("ana",), "number"
    )


def test_all_annotators_must_reject_before_an_item_is_rejected():
    reject = a_decision(1, "reject", "ana")
    assert of(reject, annotators=2) == Outcome("waiting", 0, ("ana",))
    assert of(reject, a_decision(2, "reject", "ben"), annotators=2) == Outcome("rejected", 0, ("ana", "ben"), "number")


def test_a_tie_is_disputed_until_an_adjudicator_decides():
    tie = [a_decision(1, "accept", "ana"), a_decision(2, "reject", "ben")]
    assert of(*tie, annotators=2) == Outcome("disputed", 0, ("ana", "ben"))
    accepted = a_decision(3, "accept", "cho", role="adjudicator")
    assert of(*tie, accepted, annotators=2) == Outcome("accepted", 0, ("cho",))
    rejected = a_decision(3, "reject", "cho", role="adjudicator")
    assert of(*tie, rejected, annotators=2) == Outcome("rejected", 0, ("cho",), "number")
    fixed = a_decision(3, "fix", "cho", role="adjudicator")
    assert of(*tie, fixed, annotators=2) == Outcome("fixed", 1, ("cho",))


def test_a_fix_waits_for_another_persons_accept():
    fix = a_decision(1, "fix", "ana")
    assert of(fix) == Outcome("waiting", 1, ("ana",))
    assert of(fix, a_decision(2, "accept", "ana", revision=1)) == Outcome("waiting", 1, ("ana",))
    assert of(fix, a_decision(2, "accept", "ben", revision=1)) == Outcome("fixed", 1, ("ana", "ben"))


def test_three_annotators_ask_two_others_to_accept_a_fix():
    fix, second = a_decision(1, "fix", "ana"), a_decision(2, "accept", "ben", revision=1)
    assert of(fix, second, annotators=3).state == "waiting"
    assert of(fix, second, a_decision(3, "accept", "cho", revision=1), annotators=3).state == "fixed"


def test_a_final_fix_needs_nobody_else():
    assert of(a_decision(1, "fix", "ana"), fixes_final=True) == Outcome("fixed", 1, ("ana",))


def test_a_fix_makes_accepts_of_what_stood_before_worthless():
    assert of(a_decision(1, "accept", "ben"), a_decision(2, "fix", "ana")) == Outcome("waiting", 1, ("ana",))


def test_a_fix_that_another_rejects_is_disputed():
    assert of(a_decision(1, "fix", "ana"), a_decision(2, "reject", "ben", revision=1)).state == "disputed"


def test_an_undo_takes_back_the_event_it_names_and_can_be_undone():
    accept, undo = a_decision(1, "accept", "ana"), a_decision(2, "undo", "ana", undoes="e1")
    assert of(accept, undo) == Outcome("waiting", 0, ())
    assert of(accept, undo, a_decision(3, "undo", "ana", undoes="e2")) == Outcome("accepted", 0, ("ana",))


def test_undoing_a_fix_brings_the_revision_before_back():
    decisions = [
        a_decision(1, "accept", "ben"),
        a_decision(2, "fix", "ana"),
        a_decision(3, "undo", "ana", undoes="e2"),
    ]
    assert of(*decisions) == Outcome("accepted", 0, ("ben",))
    assert standing(decisions) == decisions[:1]


def test_the_order_in_which_decisions_are_handed_over_does_not_matter():
    decisions = [
        a_decision(1, "fix", "ana"),
        a_decision(2, "fix", "ben", revision=1),
        a_decision(3, "accept", "ana", revision=2),
        a_decision(4, "accept", "ana"),
    ]
    assert {of(*some) for some in permutations(decisions)} == {Outcome("fixed", 2, ("ana", "ben"))}


def test_two_fixes_of_one_revision_get_two_numbers_that_an_undo_does_not_free():
    decisions = [
        a_decision(1, "fix", "ana"),
        a_decision(2, "fix", "ben"),
        a_decision(3, "undo", "ana", undoes="e1"),
        a_decision(4, "fix", "cho", revision=2),
    ]
    assert revisions(decisions, run="gsm8k-en-ko") == [
        Translation(
            run="gsm8k-en-ko",
            item="gsm8k-en-ko-0001",
            revision=number,
            question=f"고친 글 {seq}",
            choices=(),
            translator=f"human:{annotator}",
            answer_key="",
        )
        for number, seq, annotator in [(1, 1, "ana"), (2, 2, "ben"), (3, 4, "cho")]
    ]


@pytest.mark.parametrize("annotators", [1, 2, 3])
def test_a_fix_is_never_released_on_its_authors_word_alone(annotators):
    own = [a_decision(1, "fix", "ana"), a_decision(2, "accept", "ana", revision=1), a_decision(3, "accept", "ana")]
    assert of(*own, annotators=annotators).state == "waiting"


# Labels


def test_labels_that_are_equal_are_accepted_once_all_annotators_gave_theirs():
    neutral = a_decision(1, "neutral", "ana")
    assert of(neutral, annotators=2) == Outcome("waiting", 0, ("ana",))
    agreed = Outcome("accepted", 0, ("ana", "ben"), label="neutral")
    assert of(neutral, a_decision(2, "neutral", "ben"), annotators=2) == agreed


def test_different_labels_are_disputed_even_before_the_last_annotator_spoke():
    labels = [a_decision(1, "entailment", "ana"), a_decision(2, "neutral", "ben")]
    assert of(*labels, annotators=2) == Outcome("disputed", 0, ("ana", "ben"))
    assert of(*labels, annotators=3) == Outcome("disputed", 0, ("ana", "ben"))


def test_two_of_three_equal_labels_are_no_agreement():
    labels = [a_decision(seq, "entailment", who) for seq, who in enumerate(("ana", "ben"), start=1)]
    assert of(*labels, a_decision(3, "contradiction", "cho"), annotators=3).state == "disputed"


def test_a_label_and_a_rejection_are_disputed():
    decisions = [a_decision(1, "contradiction", "ana"), a_decision(2, "reject", "ben")]
    assert of(*decisions, annotators=2) == Outcome("disputed", 0, ("ana", "ben"))


def test_a_label_that_its_annotator_changed_counts_as_it_is_now():
    changed = [a_decision(1, "neutral", "ana"), a_decision(2, "entailment", "ben"), a_decision(3, "neutral", "ben")]
    assert of(*changed, annotators=2) == Outcome("accepted", 0, ("ana", "ben"), label="neutral")
    undone = [*changed[:2], a_decision(3, "undo", "ben", undoes="e2")]
    assert of(*undone, annotators=2) == Outcome("waiting", 0, ("ana",))


def test_an_adjudicators_label_stands_whatever_the_annotators_say_later():
    disputed = [a_decision(1, "entailment", "ana"), a_decision(2, "neutral", "ben")]
    settled = [*disputed, a_decision(3, "contradiction", "cho", role="adjudicator")]
    stands = Outcome("accepted", 0, ("cho",), label="contradiction")
    assert of(*settled, annotators=2) == stands
    assert of(*settled, a_decision(4, "neutral", "ana"), annotators=2) == stands
    second = a_decision(4, "neutral", "dan", role="adjudicator", round=2)
    assert of(*settled, second, annotators=2) == stands


def test_a_skip_is_no_label():
    decisions = [a_decision(1, "entailment", "ana"), a_decision(2, "skip", "ben")]
    assert of(*decisions, annotators=2) == Outcome("waiting", 0, ("ana",))


def some_labelling(chance):
    """Up to six labels, rejections, skips and undos of three annotators and now and then an adjudicator."""
    decisions = []
    for seq in range(1, chance.randint(1, 6) + 1):
        verdict = chance.choice([*LABELS, "reject", "skip", "undo"])
        undoes = chance.choice(decisions).event if decisions and verdict == "undo" else ""
        role = chance.choice(["annotator"] * 4 + ["adjudicator"])
        who = "eva" if role == "adjudicator" else chance.choice(["ana", "ben", "cho"])
        decisions.append(
            a_decision(seq, verdict if verdict != "undo" or undoes else "skip", who, role=role, undoes=undoes)
        )
    return decisions


def test_labels_come_to_the_same_in_whatever_order_they_are_handed_over():
    for seed in range(300):
        chance = Random(seed)
        decisions = some_labelling(chance)
        shuffled = chance.sample(decisions, len(decisions))
        assert of(*shuffled, annotators=2) == of(*decisions, annotators=2), decisions


def test_only_what_was_accepted_has_a_label_and_it_is_one_that_somebody_gave():
    labels = set()
    for seed in range(300):
        decisions = some_labelling(Random(seed))
        came_to = of(*decisions, annotators=2)
        given = {decision.verdict for decision in standing(decisions) if decision.verdict in LABELS}
        assert (came_to.label in given) if came_to.state == "accepted" else came_to.label == "", decisions
        labels.add(came_to.label)
    assert labels == {"", *LABELS}
