"""Items that people also label from one of their two documents alone, in a sample: which documents it takes.

    people/alone.json      {"share": 0.1, "seed": 0}      absent: nobody is shown one document alone

Such a judgment is of round 3, and its rating `view` says which document was read: `d1` or `d2`. It has no part in the
item's outcome and none in the first round's agreement. One person judges from each document, blind: who has judged the
item, or has seen its other document, is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from schemas.assignment import JUDGED, NoPlaceLeftError
from schemas.digest import fraction
from schemas.faults import Fault
from schemas.lead_settings import first_share, settle, settled
from schemas.outcomes import ALONE, standing
from schemas.records import Decision, Record
from schemas.twin_reading import view_of

FILE = "alone.json"
OneDocument = Literal["d1", "d2"]
"""The view of who reads one document alone, as it is a judge's."""
DOCUMENTS: tuple[OneDocument, OneDocument] = ("d1", "d2")


class AloneReadingError(Fault):
    """Items cannot be judged from one document so; the message says why and what to do."""


class AloneReading(Record):
    """How many items are judged from each document alone, and which."""

    share: float = Field(gt=0, le=1)
    """Of each language pair's items, native and translated premises apart."""
    seed: int

    def drawn(self, items: Collection[str], judged: Collection[str]) -> frozenset[str]:
        """Of one language pair's items, those that people judge from each document alone: one at least.

        Items that judges labelled so, a random part themselves, come first: on those the two can be compared. Within,
        the order follows from the seed and the name, so that a draw from more items differs little.
        """
        order = sorted(items, key=lambda item: (item not in judged, fraction(self.seed, "alone", item)))
        return first_share(order, self.share)

    def first(self, item: str) -> OneDocument:
        """The document to read alone where somebody could read either, so that both get readers."""
        return "d1" if fraction(self.seed, "which document", item) < 0.5 else "d2"


def start_alone_reading(folder: Path, *, share: float, seed: int) -> AloneReading:
    """Have items judged from one document from now on. Raises `AloneReadingError` when it was begun otherwise."""
    wanted = AloneReading(share=share, seed=seed)
    return settle(folder / FILE, wanted, AloneReadingError, kept_from_before="what was judged under it stays")


def read_alone_reading(folder: Path) -> AloneReading | None:
    """How a workspace's items are judged from one document alone; None when they are not."""
    return settled(folder / FILE, AloneReading, AloneReadingError)


def alone_view(decision: Decision) -> OneDocument | None:
    """The document that was read alone; None when it was not one alone, or the decision does not say which."""
    return next((view for view in DOCUMENTS if decision.round == ALONE and view == view_of(decision)), None)


def judged_alone(decisions: Sequence[Decision]) -> dict[OneDocument, Decision]:
    """The judgments that stand of those made from one document alone, by the document."""
    return {
        view: decision
        for decision in standing(decisions)
        if decision.role == "annotator" and decision.verdict in JUDGED and (view := alone_view(decision))
    }


def admit_alone(decision: Decision, before: Sequence[Decision]) -> None:
    """For the journal's transaction: raise `NoPlaceLeftError` beyond one judgment from each document, each blind.

    A person may always change theirs.
    """
    if decision.verdict not in JUDGED:
        return
    view = alone_view(decision)
    if {judged.annotator for found, judged in judged_alone(before).items() if found == view} - {decision.annotator}:
        raise NoPlaceLeftError(f"{decision.item} was judged from this document alone meanwhile: go on")
    spoke = [one for one in standing(before) if one.annotator == decision.annotator and one.verdict in JUDGED]
    if any(alone_view(one) != view for one in spoke):
        raise NoPlaceLeftError(
            f"{decision.item} is to be judged from one document alone by somebody who has not seen the other: go on"
        )
