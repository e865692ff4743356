"""A hypothesis is in words of its own: it is no sentence of a document, nor one with a single word exchanged.

What is counted are sequences: of words, or of characters in a language that sets no words apart. A document in another
language shares none but names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate
from annotate.textdiff import UNSPACED

WORDS = 3
CHARACTERS = 5
COPIED_SHARE = 0.8
"""A sentence of 20 words with one exchanged keeps 15 of 18 sequences of three words, 0.83."""
FEW = 6
"""So few sequences say nothing: names and a verb may be all of a short statement."""
_WORD = re.compile(r"\w+")


def not_copied(candidate: Candidate) -> Iterator[Noticed]:
    own = _sequences(candidate.hypothesis.text, candidate.language)
    if len(own) < FEW:
        return
    for number, document in enumerate(candidate.documents, start=1):
        known = _known_sequences(document.text, candidate.language)
        share = sum(sequence in known for sequence in own) / len(own)
        if share >= COPIED_SHARE:
            yield Noticed(f"copied from document {number}: {share:.0%} of its sequences of words stand there")


@lru_cache(maxsize=4)  # the documents of one pair, whose three hypotheses are checked in a row
def _known_sequences(text: str, language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_sequences(text, language))


def _sequences(text: str, language: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    parts, length = (list("".join(words)), CHARACTERS) if language in UNSPACED else (words, WORDS)
    return [tuple(parts[start : start + length]) for start in range(len(parts) - length + 1)]
