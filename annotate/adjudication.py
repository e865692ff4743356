"""What became of items on which annotators disagreed, and how much the adjudicators changed.

Agreement after adjudication is 1 by construction, so it is no figure. What says something: how many of the annotators'
labels did not survive, and how often a second adjudicator, who did not see the first one's verdict, came to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from schemas.assignment import JUDGED
from schemas.outcomes import outcome, standing
from schemas.records import Decision, Record

SECOND_ROUND = 2
"""The round of a second adjudicator's verdict: it is compared with the first, and decides nothing."""

Mark = Literal["unanimous", "adjudicated", "unresolved"]


class Adjudications(Record):
    """Counts over the items that at least two annotators judged."""

    items: dict[Mark, int]
    labels: int
    """Annotators' labels on the adjudicated items."""
    changed: int
    """Of those, the ones that adjudication did not confirm."""
    second: int
    """Items that a second adjudicator decided, blind to the first."""
    second_same: int


def adjudications(by_item: Mapping[str, Sequence[Decision]], *, annotators: int, queued: int = 0) -> Adjudications:
    """The outcome of every doubly judged item, and what adjudication changed."""
    marks: dict[Mark, int] = {"unanimous": 0, "adjudicated": 0, "unresolved": 0}
    labels = changed = second = same = 0
    for decisions in by_item.values():
        given = first_labels(decisions, queued=queued)
        if len(given) < 2:
            continue
        found = mark(decisions, annotators=annotators)
        marks[found] += 1
        verdicts = _adjudicated(decisions)
        if found == "adjudicated":
            final = verdicts[1][-1]
            labels += len(given)
            changed += sum(label != final for label in given.values())
        if verdicts[1] and verdicts[SECOND_ROUND]:
            second += 1
            same += verdicts[1][-1] == verdicts[SECOND_ROUND][-1]
    return Adjudications(items=marks, labels=labels, changed=changed, second=second, second_same=same)


def mark(decisions: Sequence[Decision], *, annotators: int) -> Mark:
    """How an item's outcome came about; unanimous when all who judged the text that stands agree about it."""
    if _adjudicated(decisions)[1]:
        return "adjudicated"
    stands = outcome(decisions, annotators=annotators, fixes_final=False)
    return "unresolved" if stands.state in {"waiting", "disputed"} else "unanimous"


def first_labels(decisions: Sequence[Decision], *, queued: int = 0) -> dict[str, str]:
    """Each annotator's own verdict on the text that was queued, given before anybody's fix was shown.

    What was said after an adjudicator spoke does not count, not even an undo.
    """
    spoken = next((n for n, decision in enumerate(decisions) if decision.role == "adjudicator"), len(decisions))
    return {
        decision.annotator: decision.verdict
        for decision in standing(decisions[:spoken])
        if decision.role == "annotator" and decision.revision == queued and decision.verdict in JUDGED
    }


def agreement_within(decisions: Sequence[Decision], *, queued: int = 0) -> float:
    """Share of the pairs of annotators that gave an item the same label; 1 for fewer than two."""
    labels = list(first_labels(decisions, queued=queued).values())
    pairs = [(one, other) for place, one in enumerate(labels) for other in labels[place + 1 :]]
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else 1.0


def _adjudicated(decisions: Sequence[Decision]) -> dict[int, list[str]]:
    """Adjudicators' labels by round. To accept a revision that a person wrote is to fix the text that was queued."""
    labels: dict[int, list[str]] = {1: [], SECOND_ROUND: []}
    for decision in standing(decisions):
        if decision.role == "adjudicator" and decision.verdict in JUDGED:
            fixed = decision.verdict == "accept" and decision.revision > 0
            labels[decision.round].append("fix" if fixed else decision.verdict)
    return labels
