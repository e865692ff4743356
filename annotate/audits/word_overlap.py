"""Do entailed hypotheses repeat more of their documents than the others? After McCoy et al. 2019 on lexical overlap.

Across languages little but names and numbers can be repeated, so the figure says most where the hypotheses are in the
language of a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from annotate.audits.by_label import Spread, by_label
from annotate.audits.tokens import tokens
from schemas.inference import Label


class WithPremise(NamedTuple):
    """A hypothesis before its documents."""

    label: Label
    hypothesis: str
    documents: tuple[str, str]


def word_overlap(items: Iterable[WithPremise]) -> tuple[Spread, ...]:
    """By label, the share of a hypothesis's different tokens that stand in a document, in [0, 1]."""
    shares: dict[Label, list[float]] = defaultdict(list)
    known: dict[str, frozenset[str]] = {}
    for item in items:
        for text in item.documents:
            if text not in known:
                known[text] = frozenset(tokens(text))
        said = set(tokens(item.hypothesis))
        if said:
            first, second = item.documents
            shares[item.label].append(len(said & known[first] | said & known[second]) / len(said))
    return by_label(shares)
