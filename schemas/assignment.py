"""Who is still asked about an item, and about which of its revisions.

First everybody judges, blind, the text that was queued: N persons, exactly. Only when they have spoken is a fix shown
to somebody who did not write it. So the verdicts that agreement is computed from were given independently.

    N = 2    A fixes revision 0, B accepts revision 0      the first round is over
             B (or C) is asked about revision 1, which A wrote

What was judged on English twins may be judged again on the originals (`schemas/twin_reading.py`): by one person who did
not judge it before, once the first round is over. Of a sample two others judge from one document alone, each from
another (`schemas/alone_reading.py`): they are asked for nothing else about the item.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemas.faults import Fault
from schemas.inference import LABELS
from schemas.outcomes import AGAIN, ALONE, APART, outcome, standing
from schemas.records import Decision

JUDGED = frozenset({"accept", "fix", "reject", *LABELS})


def judges_of(decisions: Sequence[Decision], revision: int, *, again: bool = False) -> set[str]:
    """Annotators whose verdict about a revision stands, of the first round or of those who judged `again`.

    Adjudicators come afterwards and are not among them.
    """
    return {
        decision.annotator
        for decision in standing(decisions)
        if decision.revision == revision
        and decision.verdict in JUDGED
        and decision.role == "annotator"
        and (decision.round == AGAIN if again else decision.round not in APART)
    }


def readers_alone(decisions: Sequence[Decision]) -> set[str]:
    """Annotators whose judgment from one document alone stands."""
    return {
        decision.annotator
        for decision in standing(decisions)
        if decision.round == ALONE and decision.role == "annotator" and decision.verdict in JUDGED
    }


def places(revision: int, *, queued: int, annotators: int) -> int:
    """How many persons judge a revision: N that which was queued, N beside its author a fix (and one at least)."""
    return annotators if revision <= queued else max(annotators - 1, 1)


def wanted_revision(
    decisions: Sequence[Decision], annotator: str, *, queued: int, annotators: int, fixes_final: bool
) -> int | None:
    """The revision this person should judge next; None when nothing is wanted of them. `queued` was shown first."""
    first = judges_of(decisions, queued)
    if annotator in readers_alone(decisions) or (annotator in first and len(first) < annotators):
        return None
    if len(first) < annotators:
        return queued
    stands = outcome(decisions, annotators=annotators, fixes_final=fixes_final)
    if stands.state != "waiting" or annotator in stands.by:
        return None
    return stands.revision


def places_left(decisions: Sequence[Decision], revision: int, *, queued: int, annotators: int) -> int:
    """How many more persons may judge a revision; 0 when it has its number."""
    return max(0, places(revision, queued=queued, annotators=annotators) - len(judges_of(decisions, revision)))


def wanted_again(decisions: Sequence[Decision], annotator: str, *, queued: int) -> bool:
    """Whether this person may judge an item again of which the first round is over: nobody did, and they never spoke.

    An adjudicator of the item saw what others said.
    """
    spoke = {decision.annotator for decision in standing(decisions) if decision.verdict in JUDGED}
    return annotator not in spoke and not judges_of(decisions, queued, again=True)


class NoPlaceLeftError(Fault):
    """The revision has all the judgments it should have."""


def admit_within(annotators: int, *, queued: int = 0) -> Callable[[Decision, list[Decision]], None]:
    """For the journal's transaction: refuse a judgment beyond the number wanted. A person may always change theirs."""

    def admit(decision: Decision, before: list[Decision]) -> None:
        if decision.verdict not in JUDGED or decision.role == "adjudicator":
            return
        again, first = decision.round == AGAIN, judges_of(before, decision.revision)
        judges = judges_of(before, decision.revision, again=True) if again else first
        wanted = 1 if again else places(decision.revision, queued=queued, annotators=annotators)
        if decision.annotator in readers_alone(before):
            raise NoPlaceLeftError(f"{decision.item} is not for you, who judged it from one document alone: go on")
        if again and decision.annotator in first:
            raise NoPlaceLeftError(f"{decision.item} is to be judged again by somebody who has not judged it: go on")
        if decision.annotator not in judges and len(judges) >= wanted:
            raise NoPlaceLeftError(
                f"{decision.item} was judged by {len(judges)} others meanwhile, which is all that is wanted: go on"
            )

    return admit
