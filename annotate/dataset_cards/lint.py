"""What is missing from a card, sentence by sentence, with a score whose parts are explained.

The score is ours: it weighs what the survey counts (a licence, languages, five sections, a paper, words) and what a
reader needs to use a dataset (Datasheets for Datasets, Gebru et al. 2021). 100 is a card that leaves nothing open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotate.dataset_cards.lint_metadata import metadata_gaps
from annotate.dataset_cards.lint_parts import PARTS, Gap
from annotate.dataset_cards.lint_text import consistency_gaps, depth_gaps, provenance_gaps, section_gaps
from annotate.dataset_cards.metadata import Card, card_of

_LOOKS: tuple[Callable[[Card], Iterable[Gap]], ...] = (
    metadata_gaps,
    section_gaps,
    provenance_gaps,
    consistency_gaps,
    depth_gaps,
)


@dataclass(frozen=True)
class PartScore:
    """What a part of the card came to."""

    part: str
    points: float
    of: int
    about: str
    """What the part looks at."""


@dataclass(frozen=True)
class CardReport:
    """A card's score, in parts, and what is missing."""

    score: float
    """0 to 100: the sum of the parts."""
    parts: tuple[PartScore, ...]
    gaps: tuple[Gap, ...]
    """In the order of the parts, and within one as they stand in the card."""


def lint_card(text: str) -> CardReport:
    """The report of a card with its metadata; a pure function, nothing is asked of the Hub."""
    card = card_of(text)
    gaps = tuple(gap for look in _LOOKS for gap in look(card))
    parts = tuple(PartScore(name, _points(name, of, gaps), of, about) for name, of, about in PARTS)
    return CardReport(round(sum(part.points for part in parts), 1), parts, gaps)


def _points(name: str, of: int, gaps: tuple[Gap, ...]) -> float:
    return round(max(0.0, of - sum(gap.points for gap in gaps if gap.part == name)), 1)
