"""The few counts that every coefficient is made of. All are sums over clusters, so a resample is a product of matrices.

    shares         (K,)        weight of each label, a unit's judgments sharing its weight
    pooled         (K, K)      pairs of judgments of one unit, sharing the unit's weight
    coincidences   (K, K)      the same, but a unit weighs as much as it has judgments   (Krippendorff 2011, step B)
    by_pair        (K, K, P)   one confusion matrix for each pair of annotators who share a unit

A last axis after these holds resamples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from annotate.agreement.judgments import Array, Coded, Codes


@dataclass(frozen=True)
class Tables:
    """Weighted counts, as drawn above."""

    shares: Array
    pooled: Array
    coincidences: Array
    by_pair: Array

    def one_against_rest(self, label: int) -> Tables:
        """The tables of two labels: the one, and all others as if they were the same."""
        one = self.shares[label]
        shares = np.stack([one, self.shares.sum(0) - one])
        return Tables(shares, *(_two_by_two(table, label) for table in (self.pooled, self.coincidences, self.by_pair)))


@dataclass(frozen=True)
class Comparisons:
    """Every two judgments of one unit, the annotator with the lower number first."""

    unit: Codes
    cluster: Codes
    pair: Codes
    """Number of the pair of annotators."""
    first: Codes
    """The label of the first annotator."""
    second: Codes
    weight: Array
    judgments: Codes
    """How many judgments the unit has."""
    annotators: tuple[tuple[str, str], ...]
    """Names, by number of the pair."""


@dataclass(frozen=True)
class ClusterSums:
    """The tables of each cluster, one column a cluster; see `tables`."""

    matrix: csr_matrix
    labels: int
    pairs: int

    def tables(self, sums: Array) -> Tables:
        """Tables from columns that were added up: `sums` has the rows of `matrix`, and one column a resample."""
        size = self.labels
        shares, pooled, coincidences, by_pair = np.split(sums, np.cumsum([size, size**2, size**2]))
        pooled, coincidences = (table.reshape(size, size, -1) for table in (pooled, coincidences))
        return Tables(
            shares,
            pooled + pooled.swapaxes(0, 1),
            coincidences + coincidences.swapaxes(0, 1),
            by_pair.reshape(size, size, self.pairs, sums.shape[1]),
        )

    def whole(self) -> Tables:
        """The tables of all judgments, as one resample."""
        return self.tables(np.asarray(self.matrix.sum(axis=1)))


def comparisons(judgments: Coded) -> Comparisons:
    """Every two judgments of one unit."""
    sizes = judgments.sizes
    left, right = _positions(judgments.unit, int(sizes.max(initial=0)))
    codes = judgments.annotator[left] * len(judgments.annotators) + judgments.annotator[right]
    known, pair = np.unique(codes, return_inverse=True)
    names = judgments.annotators
    return Comparisons(
        judgments.unit[left],
        judgments.cluster[left],
        pair,
        judgments.label[left],
        judgments.label[right],
        judgments.weight[left],
        sizes[judgments.unit[left]],
        tuple((names[code // len(names)], names[code % len(names)]) for code in known.tolist()),
    )


def cluster_sums(judgments: Coded, compared: Comparisons) -> ClusterSums:
    """What each cluster adds to each cell of the tables."""
    size, pairs = len(judgments.labels), len(compared.annotators)
    cell = compared.first * size + compared.second
    m = compared.judgments
    # A pair stands here once and is mirrored later: m (m - 1) / 2 of them share the weight of two mirrored halves.
    rows = [judgments.label, size + cell, size + size**2 + cell, size + 2 * size**2 + cell * pairs + compared.pair]
    weights = [
        judgments.weight / judgments.sizes[judgments.unit],
        compared.weight / (m * (m - 1)),
        compared.weight / (m - 1),
        compared.weight,
    ]
    columns = [judgments.cluster] + [compared.cluster] * 3
    shape = (size + (2 + pairs) * size**2, judgments.clusters)
    matrix = csr_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    return ClusterSums(matrix, size, pairs)


def _positions(unit: Codes, most: int) -> tuple[Codes, Codes]:
    """Positions of every two judgments of one unit; `unit` is sorted, and no unit has more than `most`."""
    lefts = [np.flatnonzero(unit[:-step] == unit[step:]) for step in range(1, most)]
    rights = [left + step for step, left in enumerate(lefts, start=1)]
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *lefts]), np.concatenate([nothing, *rights])


def _two_by_two(table: Array, label: int) -> Array:
    both, row, column = table[label, label], table[label].sum(0), table[:, label].sum(0)
    neither = table.sum((0, 1)) - row - column + both
    return np.stack([np.stack([both, row - both]), np.stack([column - both, neither])])
