"""Gwet's AC1: agreement that stays sensible when nearly everything has the same label (Gwet 2008, section 3).

K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement", British Journal of
Mathematical and Statistical Psychology 61, 2008.
"""

from __future__ import annotations

import numpy as np

from annotate.agreement.estimate import NOTHING, Ratio
from annotate.agreement.tables import Tables


def ac1(tables: Tables) -> Ratio:
    """(p_a - p_e) / (1 - p_e), where p_e = sum of pi_k (1 - pi_k) / (K - 1) over the K labels of the scale.

    Units with gaps as in `fleiss`. The formula would give 1 where one label alone was used; that is undefined here as
    in all the others, since nothing was told apart.
    """
    total = tables.pooled.sum((0, 1))
    observed = np.trace(tables.pooled) / np.where(total > 0, total, 1.0)
    judged = tables.shares.sum(0)
    shares = tables.shares / np.where(judged > 0, judged, 1.0)
    expected = (shares * (1.0 - shares)).sum(0) / max(len(shares) - 1, 1)
    told_apart = (total > 0) & (shares.max(0) < 1.0 - NOTHING)
    return Ratio(observed - expected, np.where(told_apart, 1.0 - expected, 0.0))
