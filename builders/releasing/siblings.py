"""Rows that tell of each other, so that holding out one of them holds nothing out: they are held out together or not.

    gsm8k-en-ko-3fa9c1d2e4b5   names 3fa9c1d2e4b5, gsm8k 17     texts "Ana has 12 apples ...", "아나는 사과 ..."
    gsm8k-en-es-3fa9c1d2e4b5   names 3fa9c1d2e4b5, gsm8k 17     texts "Ana has 12 apples ...", "Ana tiene ..."

Two rows with a name or a text in common are siblings, and so are siblings of siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """A row that may be held out, or that keeps its siblings from being so."""

    item: str
    names: tuple[str, ...]
    """What its siblings have in common with it, in this release and the next: a problem, an event, a seed."""
    texts: tuple[str, ...]
    """What would be known of it if the same text stood in a public row."""
    stratum: str
    """What readers compare: a configuration, a language pair."""
    testing: bool
    """Of the test split; rows of the others are never held out."""


def same_text(text: str) -> str:
    """A text without what makes no difference to whoever looks for it: case, and how much space there is."""
    return " ".join(text.split()).casefold()


def siblings(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """The candidates in groups, both in the order in which they came."""
    joined = _Joined()
    keyed = [(_keys(candidate), candidate) for candidate in candidates]
    for keys, _candidate in keyed:
        joined.join(keys)
    groups: dict[str, list[Candidate]] = {}
    for keys, candidate in keyed:
        groups.setdefault(joined.first_of(keys[0]), []).append(candidate)
    return list(groups.values())


def _keys(candidate: Candidate) -> list[str]:
    texts = (f"text {same_text(text)}" for text in candidate.texts)
    return [f"item {candidate.item}", *(f"name {name}" for name in candidate.names), *texts]


class _Joined:
    """Sets of keys that grow together; each is known by one of them."""

    def __init__(self) -> None:
        self._towards: dict[str, str] = {}

    def first_of(self, key: str) -> str:
        """The key that a key's set is known by; what lies between is shortened on the way."""
        while (further := self._towards.setdefault(key, key)) != key:
            self._towards[key] = self._towards.setdefault(further, further)
            key = further
        return key

    def join(self, keys: Sequence[str]) -> None:
        first = self.first_of(keys[0])
        for key in keys[1:]:
            self._towards[self.first_of(key)] = first
