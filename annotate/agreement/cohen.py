"""Cohen's kappa: two named annotators, each with their own habits (Cohen 1960, equation 1).

J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20(1), 1960.
"""

from __future__ import annotations

import numpy as np

from annotate.agreement.estimate import Ratio
from annotate.agreement.judgments import Array


def cohen(confusions: Array) -> Ratio:
    """(p_o - p_c) / (1 - p_c), where p_c is how often the two would agree if each drew labels at their own rates.

    Undefined where both used one and the same label only. Each confusion matrix lies in the first two axes.
    """
    total = confusions.sum((0, 1))
    scale = np.where(total > 0, total, 1.0)
    observed = np.trace(confusions) / scale
    expected = (confusions.sum(0) * confusions.sum(1)).sum(0) / scale**2
    return Ratio(observed - expected, np.where(total > 0, 1.0 - expected, 0.0))


def mean_cohen(by_pair: Array) -> Ratio:
    """The plain mean over pairs of annotators, as the field reports it (Light 1971, Psychological Bulletin 76(5)).

    Pairs whose kappa is undefined are left out of it.
    """
    kappas = cohen(by_pair).values()
    return Ratio(np.nansum(kappas, axis=0), (~np.isnan(kappas)).sum(0).astype(float))
