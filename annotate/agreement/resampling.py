"""The cluster bootstrap: whole clusters are drawn with replacement, because units of one cluster resemble each other.

A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, section 3.8; percentile intervals as in
B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_matrix

from annotate.agreement.judgments import Array

_CELLS = 2_000_000
"""Numbers held at a time: 16 MB, whatever the number of clusters."""


def resampled_sums(matrix: csr_matrix, *, seed: int, resamples: int) -> Iterator[Array]:
    """Row sums of `matrix` with its columns, the clusters, drawn anew; blocks of some resamples, one column each."""
    rng = np.random.default_rng(seed)
    rows, clusters = matrix.shape
    block = max(1, min(resamples, _CELLS // max(rows, clusters)))
    for start in range(0, resamples, block):
        width = min(block, resamples - start)
        drawn = rng.integers(0, clusters, size=(clusters, width), dtype=np.int64)
        times = np.bincount((drawn * width + np.arange(width)).ravel(), minlength=clusters * width)
        yield matrix @ times.reshape(clusters, width).astype(np.float64)
