"""Of the three hypotheses of a pair, can the entailed one be picked without the premise? Chance is 1/3.

Harder to pass than the hypothesis-only audit: the three are about the same thing, so that whatever tells them apart is
how they were written. The pick is the one to which a classifier that never saw the event gives most of entailment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from pydantic import Field
from scipy.stats import binomtest

from annotate.audits.macro_f1 import Floats
from annotate.audits.out_of_fold import AuditItem
from schemas.inference import LABELS
from schemas.records import Record

CHANCE = 1 / len(LABELS)


class WithinTriple(Record):
    """How often the entailed one was picked."""

    triples: int
    """Pairs of which all three labels are there, each once."""
    picked: int
    share: float | None = Field(allow_inf_nan=False)
    p: float | None = Field(allow_inf_nan=False)
    """Chance of so many when the three cannot be told apart: exact, binomial with 1/3, one-sided."""
    why: str


def within_triple(items: Sequence[AuditItem], scores: Floats | None) -> WithinTriple:
    """`scores` has a row an item and a column a label; None when nothing could be learnt."""
    triples = whole_triples(items)
    if scores is None or not triples:
        why = "no pair has all three labels" if scores is not None else "nothing could be learnt"
        return WithinTriple(triples=len(triples), picked=0, share=None, p=None, why=why)
    entailment = scores[:, LABELS.index("entailment")]
    picked = sum(bool(np.all(entailment[entailed] > entailment[others])) for entailed, *others in triples)
    p = binomtest(picked, len(triples), CHANCE, alternative="greater").pvalue
    return WithinTriple(triples=len(triples), picked=picked, share=picked / len(triples), p=float(p), why="")


def whole_triples(items: Sequence[AuditItem]) -> list[tuple[int, ...]]:
    """Positions of the items of every pair with each label once, the entailed one first."""
    pairs: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        pairs[item.pair].append(place)
    found = [tuple(sorted(places, key=lambda at: LABELS.index(items[at].label))) for places in pairs.values()]
    return [places for places in found if tuple(items[at].label for at in places) == LABELS]
