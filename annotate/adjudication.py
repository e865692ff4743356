"""What became of items on which annotators disagreed, and how much the adjudicators changed.

Agreement after adjudication is 1 by construction, so it is no figure. What says something: how many of the annotators'
labels did not survive, and how often a second adjudicator, who did not see the first one's verdict, came to the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from schemas.assignment import JUDGED
from schemas.outcomes import APART, outcome, standing
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


class ItemAdjudication(NamedTuple):
    """What one item adds to the counts; for the fields see `Adjudications`."""

    mark: Mark
    labels: int
    changed: int
    second: bool
    second_same: bool


def adjudications(by_item: Mapping[str, Sequence[Decision]], *, annotators: int, queued: int = 0) -> Adjudications:
    """The outcome of every doubly judged item, and what adjudication changed."""
    return summed(adjudication_of(given, annotators=annotators, queued=queued) for given in by_item.values())


def adjudication_of(decisions: Sequence[Decision], *, annotators: int, queued: int = 0) -> ItemAdjudication | None:
    """What became of one item; None when fewer than two annotators judged it."""
    given = first_labels(decisions, queued=queued)
    if len(given) < 2:
        return None
    found, verdicts = mark(decisions, annotators=annotators), _adjudicated(decisions)
    adjudicated = list(given.values()) if found == "adjudicated" else []
    second = bool(verdicts[1] and verdicts[SECOND_ROUND])
    return ItemAdjudication(
        found,
        labels=len(adjudicated),
        changed=sum(label != verdicts[1][-1] for label in adjudicated),
        second=second,
        second_same=second and verdicts[1][-1] == verdicts[SECOND_ROUND][-1],
    )


def summed(found: Iterable[ItemAdjudication | None]) -> Adjudications:
    """The counts over several items."""
    alike = Counter(item for item in found if item)  # few differ, and many are counted while a page waits
    marks: dict[Mark, int] = {"unanimous": 0, "adjudicated": 0, "unresolved": 0}
    for item, times in alike.items():
        marks[item.mark] += times
    return Adjudications(
        items=marks,
        labels=sum(item.labels * times for item, times in alike.items()),
        changed=sum(item.changed * times for item, times in alike.items()),
        second=sum(item.second * times for item, times in alike.items()),
        second_same=sum(item.second_same * times for item, times in alike.items()),
    )


def mark(decisions: Sequence[Decision], *, annotators: int) -> Mark:
    """How an item's outcome came about; unanimous when all who judged the text that stands agree about it."""
    if _adjudicated(decisions)[1]:
        return "adjudicated"
    stands = outcome(decisions, annotators=annotators, fixes_final=False)
    return "unresolved" if stands.state in {"waiting", "disputed"} else "unanimous"


def first_labels(decisions: Sequence[Decision], *, queued: int = 0) -> dict[str, str]:
    """Each annotator's own verdict on the text that was queued, given before anybody's fix was shown."""
    return {name: decision.verdict for name, decision in first_judgments(decisions, queued=queued).items()}


def first_judgments(decisions: Sequence[Decision], *, queued: int = 0) -> dict[str, Decision]:
    """The decisions that `first_labels` are of; those of rounds apart, as from one document alone, are none of them.

    What was said after an adjudicator spoke does not count, not even an undo.
    """
    spoken = next((n for n, decision in enumerate(decisions) if decision.role == "adjudicator"), len(decisions))
    return {
        decision.annotator: decision
        for decision in standing(decisions[:spoken])
        if decision.role == "annotator"
        and decision.revision == queued
        and decision.verdict in JUDGED
        and decision.round not in APART
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
