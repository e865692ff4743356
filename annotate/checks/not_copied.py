"""The translation is not the source again, in whole, by the sentence or by the phrase."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed
from annotate.language import are_neighbours
from annotate.mathtext import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

COPIED_SHARE = 0.8
"""Share of the translation's words that stand in the source too. MGSM's nearest, a Swahili text of names, has 0.45."""
FEW_WORDS = 4
"""A text or sentence of fewer words may be a name and a number in any language."""
PHRASE_WORDS = 3
"""Words in a row that are nobody's name. MGSM has none in ten languages; at two, "hip hop" and "ping pong"."""
_SENTENCE = re.compile(r"[^.!?。！？।\n]+[.!?。！？।]?")
_WORD = re.compile(r"[^\W\d_]+")


def not_copied(pair: Pair) -> Iterator[Noticed]:
    before, after = _WORD.findall(prose(pair.source).casefold()), _WORD.findall(prose(pair.text).casefold())
    if len(after) >= FEW_WORDS:
        known = set(before)
        share = sum(word in known for word in after) / len(after)
        if share >= COPIED_SHARE:
            yield Noticed(f"the translation repeats the source: {share:.0%} of its words stand there")
            return
    sentences = _sentences(pair.text)
    kept = tuple(sentence for sentence in sentences if sentence in pair.source and _is_prose(sentence, pair))
    if kept:
        yield Noticed(f"sentences left as they were: {' '.join(kept)}", kept)
    elif words := _phrase_left(pair):
        yield Noticed(f"words left as they were: {' '.join(words)}", words)


def _phrase_left(pair: Pair) -> tuple[str, ...]:
    """The first run of lower-case words of the source that stands in the translation; empty when none does."""
    if are_neighbours(pair.problem.language, pair.target):
        return ()  # such languages share whole phrases
    lower_case = {run for run in _runs(pair.source) if all(word.islower() for word in run)}
    return next((run for run in _runs(pair.text) if run in lower_case), ())


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(prose(text))
    return [tuple(words[start : start + PHRASE_WORDS]) for start in range(len(words) - PHRASE_WORDS + 1)]


def _sentences(text: str) -> list[str]:
    return [found.strip() for found in _SENTENCE.findall(text)]


def _is_prose(sentence: str, pair: Pair) -> bool:
    """Long enough to be a sentence, and no option: those may be names or formulas."""
    return len(_WORD.findall(prose(sentence))) >= FEW_WORDS and sentence not in pair.problem.choices
