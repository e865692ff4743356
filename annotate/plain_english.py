"""English that its commonest words tell, without the statistics of 55 languages."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    {
        "the", "a", "an", "of", "and", "to", "in", "on", "at", "by", "for", "from", "with", "after", "before",
        "as", "was", "were", "is", "are", "be", "has", "had", "have", "that", "which", "its", "their", "more",
        "than", "not", "it",
    }
)  # fmt: skip
"""Words without which English is hardly written."""
_ENGLISH_ALONE = frozenset(["the", "and", "from", "with", "that", "which", "their", "were"])
"""Of these, words that no language near it has."""
PLAINLY = 0.2
"""Share of such words from which a text is English, when one of them is English alone.

Of the lines of NTREX-128 three quarters of the English ones reach it, and fewer than one in a thousand of the others,
most of which are English that was left in.
"""


def is_plainly_english(text: str) -> bool:
    """Whether the commonest English words tell already; False is no answer."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return not _ENGLISH_ALONE.isdisjoint(words) and sum(word in _ENGLISH for word in words) >= PLAINLY * len(words)
