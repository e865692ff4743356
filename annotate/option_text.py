"""When two options are one: width, case and spaces are no difference that a reader would answer by.

"１２ Apples", "12  apples"   one option        "10²", "102"   two options, which NFKC alone would make one
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from annotate.gold import raised_and_lowered


def folded(text: str) -> str:
    """The text without what a reader does not see as a difference: compatibility forms, case, spaces."""
    return " ".join(unicodedata.normalize("NFKC", raised_and_lowered(text)).casefold().split())


def repeated(options: Sequence[str]) -> tuple[str, ...]:
    """Options that say what another one says, verbatim; empty when all differ."""
    counts = Counter(map(folded, options))
    return tuple(option for option in options if counts[folded(option)] > 1)
