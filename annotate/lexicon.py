"""The tables of `number_words` as patterns: what a language's number words look like, and where one may begin."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from annotate import number_words

Role = Literal["cardinal", "scale", "part", "plus", "loose", "none"]


class Lexicon(NamedTuple):
    word: re.Pattern[str]
    """One number word; the name of its group is its key in `meanings`."""
    run: re.Pattern[str]
    """A stretch of text to look for words in: its edges are the word boundaries of the language."""
    meanings: dict[str, tuple[Fraction, Role]]


_SYNTAX = re.compile(r"\(\?.*?\)|\[.*?\]|\\.|[?+*]")
_ROLES: dict[str, Role] = {"*": "scale", "/": "part", "+": "plus", "~": "loose", "!": "none"}


@cache
def lexicon(language: str) -> Lexicon:
    meanings: dict[str, tuple[Fraction, Role]] = {}
    words: list[tuple[str, str]] = []
    for line in number_words.WORDS[language].strip().splitlines():
        mark, *patterns = line.split()
        meaning = Fraction(mark.lstrip("*/+~!") or 0), _ROLES.get(mark[0], "cardinal")
        for pattern in patterns:
            words.append((f"w{len(words)}", _either_nukta(pattern.replace("_", r"[\s-]+"))))
            meanings[words[-1][0]] = meaning
    words.sort(key=lambda word: -len(_SYNTAX.sub("", word[1])))  # longest first: 二十五 is not 二
    end = "" if language in number_words.UNSPACED | number_words.SUFFIXED | number_words.COMPOUND else r"(?!\w)"
    either = "|".join(f"(?P<{key}>{pattern}{end})" for key, pattern in words)
    run = _run(re.sub(r"\?P<w\d+>", "?:", either), language)
    return Lexicon(re.compile(either, re.IGNORECASE), re.compile(run, re.IGNORECASE), meanings)


def _either_nukta(pattern: str) -> str:
    """Bengali ড়, ঢ় and য় are written as one code point or as two."""
    for composed in "\u09dc\u09dd\u09df":
        decomposed = unicodedata.normalize("NFD", composed)
        pattern = pattern.replace(decomposed, composed).replace(composed, f"(?:{composed}|{decomposed})")
    return pattern


_COMPOUND_ENDING = r"(?:mal|fach|seitig|jährig|tägig|stündig|wöchig|stöckig|köpfig)\w*|er"
_NO_LETTER_BEFORE = r"(?<![^\W\d_])(?<![\u0900-\u09e5\u0c00-\u0c65])"  # vowel signs are no letters to `re`


def _run(word: str, language: str) -> str:
    if language in number_words.UNSPACED:
        return f"(?:{word})+"
    if language in number_words.SUFFIXED:
        return f"{_NO_LETTER_BEFORE}(?:{word})+"
    if language in number_words.COMPOUND:
        return rf"{_NO_LETTER_BEFORE}(?:(?:{word})(?:und)?)+(?:{_COMPOUND_ENDING})?(?!\w)"
    return f"{_NO_LETTER_BEFORE}(?:{word})"
