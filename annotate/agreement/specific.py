"""Agreement about one label, and about its absence, apart (Cicchetti & Feinstein 1990).

D. V. Cicchetti and A. R. Feinstein, "High agreement but low kappa: II. Resolving the paradoxes", Journal of Clinical
Epidemiology 43(6), 1990. For more than two annotators: over all pairs of judgments, a unit's pairs sharing its weight.
"""

from __future__ import annotations

from annotate.agreement.estimate import Ratio
from annotate.agreement.tables import Tables

ONE, REST = 0, 1


def prevalence(tables: Tables) -> Ratio:
    """The share of the judgments that have the label. `tables` of one label against the rest, here and below."""
    return Ratio(tables.shares[ONE], tables.shares.sum(0))


def positive_agreement(tables: Tables) -> Ratio:
    """When one annotator gives the label, how often another does: 2a / (2a + b + c). Undefined where nobody does."""
    return Ratio(tables.pooled[ONE, ONE], tables.pooled[ONE].sum(0))


def negative_agreement(tables: Tables) -> Ratio:
    """When one annotator does not give the label, how often another does not: 2d / (2d + b + c)."""
    return Ratio(tables.pooled[REST, REST], tables.pooled[REST].sum(0))
