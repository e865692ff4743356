"""How many tokens a text and its translation come to, before any tokenizer has seen them: a range, never a number.

Measured with cl100k and o200k, the tokenizers of GPT-4 and GPT-4o: GSM8K has 0.24 tokens a character and MATH-500, full
of formulas, 0.35; how much longer a translation is than its English, from NTREX-128 (Federmann et al. 2022, 500
sentences a language) and MGSM (Shi et al. 2022). Older vocabularies cut the scripts they hardly know into bytes, and
newer ones do not: that is why the ranges of those scripts are wide.
"""

from __future__ import annotations

from typing import NamedTuple

from annotate.language import scripts_of
from schemas.plans import Span

TOKENS_A_CHARACTER = Span(0.22, 0.36)
"""Of English prose, the low end, to English full of formulas."""
_PROSE = 0.244
"""Tokens a character of English without formulas, which the lengths below were measured against."""
_OWN_LETTERS = 0.8
"""Share of a text in another script that is not spaces, digits and signs; the lengths below are of whole texts."""
MESSAGE = Span(3, 8)
"""Tokens that an endpoint adds to each message: its role and the marks around it."""


class Length(NamedTuple):
    """Of a translation, relative to its English original."""

    characters: float
    tokens: Span


ENGLISH = Length(1.0, Span(1.0, 1.0))
LENGTHS = {
    "Latin": Length(1.1, Span(1.1, 2.4)),
    "Cyrillic": Length(1.05, Span(1.2, 3.6)),
    "Greek": Length(1.1, Span(2.1, 5.2)),
    "Arabic": Length(0.95, Span(1.4, 4.3)),
    "Hebrew": Length(0.9, Span(1.5, 3.7)),
    "Devanagari": Length(1.05, Span(1.5, 5.1)),
    "Thai": Length(0.95, Span(1.6, 4.2)),
    "Hangul": Length(0.53, Span(1.5, 2.5)),
    "Kana": Length(0.48, Span(1.5, 2.2)),
    "Han": Length(0.35, Span(1.15, 2.3)),
}
"""By script; nine in ten languages lie within."""
OTHER_SCRIPT = Length(1.05, Span(1.5, 10.0))


def length_of(language: str) -> Length:
    """The length of texts in a language, by its script; of a language with several, the longest."""
    if language.split("-", maxsplit=1)[0] == "en":
        return ENGLISH
    scripts = scripts_of(language) - ({"Han"} if language.startswith("ja") else set())
    return max((LENGTHS.get(script, OTHER_SCRIPT) for script in scripts), key=lambda length: length.tokens.high)


def tokens_of(text: str, language: str) -> Span:
    """Tokens of a text in a language; what it has in ASCII (formulas, instructions) counts as English."""
    length = length_of(language)
    ascii_characters = len(text.encode("ascii", "ignore"))
    foreign = (len(text) - ascii_characters) * _PROSE / length.characters
    own = Span(foreign * length.tokens.low, foreign * length.tokens.high / _OWN_LETTERS)
    return own.plus(Span(ascii_characters * TOKENS_A_CHARACTER.low, ascii_characters * TOKENS_A_CHARACTER.high))


def translated_tokens(text: str, source: str, target: str) -> Span:
    """Tokens of a text's translation."""
    english = len(text) / length_of(source).characters
    tokens = TOKENS_A_CHARACTER.times(length_of(target).tokens)
    return Span(english * tokens.low, english * tokens.high)
