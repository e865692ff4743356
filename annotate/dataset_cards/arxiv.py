"""The arXiv papers that a dataset names: in the Hub's tags, and in the text of its card.

arxiv:2010.02573    https://arxiv.org/abs/2010.02573v2    arXiv:cs/0405044    eprint = {2010.02573}
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z.-]*/\d{7})(?!\d)"
"""Since April 2007 year and month; before, archive and number (arXiv identifier scheme)."""
_IN_TAG = re.compile(rf"arxiv:{_NUMBER}(?:v\d+)?", re.IGNORECASE)
_IN_TEXT = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format)/|arxiv:\s*|arxiv\s+preprint\s+arxiv:\s*|eprint\s*=\s*[{{\"]\s*"
    rf"|10\.48550/arxiv\.){_NUMBER}"
)
"""For text in lower case."""


def papers_in_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Identifiers without their version, each once, in order."""
    return tuple(dict.fromkeys(found["id"].lower() for tag in tags if (found := _IN_TAG.fullmatch(tag.strip()))))


def papers_in_text(text: str) -> tuple[str, ...]:
    """Identifiers without their version, each once, in order."""
    if "arxiv" not in (lower := text.lower()) and "eprint" not in lower:
        return ()
    return tuple(dict.fromkeys(found["id"] for found in _IN_TEXT.finditer(lower)))
