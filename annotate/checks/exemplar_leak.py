"""The translation is of this problem, not of an example from the prompt: small models repeat what they were shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

LEAKED_LETTERS = 15
"""A shared sentence shorter than this may be chance: "How much does he pay?"."""
_SENTENCE = re.compile(r"[^.!?。！？।\n]+")


def exemplar_leak(pair: Pair) -> Iterator[Noticed]:
    """Whole sentences of an exemplar; the question at its end is left out, as problems ask alike."""
    for exemplar in pair.exemplars:
        *told, _asked = (sentence.strip() for sentence in _SENTENCE.findall(exemplar) if sentence.strip())
        leaked = tuple(sentence for sentence in told if len(sentence) >= LEAKED_LETTERS and sentence in pair.text)
        if leaked:
            yield Noticed(f"a sentence of an exemplar: {leaked[0]}", leaked)
