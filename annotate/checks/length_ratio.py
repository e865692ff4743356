"""The translation is about as long as translations into its language are.

Letters of prose are counted, without spaces, digits and formulas, against the source's. Each language has its usual
length, measured: a Chinese problem has 0.38 letters for each English one, a Telugu problem 1.20. The bounds are those
that cut about one in a hundred human translations of MGSM on both sides together; languages that we measured on news
only (NTREX-128, sentences of 100 letters and more) vary more there and get wider ones, unknown languages wider still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotate.checks.pair import Noticed
from annotate.mathtext import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair


class Bounds(NamedTuple):
    """Shortest and longest, as multiples of the usual length."""

    short: float
    long: float


MGSM_LENGTH = {
    "en": 1.0, "es": 1.08, "fr": 1.13, "de": 1.17, "ru": 1.06, "zh": 0.38, "ja": 0.56, "th": 1.05, "sw": 1.14,
    "bn": 1.03, "te": 1.20,
}  # fmt: skip
"""Median letters for one English letter, 250 school problems each."""
NEWS_LENGTH = {
    "ko": 0.46, "pt": 1.12, "it": 1.17, "nl": 1.18, "pl": 1.15, "tr": 1.10, "vi": 1.02, "id": 1.18, "ar": 0.91,
    "he": 0.79, "hi": 1.01, "fa": 0.93, "ur": 0.93, "uk": 1.07, "el": 1.22, "cs": 0.98, "sv": 1.02, "hu": 1.15,
    "fi": 1.14, "ta": 1.33, "km": 1.29, "my": 1.34, "am": 0.64, "ka": 1.12, "hy": 1.09, "gu": 0.98, "mr": 1.07,
}  # fmt: skip
"""The same on 1,186 news sentences each."""
MGSM_BOUNDS = Bounds(0.66, 1.5)
NEWS_BOUNDS = Bounds(0.6, 1.9)
UNKNOWN_BOUNDS = Bounds(0.4, 2.5)
FEW_LETTERS = 40
"""A source shorter than this varies more than any bound."""


def length_ratio(pair: Pair) -> Iterator[Noticed]:
    before, after = _letters(pair.source), _letters(pair.text)
    if before < FEW_LETTERS:
        return
    usual = _usual(pair.target) / _usual(pair.problem.language)
    bounds = _bounds(pair.problem.language, pair.target)
    ratio = after / before / usual
    if not bounds.short <= ratio <= bounds.long:
        how = "short" if ratio < bounds.short else "long"
        yield Noticed(
            f"unusually {how}: {after} letters for {before}, {ratio:.2f} times the usual length "
            f"({bounds.short} to {bounds.long} is usual for {pair.problem.language} to {pair.target})"
        )


def _letters(text: str) -> int:
    return len("".join(prose(text).split()))


def _usual(tag: str) -> float:
    return (MGSM_LENGTH | NEWS_LENGTH).get(_language(tag), 1.0)


def _bounds(*tags: str) -> Bounds:
    languages = {_language(tag) for tag in tags}
    if languages <= MGSM_LENGTH.keys():
        return MGSM_BOUNDS
    return NEWS_BOUNDS if languages <= MGSM_LENGTH.keys() | NEWS_LENGTH.keys() else UNKNOWN_BOUNDS


def _language(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()
