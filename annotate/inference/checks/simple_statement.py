"""A hypothesis is one statement: a single sentence, no question, of a length that can be checked."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate
from annotate.inference.discourse_units import sentences, width

LONGEST = 300
"""Width, in letters of an alphabet: some 50 English words; the example in the paper's appendix has 45."""
_QUESTION_MARKS = "?？؟;՞"


def simple_statement(candidate: Candidate) -> Iterator[Noticed]:
    text = candidate.hypothesis.text
    found = sentences(text, candidate.hypothesis.language)
    if len(found) > 1:
        yield Noticed(f"not one statement but {len(found)} sentences", tuple(text[slice(*span)] for span in found[1:]))
    if text.rstrip("\"'”’»」』 ").endswith(tuple(_QUESTION_MARKS)):
        yield Noticed("a question and no statement")
    if width(text) > LONGEST:
        yield Noticed(f"too long to be one statement: {len(text)} characters")
