"""Classifiers that see the hypothesis alone, and what they make of each item without having seen its event.

    characters    logistic regression by stochastic gradient on n-grams of 2 to 4 characters, words' edges included
    words         complement naive Bayes on words and pairs of words
    embedding     logistic regression on a multilingual sentence embedding

Folds are of whole events: items of one event resemble each other, so that one in training would tell of another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotate.audits.macro_f1 import Codes, Floats, codes
from annotate.sentence_embedding import encode
from schemas.digest import fraction
from schemas.inference import LABELS, Label

FOLDS = 5
HASHED_FEATURES = 2**18


class AuditItem(NamedTuple):
    """What an audit knows of an item."""

    event: str
    pair: str
    label: Label
    hypothesis: str


class Classifier(NamedTuple):
    """How a hypothesis becomes features, and what learns from them."""

    name: str
    features: Callable[[Sequence[str]], Any]
    """A matrix with a row a text: dense, or sparse as SciPy has it."""
    model: Callable[[int], Any]
    """A scikit-learn estimator, seeded."""
    most_items: int | None
    """More than so many cost too much: whole events are drawn. None for all."""


def characters(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), n_features=HASHED_FEATURES, alternate_sign=False
    )
    return vectorizer.transform(texts)


def words(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(
        token_pattern=r"\w+",  # noqa: S106 - no password
        ngram_range=(1, 2),
        n_features=HASHED_FEATURES,
        alternate_sign=False,
    )
    return vectorizer.transform(texts)


def linear(seed: int) -> Any:
    from sklearn.linear_model import SGDClassifier

    return SGDClassifier(loss="log_loss", alpha=1e-4, max_iter=6, tol=None, random_state=seed)


def naive_bayes(_seed: int) -> Any:
    from sklearn.naive_bayes import ComplementNB

    return ComplementNB(alpha=0.3)


def logistic(seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(tol=1e-3, max_iter=200, random_state=seed)


CHARACTERS = Classifier("characters", characters, linear, None)
WORDS = Classifier("words", words, naive_bayes, None)
EMBEDDING = Classifier("embedding", encode, logistic, 3_000)
"""Some 500 hypotheses a second and core: 3,000 are six seconds, and enough to see 3 points of macro-F1."""


def drawn(items: Sequence[AuditItem], most: int | None, *, seed: int) -> list[AuditItem]:
    """All items, or those of so many whole events, drawn by the seed, as hold at most `most` items."""
    if most is None or len(items) <= most:
        return list(items)
    sizes: dict[str, int] = {}
    for item in items:
        sizes[item.event] = sizes.get(item.event, 0) + 1
    ordered = sorted(sizes, key=lambda event: (fraction(seed, "audit", event), event))
    within = np.cumsum([sizes[event] for event in ordered]) <= most
    chosen = {event for event, fits in zip(ordered, within, strict=True) if fits}
    return [item for item in items if item.event in chosen]


def folds_of(items: Sequence[AuditItem], *, seed: int) -> Codes:
    """The fold of each item; an event is in one fold."""
    events = sorted({item.event for item in items}, key=lambda event: (fraction(seed, "fold", event), event))
    fold = {event: number % FOLDS for number, event in enumerate(events)}
    return np.array([fold[item.event] for item in items], dtype=np.int64)


def out_of_fold(features: Any, truth: Codes, folds: Codes, model: Callable[[], Any]) -> Floats:
    """How probable each label is, one column a label, by a model trained on the other folds."""
    from threadpoolctl import threadpool_limits

    scores = np.zeros((len(truth), len(LABELS)))
    with threadpool_limits(1):  # matrices this small are multiplied five times as fast by one thread as by two
        for fold in range(FOLDS):
            held_out, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            fitted = model().fit(features[others], truth[others])
            scores[np.ix_(held_out, fitted.classes_)] = fitted.predict_proba(features[held_out])
    return scores


def truth_of(items: Sequence[AuditItem]) -> Codes:
    return codes([item.label for item in items])


def why_undefined(items: Sequence[AuditItem], folds: Codes) -> str:
    """Why nothing can be learnt from these items; empty when it can."""
    if len({item.event for item in items}) < FOLDS:
        return f"fewer than {FOLDS} events"
    truth = truth_of(items)
    if any(len(np.unique(truth[folds != fold])) < len(LABELS) for fold in range(FOLDS)):
        return "a label is missing from the training part of a fold"
    return ""
