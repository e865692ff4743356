"""Krippendorff's alpha: any number of annotators, gaps allowed, corrected for small samples.

K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011, sections C and D;
Content Analysis, 2nd edition, 2004, chapter 11.
"""

from __future__ import annotations

import numpy as np

from annotate.agreement.estimate import Ratio
from annotate.agreement.judgments import Array


def nominal_alpha(coincidences: Array) -> Ratio:
    """1 - D_o / D_e, where two labels are the same or they are not. Undefined where one label alone was used."""
    return _alpha(coincidences, 1.0 - np.eye(len(coincidences))[..., None])


def ordinal_alpha(coincidences: Array) -> Ratio:
    """1 - D_o / D_e, where two labels are as far apart as there are judgments between them, squared.

    Labels in their order. The sum of n_g from c to k less half of n_c and n_k is the distance of their middle ranks.
    """
    counts = coincidences.sum(1)
    middle = counts.cumsum(0) - counts / 2
    return _alpha(coincidences, (middle[:, None] - middle) ** 2)


def _alpha(coincidences: Array, distance: Array) -> Ratio:
    counts = coincidences.sum(1)
    values = counts.sum(0)
    expected = (counts[:, None] * counts * distance).sum((0, 1))
    observed = (coincidences * distance).sum((0, 1)) * (values - 1.0)
    # Ordinal distances grow with the counts: without this scale, what is nothing would depend on the size of the data.
    scale = np.maximum(distance.max((0, 1)) * values**2, 1.0)
    return Ratio((expected - observed) / scale, expected / scale)
