"""Items judged on the English twins of their documents, and which of them are judged again on the originals.

    people/twins.json      {"share": 0.1, "seed": 0}      absent: who does not read both languages is not asked

A decision about a hypothesis keeps what was read as its rating `view`: `originals`, `both` (the originals with their
twins on a switch) or `twins` alone. Judging again is a judgment of round 2: one person, who reads both languages and
has not judged the item, is shown the originals alone. It is no part of the first round's agreement.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import Field

from schemas.assignment import JUDGED
from schemas.digest import fraction
from schemas.faults import Fault
from schemas.lead_settings import first_share, settle, settled
from schemas.outcomes import AGAIN, standing
from schemas.records import Decision, Record

FILE = "twins.json"
ENGLISH = "en"
ORIGINALS, TWINS = "originals", "twins"
SMALLEST_SHARE = 0.1


class TwinReadingError(Fault):
    """Items cannot be judged on twins so; the message says why and what to do."""


class TwinReading(Record):
    """That readers of English judge on twins, and how many of those items are judged again on the originals."""

    share: float = Field(ge=SMALLEST_SHARE, le=1)
    """Of each language pair's items, native and translated premises apart."""
    seed: int

    def drawn(self, items: Collection[str]) -> frozenset[str]:
        """Of one language pair's items that were judged on twins, those to be judged again: one at least.

        The first by a number that follows from the seed and the name, so that a draw from more items differs little.
        """
        return first_share(sorted(items, key=lambda item: fraction(self.seed, "judged again", item)), self.share)


def start_twin_reading(folder: Path, *, share: float, seed: int) -> TwinReading:
    """Let readers of English judge on twins from now on. Raises `TwinReadingError` when it was begun otherwise."""
    wanted = TwinReading(share=share, seed=seed)
    return settle(folder / FILE, wanted, TwinReadingError, kept_from_before="what was judged again under it stays")


def read_twin_reading(folder: Path) -> TwinReading | None:
    """How a workspace's items are judged on twins; None when they are not."""
    return settled(folder / FILE, TwinReading, TwinReadingError)


def is_english(language: str) -> bool:
    """Whether a BCP-47 tag is English, of wherever."""
    return language.partition("-")[0].lower() == ENGLISH


def view_of(decision: Decision) -> str:
    """What was read; empty when the decision does not say, as one from a file."""
    return next((rating.answer for rating in decision.ratings if rating.question == "view"), "")


def judged_again(decisions: Sequence[Decision]) -> Decision | None:
    """The judgment on the originals that stands beside those of the first round; None when there is none."""
    found = [
        decision
        for decision in standing(decisions)
        if decision.round == AGAIN and decision.role == "annotator" and decision.verdict in JUDGED
    ]
    return found[-1] if found else None
