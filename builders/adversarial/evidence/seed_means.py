"""Means over seeds with bootstrap intervals: pairs of one seed are averaged first, because they resemble each other.

    pairs     0.4 0.2 | 0.6 | 0.0 0.2 0.1      of three seeds
    seeds     0.3       0.6   0.1              mean 0.33, whatever number of pairs each gave

Every estimate is a ratio of two sums over seeds, and all of one call use the same draws of seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from annotate.agreement.estimate import Basis, Estimate, Ratio, estimate
from annotate.agreement.judgments import Array, Codes
from annotate.agreement.resampling import resampled_sums

RESAMPLES = 2_000


class PerSeed(NamedTuple):
    """A ratio of two sums over seeds, before its division: one element a seed."""

    numerator: Array
    denominator: Array
    basis: Basis


def by_seed(values: Array, codes: Codes) -> Array:
    """The mean of each seed's values, without those that are NaN; `codes` holds the seed of each value, from 0."""
    known = ~np.isnan(values)
    count = np.bincount(codes, weights=known)
    total = np.bincount(codes, weights=np.where(known, values, 0.0))
    means: Array = np.where(count > 0, total, np.nan) / np.maximum(count, 1)
    return means


def seed_mean(values: Array, codes: Codes) -> PerSeed:
    """The mean over the seeds that have a value."""
    means = by_seed(values, codes)
    known = ~np.isnan(means)
    basis = Basis(n=int((~np.isnan(values)).sum()), clusters=int(known.sum()))
    return PerSeed(np.where(known, means, 0.0), known.astype(float), basis)


def ratio_of_means(values: Array, others: Array, codes: Codes) -> PerSeed:
    """The mean of the one divided by the mean of the other, over the pairs that have both."""
    missing = np.isnan(values) | np.isnan(others)
    above, below = (seed_mean(np.where(missing, np.nan, one), codes) for one in (values, others))
    return PerSeed(above.numerator, below.numerator, above.basis)


def estimated(quotients: Sequence[PerSeed], *, seed: int) -> list[Estimate]:
    """Each with a 95 % percentile interval; below 20 seeds no value, and a reason that says so."""
    rows = np.vstack([*(one.numerator for one in quotients), *(one.denominator for one in quotients)])
    if not rows.size:
        return [_estimate(one, Ratio(one.numerator, one.denominator)) for one in quotients]
    drawn = np.hstack([*resampled_sums(csr_matrix(rows), seed=seed, resamples=RESAMPLES)])
    numerators, denominators = np.split(drawn, 2)
    replicates = [Ratio(above, below) for above, below in zip(numerators, denominators, strict=True)]
    return [_estimate(one, drawn) for one, drawn in zip(quotients, replicates, strict=True)]


def _estimate(quotient: PerSeed, replicates: Ratio) -> Estimate:
    if not quotient.basis.n:
        return Estimate(value=None, why="not asked of any pair", n=0, low=None, high=None, clusters=0)
    whole = Ratio(quotient.numerator.sum(keepdims=True), quotient.denominator.sum(keepdims=True)).values()
    return estimate(float(whole[0]), replicates.values(), quotient.basis, undefined="it would be divided by nothing")


def kish(counts: Sequence[int]) -> float | None:
    """Effective number of groups of such sizes (Kish, Survey Sampling, 1965, 11.7); None when there is none."""
    return sum(counts) ** 2 / sum(count * count for count in counts) if counts else None
