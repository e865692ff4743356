"""Fleiss' kappa: any annotators, who need not be the same for every unit (Fleiss 1971).

J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76(5), 1971.
"""

from __future__ import annotations

import numpy as np

from annotate.agreement.estimate import Ratio
from annotate.agreement.tables import Tables


def fleiss(tables: Tables) -> Ratio:
    """(P - P_e) / (1 - P_e): P is the mean agreement of a unit, P_e the sum of the squared shares of the labels.

    The paper's equations 1 to 7 when every unit has equally many judgments. Where it has not, a unit's agreement and
    shares are taken over the judgments it has (Gwet 2014, Handbook of Inter-Rater Reliability, chapter 2).
    Undefined where one label alone was used.
    """
    total = tables.pooled.sum((0, 1))
    observed = np.trace(tables.pooled) / np.where(total > 0, total, 1.0)
    judged = tables.shares.sum(0)
    expected = ((tables.shares / np.where(judged > 0, judged, 1.0)) ** 2).sum(0)
    return Ratio(observed - expected, np.where(total > 0, 1.0 - expected, 0.0))
