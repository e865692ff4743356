"""Where a quotation stands in a document, and which discourse units it touches.

A model that quotes changes what it does not see: quotation marks, dashes, spaces, the width and case of letters. So a
quotation is looked for as it is, then with both sides folded; offsets always count in the document as it is.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotate.inference.discourse_units import Span

_FOLDED_SIGNS = {
    **dict.fromkeys("\"“”„‟«»「」『』〝〞＂'‘’‚‛‹›′″`´", "'"),
    **dict.fromkeys("-‐‑‒–—―−─－", "-"),
}  # fmt: skip
_LATER_JAMO = frozenset(map(chr, range(0x1160, 0x1200)))
"""Vowels and final consonants of a Hangul syllable, which Unicode does not count as combining marks."""
_AROUND = " '."
"""What stands around a folded quotation, and says that it is one."""


def locate(quote: str, text: str) -> Span | None:
    """Where the quotation stands, half open; None when it does not. Several places: the first one."""
    bare = quote.strip()
    at = _place(bare, text)
    if at is not None:
        return at, at + len(bare)
    folded, wanted = _fold(text), _fold(quote).text.strip(_AROUND)
    at = _place(wanted, folded.text)
    return None if at is None else (folded.starts[at], folded.ends[at + len(wanted) - 1])


def units_of(start: int, end: int, units: Sequence[Span]) -> tuple[int, ...]:
    """The units that a stretch touches, by position from 0; they are in order and do not overlap."""
    first = bisect_right(units, start, key=lambda unit: unit[1])
    return tuple(range(first, bisect_left(units, end, key=lambda unit: unit[0])))


class _Folded(NamedTuple):
    """A text as it is compared, and for each of its characters where it came from."""

    text: str
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=16)  # a document is searched for every quotation of its three hypotheses, then hardly again
def _fold(text: str) -> _Folded:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in _folded(text[start:end]):
            if character != " " or characters[-1:] != [" "]:
                characters.append(character)
                starts.append(start)
            else:
                ends.pop()
            ends.append(end)
    return _Folded("".join(characters), starts, ends)


def _clusters(text: str) -> Iterator[Span]:
    """Each character with what combines with it: é and 한 are the same in one code point and in several."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _combines(text[at]):
            yield start, at
            start = at


def _combines(character: str) -> bool:
    return unicodedata.combining(character) > 0 or character in _LATER_JAMO


def _folded(cluster: str) -> str:
    if cluster in _FOLDED_SIGNS:
        return _FOLDED_SIGNS[cluster]
    if unicodedata.category(cluster[0]) == "Cf":
        return ""  # zero-width joiners and directions show nothing
    plain = unicodedata.normalize("NFKC", cluster).casefold()
    return " " if plain.isspace() else "".join(_FOLDED_SIGNS.get(character, character) for character in plain)


def _place(wanted: str, text: str) -> int | None:
    """The first place that does not begin or end within a word."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        if not _within_word(text, at) and not _within_word(text, at + len(wanted)):
            return at
        at = text.find(wanted, at + 1)
    return None


def _within_word(text: str, at: int) -> bool:
    """Whether a cut there parts a word or a number; not in scripts without case, which join words or prefix them."""
    return 0 < at < len(text) and _is_spaced(text[at - 1]) and _is_spaced(text[at])


def _is_spaced(character: str) -> bool:
    return character.isdecimal() or character.lower() != character.upper()
