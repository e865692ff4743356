"""Which documents a label takes, by people who read one document alone, and whether the judges say the same.

    label that stands    neutral          given by those who read both documents
    from document 1      neutral          eva, who reads nothing else of the item
    from document 2      entailment       dan                                           so people need d1

Judges' `needs` is that of most of them, against the same label. An item counts once; the share of those on which the
two are the same has Wilson's 95 % interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotate.annotator_quality import wilson
from annotate.inference.needs import Needs, needs
from schemas.alone_reading import judged_alone
from schemas.inference import LABELS, View
from schemas.records import Decision, Label, Record

BY_PEOPLE: tuple[Needs, ...] = ("both", "either", "d1", "d2")
"""What people can need; the label that stands is theirs, so that both documents always give it."""
BY_JUDGES: tuple[Needs, ...] = (*BY_PEOPLE, "neither")


class Compared(NamedTuple):
    """One item that people judged from each document alone."""

    people: Needs
    judges: Needs | None
    """None where no judge was asked about each document alone, or they are divided."""


class NeedsCount(Record):
    """A cell of the table of what people and judges say."""

    people: Needs
    judges: Needs | None
    items: int


class NeededDocuments(Record):
    """Counts over items whose premises have one origin."""

    read: int
    """Items that somebody judged from one document alone."""
    whole: int
    """Of those, judged from each alone, with a label that stands."""
    cells: tuple[NeedsCount, ...]
    """Of those, by what people and judges say; cells without items are left out."""
    compared: int
    """Of those, with an opinion of the judges."""
    same: int
    """Of the compared, those on which people and judges say the same."""
    share: float | None
    """None when nothing can be compared."""
    low: float | None
    """Wilson's 95 % interval."""
    high: float | None

    def line(self, people: Needs) -> list[int]:
        """Items that need these documents by people: by each need that judges see, and where that is not known."""
        cells = {cell.judges: cell.items for cell in self.cells if cell.people == people}
        return [cells.get(judges, 0) for judges in (*BY_JUDGES, None)]


def as_label(said: str) -> Label | None:
    """What an outcome says, where it is a label and no other verdict."""
    return next((label for label in LABELS if label == said), None)


def needed_by_people(decisions: Sequence[Decision], label: Label) -> Needs | None:
    """What one item's label takes by people; None unless it was judged from each document alone."""
    said: dict[View, str] = {view: decision.verdict for view, decision in judged_alone(decisions).items()}
    return needs({"both": label, **said}, label) if len(said) == 2 else None


def compare_needs(
    decisions: Mapping[str, Sequence[Decision]], labels: Mapping[str, Label], judges: Mapping[str, Needs | None]
) -> NeededDocuments | None:
    """Of some items, by the labels that stand; None when nobody judged any of them from one document alone."""
    read = sorted(item for item in decisions if judged_alone(decisions[item]))
    people = {item: needed_by_people(decisions[item], labels[item]) for item in read if item in labels}
    return count_needs(len(read), (Compared(need, judges.get(item)) for item, need in people.items() if need))


def count_needs(read: int, whole: Iterable[Compared]) -> NeededDocuments | None:
    """The counts over `whole` items, of so many `read`; None when nothing was read."""
    cells = Counter(whole)
    compared = sum(items for cell, items in cells.items() if cell.judges)
    same = sum(items for cell, items in cells.items() if cell.people == cell.judges)
    low, high = wilson(same, compared) if compared else (None, None)
    if not read:
        return None
    return NeededDocuments(
        read=read,
        whole=cells.total(),
        cells=tuple(
            NeedsCount(people=cell.people, judges=cell.judges, items=items)
            for cell, items in sorted(cells.items(), key=str)
        ),
        compared=compared,
        same=same,
        share=same / compared if compared else None,
        low=low,
        high=high,
    )
