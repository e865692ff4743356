"""The hypotheses of a pair are different statements: the same words cannot bear two labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate


def hypotheses_differ(candidate: Candidate) -> Iterator[Noticed]:
    text = candidate.hypothesis.text
    if any(_words(text) == _words(other.text) for other in candidate.siblings):
        yield Noticed("another hypothesis of the pair says the same", (text,))


def _words(text: str) -> str:
    """Its letters and digits: case, spaces and punctuation make no other statement."""
    return re.sub(r"[\W_]+", "", text.casefold())
