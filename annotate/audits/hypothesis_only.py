"""Can the label be told from the hypothesis alone? Gururangan et al. 2018; CDCL-NLI, table 3, reads 35.8 (in %).

A p value comes from shuffling the labels within every event: if hypotheses say nothing of their labels, those given are
no better met by the guesses than those shuffled. And because an audit that finds nothing may be blind, a cue is planted
in a copy whose labels were shuffled, so that there is no other: when even that is not found, the audit has no power.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import Field

from annotate.audits.macro_f1 import Codes, Floats, macro_f1, macro_f1s
from annotate.audits.out_of_fold import AuditItem, Classifier, drawn, folds_of, out_of_fold, truth_of, why_undefined
from annotate.audits.within_triple import WithinTriple, within_triple
from schemas.inference import LABELS
from schemas.records import Record

PERMUTATIONS = 999
SIGNIFICANT = 0.05
CUE = " It was never so."
"""Negation is what annotators betrayed contradiction by."""
CUED = 0.3
"""Of the contradictions, in the copy with a planted cue: an artefact of the size that real sets had."""


class HypothesisOnly(Record):
    """What one classifier learns from hypotheses without their premises."""

    classifier: str
    items: int
    events: int
    macro_f1: float | None = Field(allow_inf_nan=False)
    """Mean of the three labels' F1s, on events not trained on."""
    by_chance: float | None = Field(allow_inf_nan=False)
    """The same on average over labels shuffled within events."""
    p: float | None = Field(allow_inf_nan=False)
    """Chance of a macro-F1 as high when hypotheses say nothing of their labels; at least 1 / 1,000."""
    planted_p: float | None = Field(allow_inf_nan=False)
    """The same where a cue was planted and the labels were shuffled before."""
    within_triple: WithinTriple
    why: str
    """Why there are no values; empty when there are."""

    @property
    def has_power(self) -> bool:
        """The planted cue was found."""
        return self.planted_p is not None and self.planted_p < SIGNIFICANT


def hypothesis_only(items: Sequence[AuditItem], classifier: Classifier, *, seed: int) -> HypothesisOnly:
    """The audit by one classifier."""
    items = drawn(items, classifier.most_items, seed=seed)
    folds, truth = folds_of(items, seed=seed), truth_of(items)
    events = len({item.event for item in items})
    if why := why_undefined(items, folds):
        return _undefined(classifier, items, why)
    features = classifier.features([item.hypothesis for item in items])
    scores = out_of_fold(features, truth, folds, lambda: classifier.model(seed))
    guessed = scores.argmax(axis=1)
    shuffled = shuffled_within_events(items, PERMUTATIONS, seed=seed)
    null, found = macro_f1s(shuffled, guessed), macro_f1(truth, guessed)
    return HypothesisOnly(
        classifier=classifier.name,
        items=len(items),
        events=events,
        macro_f1=found,
        by_chance=float(null.mean()),
        p=p_value(found, null),
        planted_p=planted_p(items, classifier, features, folds, seed=seed),
        within_triple=within_triple(items, scores),
        why="",
    )


def shuffled_within_events(items: Sequence[AuditItem], times: int, *, seed: int) -> Codes:
    """The items' labels, shuffled among those of their event: one row each time."""
    truth = truth_of(items)
    names = {event: number for number, event in enumerate(dict.fromkeys(item.event for item in items))}
    event = np.array([names[item.event] for item in items])
    by_event = np.argsort(event, kind="stable")
    generator = np.random.default_rng(seed)
    shuffled = np.empty((times, len(truth)), dtype=np.int64)
    for row in shuffled:
        # Sorting by event and then by chance: the order within each event is a uniform permutation of it.
        row[by_event] = truth[np.argsort(event + generator.random(len(truth)))]
    return shuffled


def p_value(found: float, null: Floats) -> float:
    """One-sided, the found value counted among those by chance: never 0."""
    return float((1 + np.count_nonzero(null >= found)) / (1 + len(null)))


def planted_p(items: Sequence[AuditItem], classifier: Classifier, features: Any, folds: Codes, *, seed: int) -> float:
    """The p value of the same audit on shuffled labels, where some of the contradictions got a cue."""
    shuffles = shuffled_within_events(items, PERMUTATIONS + 1, seed=seed + 1)
    truth, shuffled = shuffles[0], shuffles[1:]
    contradictions = np.flatnonzero(truth == LABELS.index("contradiction"))
    cued = np.random.default_rng(seed).permutation(contradictions)[: round(CUED * len(contradictions))]
    planted = _replaced(features, cued, classifier.features([items[at].hypothesis + CUE for at in cued]))
    guessed = out_of_fold(planted, truth, folds, lambda: classifier.model(seed)).argmax(axis=1)
    return p_value(macro_f1(truth, guessed), macro_f1s(shuffled, guessed))


def _replaced(features: Any, rows: Codes, by: Any) -> Any:
    """A copy of dense or sparse features with some rows replaced."""
    from scipy.sparse import issparse, vstack

    order = np.arange(features.shape[0])
    order[rows] = features.shape[0] + np.arange(len(rows))
    both = vstack([features, by], format="csr") if issparse(features) else np.concatenate([features, by])
    return both[order]


def _undefined(classifier: Classifier, items: Sequence[AuditItem], why: str) -> HypothesisOnly:
    return HypothesisOnly(
        classifier=classifier.name,
        items=len(items),
        events=len({item.event for item in items}),
        macro_f1=None,
        by_chance=None,
        p=None,
        planted_p=None,
        within_triple=within_triple(items, None),
        why=why,
    )
