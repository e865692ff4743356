"""The cluster bootstrap: whole clusters are drawn with replacement, because units of one cluster resemble each other.

Clusters that add the same to the tables are of one kind, and all that matters is how often each kind is drawn, which is
multinomial. Of 75,000 problems that two of ten annotators judged, some four hundred kinds are left.

A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, section 3.8; percentile intervals as in
B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from annotate.agreement.judgments import Array, Codes

_CELLS = 2_000_000
"""Numbers held at a time: 16 MB, whatever the number of clusters."""


@dataclass(frozen=True)
class Kinds:
    """Different columns of a matrix, in the order in which they first stand there."""

    matrix: csc_matrix
    times: Codes
    """How many columns are like each."""


def resampled_sums(matrix: csr_matrix, *, seed: int, resamples: int) -> Iterator[Array]:
    """Row sums of `matrix` with its columns, the clusters, drawn anew; blocks of some resamples, one column each."""
    rng = np.random.default_rng(seed)
    kinds, clusters = kinds_of(matrix), matrix.shape[1]
    block = max(1, min(resamples, _CELLS // max(kinds.matrix.shape)))
    for start in range(0, resamples, block):
        width = min(block, resamples - start)
        drawn = rng.multinomial(clusters, kinds.times / clusters, size=width)
        yield kinds.matrix @ drawn.T.astype(np.float64)


def kinds_of(matrix: csr_matrix) -> Kinds:
    """The columns that differ, bit by bit, and how often each stands in the matrix."""
    columns = matrix.tocsc()
    columns.sum_duplicates()
    first: dict[tuple[bytes, bytes], int] = {}
    times = np.zeros(matrix.shape[1], dtype=np.int64)
    for column, (start, end) in enumerate(pairwise(columns.indptr)):
        cells = columns.indices[start:end].tobytes(), columns.data[start:end].tobytes()
        times[first.setdefault(cells, column)] += 1
    places = list(first.values())
    return Kinds(columns[:, places], times[places])
