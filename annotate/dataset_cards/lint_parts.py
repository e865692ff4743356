"""The parts of a card's score, and what a gap in one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartName = Literal["metadata", "sections", "provenance", "consistency", "depth"]

PARTS: tuple[tuple[PartName, int, str], ...] = (
    (
        "metadata",
        30,
        "what the Hub can search by: languages 8, licence 8, tasks 5, size 4, a name 2, readable at all 3",
    ),
    (
        "sections",
        40,
        "the five sections, 8 each: 4 for being there, 4 for the share of its headings that say something",
    ),
    ("provenance", 15, "where the data comes from 5, a paper or how to cite 5, whom to ask 5"),
    ("consistency", 10, "text and metadata name the same licence 5, nothing of the template is left 5"),
    ("depth", 5, "at least 200 words"),
)
"""Each with the points it can bring and what they are for."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, in a sentence that says what to do."""

    part: PartName
    points: float
    """What it costs; 0 for advice."""
    line: int | None
    """Of the card, from 1; None for what stands nowhere."""
    sentence: str
