"""Two sets of segments, or of spans of text: what they share, and what chance would have them share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb

Span = tuple[str, int, int]
"""Document, start, end: code points, the end excluded."""


@lru_cache(maxsize=100_000)
def chance_jaccard(first: int, second: int, candidates: int) -> float:
    """The mean Jaccard index of two blind draws of so many out of `candidates`: the overlap is hypergeometric."""
    if not first + second:
        return 0.0
    ways = range(max(0, first + second - candidates), min(first, second) + 1)
    hits = (comb(first, x) * comb(candidates - first, second - x) * x / (first + second - x) for x in ways)
    return sum(hits) / comb(candidates, second)


def code_points(first: Sequence[Span], second: Sequence[Span]) -> tuple[int, int]:
    """Code points in both, and in either. Spans may overlap each other."""
    one, other = _merged(first), _merged(second)
    length = sum(end - start for _, start, end in one) + sum(end - start for _, start, end in other)
    shared = sum(
        max(0, min(end, end_2) - max(start, start_2))
        for document, start, end in one
        for document_2, start_2, end_2 in other
        if document == document_2
    )
    return shared, length - shared


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The same code points in spans that do not touch."""
    merged: list[Span] = []
    for document, start, end in sorted(spans):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            merged[-1] = (document, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((document, start, end))
    return merged
