"""A text as the viewer shows it: prose, formulas, and the places that a finding quotes.

Cut here and not in the browser, so that it is tested here, and so that no offset crosses the wire: JavaScript counts
UTF-16 units and Python code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from annotate.mathtext import Piece, split

_LATIN = re.compile(r"[A-Za-z0-9]")


def segments(text: str, quotes: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Pieces in order, verbatim: `raw` joined is the text. A formula also has `tex`, without its delimiters."""
    marked = _places(text, quotes)
    return [segment for piece in split(text) for segment in _of(piece, marked)]


def _of(piece: Piece, marked: set[int]) -> Iterator[dict[str, Any]]:
    if piece.formula and not piece.text.startswith("[asy]"):
        touched = any(place in marked for place in range(piece.start, piece.start + len(piece.text)))
        display = piece.text.startswith(("$$", r"\[", r"\begin"))
        yield {"raw": piece.text, "tex": piece.inner, "display": display, "marked": touched}
        return
    start = 0
    for end in range(1, len(piece.text) + 1):
        here = piece.start + start in marked
        if end == len(piece.text) or (piece.start + end in marked) != here:
            yield {"raw": piece.text[start:end], "marked": here}
            start = end


def _places(text: str, quotes: Iterable[str]) -> set[int]:
    """Every place a quote covers; not looked for inside a longer number or a longer word of Latin letters."""
    places: set[int] = set()
    for quote in filter(None, quotes):
        for found in re.finditer(_bounded(quote), text):
            places.update(range(*found.span()))
    return places


def _bounded(quote: str) -> str:
    before = r"(?<![A-Za-z0-9])" if _LATIN.match(quote[0]) else ""
    after = r"(?![A-Za-z0-9])" if _LATIN.match(quote[-1]) else ""
    return before + re.escape(quote) + after
