"""Macro-F1: the mean of the classes' F1s.

Not the harmonic mean of macro-precision and macro-recall, which bears the same name and is higher when a classifier
favours some classes: J. Opitz and S. Burst, "Macro F1 and Macro F1", arXiv:1911.03347.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.inference import LABELS

Codes = NDArray[np.int64]
"""Labels by their position in `LABELS`."""
Floats = NDArray[np.float64]
NO_LABEL = len(LABELS)
"""Code of an answer that is none of the labels: wrong, whatever is right."""


def codes(labels: list[str]) -> Codes:
    """Labels as codes."""
    places: dict[str, int] = {label: place for place, label in enumerate(LABELS)}
    return np.array([places.get(label, NO_LABEL) for label in labels], dtype=np.int64)


def macro_f1(truth: Codes, guessed: Codes) -> float:
    """In [0, 1]; a class that is neither there nor guessed counts 0."""
    return float(macro_f1s(truth[np.newaxis], guessed)[0])


def macro_f1s(truths: Codes, guessed: Codes) -> Floats:
    """The same guesses held against several truths, one a row."""
    there = np.stack([(truths == label).sum(axis=1) for label in range(len(LABELS))])
    right = np.stack([((truths == label) & (guessed == label)).sum(axis=1) for label in range(len(LABELS))])
    said = np.array([[(guessed == label).sum()] for label in range(len(LABELS))])
    f1: Floats = 2 * right / np.maximum(there + said, 1)
    mean: Floats = f1.mean(axis=0)
    return mean
