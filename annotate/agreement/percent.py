"""Percent agreement: how often two annotators of one unit say the same."""

from __future__ import annotations

import numpy as np

from annotate.agreement.estimate import Ratio
from annotate.agreement.judgments import Array


def percent(confusions: Array) -> Ratio:
    """The share of pairs of judgments on the diagonal, in [0, 1]. Chance is not taken off."""
    return Ratio(np.trace(confusions), confusions.sum((0, 1)))
