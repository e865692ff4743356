"""The model did not fall into a loop: nothing is said again and again that the source says once."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

SENTENCE_LETTERS = 12
"""Shorter ones ("Why?") may stand twice."""
TIMES_IN_A_ROW = 4
"""A piece that follows itself this often is a loop in any language; three "ha" are laughter."""
_SENTENCE = re.compile(r"[^.!?。！？।\n]+[.!?。！？।]?")
_LOOP = re.compile(rf"(?P<piece>\S(?:.{{1,58}}?\S)??\s?)(?P=piece){{{TIMES_IN_A_ROW - 1},}}", re.DOTALL)
_STAMMER = re.compile(r"\b([^\W\d_]{3,})(?:\s+\1\b){2,}", re.IGNORECASE)
"""One word three times; no human translation of MGSM has it, in ten languages."""
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u0900-\u0eff]{2}")


def repeated(pair: Pair) -> Iterator[Noticed]:
    before, after = _sentences(pair.source), _sentences(pair.text)
    most_in_source = max(before.values(), default=1)
    for sentence, times in after.items():
        if times > most_in_source:
            yield Noticed(f"said {times} times: {sentence}", (sentence,))
            return
    if (stammer := _STAMMER.search(pair.text)) and not _STAMMER.search(pair.source):
        yield Noticed(f"a word again and again: {stammer.group()}", (stammer.group(),))
        return
    loop = next((found for found in _LOOP.finditer(pair.text) if _is_words(found, pair.source)), None)
    if loop:
        yield Noticed(f"a loop of: {loop['piece'].strip()}", (loop.group(),))


def _sentences(text: str) -> Counter[str]:
    found = (sentence.strip() for sentence in _SENTENCE.findall(text))
    return Counter(sentence for sentence in found if len(sentence) >= SENTENCE_LETTERS)


def _is_words(found: re.Match[str], source: str) -> bool:
    """A loop of words; rows of digits, dots or `& 0` are mathematics."""
    return bool(_LETTERS.search(found["piece"])) and found["piece"] * TIMES_IN_A_ROW not in source
