"""Do the labels differ in length? A writer who adds a detail to make a statement neutral makes it longer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from annotate.audits.by_label import Spread, by_label
from annotate.audits.tokens import tokens
from schemas.inference import Label


class Lengths(NamedTuple):
    """Lengths of the hypotheses by label."""

    characters: tuple[Spread, ...]
    tokens: tuple[Spread, ...]


def lengths(hypotheses: Iterable[tuple[Label, str]]) -> Lengths:
    """By label, in characters and in tokens."""
    characters: dict[Label, list[float]] = defaultdict(list)
    counted: dict[Label, list[float]] = defaultdict(list)
    for label, text in hypotheses:
        characters[label].append(len(text))
        counted[label].append(len(tokens(text)))
    return Lengths(by_label(characters), by_label(counted))
