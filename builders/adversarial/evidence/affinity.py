"""Which languages share weaknesses: whether they fail the same questions, beyond what margins bring about.

    affinity = (O - E) / (N - E)

O counts the rows, a question and a model each, in which two languages agree, both right or both wrong; N those in which
both were asked; E is the mean of O over tables with the same margins (`margins`). So a question that is hard everywhere
brings no languages together, nor do two languages that are weak everywhere: both are in E. This is Cohen's kappa with
another chance: 1 is to agree always, 0 as often as margins have it, and below 0 less. Failures that are dealt out
among languages lie somewhere, so that affinities are relative: some are below 0 when others are above, and between
two languages, with no third one, there is nothing to tell.

A question that was translated badly fails every model at once, so rows are no independent draws. Seeds are: p values
flip the signs of whole seeds, intervals and support resample them. (Taking the tables for the null as well found some
affinity in 23 % of simulated worlds that had none.) The relative affinity of Cross-Lingual Pitfalls rests on included
pairs, each of which was chosen for failing in one language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.sparse import csr_matrix

from annotate.agreement.estimate import DEFINED_SHARE, MIN_CLUSTERS, Ratio
from annotate.agreement.judgments import Array
from annotate.agreement.resampling import resampled_sums
from builders.adversarial.evidence.margins import Failures, failures, same_margins
from schemas.adversarial import CommonAnswer
from schemas.records import Record

TABLES = 500
"""Drawn with the same margins, for E."""
DRAWS = 1_999
"""Of signs; the least p value is 0.0005."""
RESAMPLES = 1_000


class Affinity(Record):
    """Two languages, in the order of the alphabet."""

    one: str
    other: str
    value: float | None
    """At most 1; None when no question tells the two apart from chance."""
    low: float | None
    """95 % interval from resampled seeds; None below 20 of them."""
    high: float | None
    rows: int
    """Questions and models for which both were asked and some language failed and some did not."""
    p: float | None
    """Share of the draws of signs in which these two are as much alike."""
    p_of_all: float | None
    """Share of those in which any two are: adjusted for the number of pairs (Westfall and Young, 1993, max T)."""


class Clade(Record):
    """Languages that stand together in the dendrogram."""

    languages: tuple[str, ...]
    height: float
    """1 - affinity, averaged, at which they come together."""
    support: float | None
    """Share of the resamples over seeds that have the same clade; None below 20 seeds."""


class Affinities(Record):
    """How languages resemble each other in what they fail."""

    languages: tuple[str, ...]
    """In the order of the dendrogram's leaves."""
    questions: int
    seeds: int
    pairs: tuple[Affinity, ...]
    clades: tuple[Clade, ...]
    """Smallest first, without the one that holds all; empty when some two languages could not be compared."""


class _PerSeed(NamedTuple):
    """Sums over the rows of each seed, for each two languages."""

    above: Array
    """O - E."""
    room: Array
    """N - E."""


def affinities(answers: Iterable[CommonAnswer], golds: Mapping[str, int], *, seed: int) -> Affinities:
    """All languages in which the common questions were asked; `golds` holds the right option by seed."""
    known = list(answers)
    table = failures(known, golds)
    pairs = list(combinations(range(len(table.languages)), 2))
    expected = _chance(table, pairs, seed=seed)
    sums = _per_seed(table, pairs, agreeing(table.wrong, pairs) - expected, expected)
    values = _ratio(sums.above.sum(axis=0), sums.room.sum(axis=0))
    resampled = _resampled(sums, seed=seed)
    order, clades = _dendrogram(values, resampled, table.languages)
    return Affinities(
        languages=order,
        questions=len({one.question for one in known}),
        seeds=len({one.seed for one in known}),
        pairs=tuple(_affinities(table, pairs, values, _nulls(sums, seed=seed), resampled)),
        clades=clades,
    )


def agreeing(wrong: Array, pairs: Sequence[tuple[int, int]]) -> Array:
    """1 for each row and two languages that agree there; 0 where they do not, or one was not asked."""
    ones, others = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    agree: Array = (wrong[:, ones] == wrong[:, others]).astype(float)  # NaN equals nothing
    return agree


def _chance(table: Failures, pairs: Sequence[tuple[int, int]], *, seed: int) -> Array:
    """The mean agreement of each row over tables with the same margins."""
    mean = np.zeros((len(table.wrong), len(pairs)))
    for drawn in same_margins(table, draws=TABLES, seed=seed):
        mean += agreeing(drawn, pairs) / TABLES
    return mean


def _per_seed(table: Failures, pairs: Sequence[tuple[int, int]], above: Array, expected: Array) -> _PerSeed:
    known = ~np.isnan(table.wrong)
    both = np.array([known[:, one] & known[:, other] for one, other in pairs]).T.reshape(expected.shape)
    seeds = csr_matrix((np.ones(len(table.seeds)), (table.seeds, np.arange(len(table.seeds)))))
    return _PerSeed(seeds @ above, seeds @ (both - expected))


def _nulls(sums: _PerSeed, *, seed: int) -> Array:
    """Affinities if there were none, a row a draw: of each seed O - E, its sign as likely the one as the other."""
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, len(sums.above)))
    return _ratio(signs @ sums.above, sums.room.sum(axis=0))


def _ratio(above: Array, room: Array) -> Array:
    return Ratio(above, np.broadcast_to(room, above.shape)).values()


def _resampled(sums: _PerSeed, *, seed: int) -> Array | None:
    """Affinities from resampled seeds, a row a resample; None below 20 seeds. The margins' E is not drawn anew."""
    if len(sums.above) < MIN_CLUSTERS:
        return None
    rows = csr_matrix(np.hstack(sums).T)
    above, room = np.split(np.hstack([*resampled_sums(rows, seed=seed, resamples=RESAMPLES)]), 2)
    return _ratio(above, room).T


def _affinities(
    table: Failures, pairs: Sequence[tuple[int, int]], values: Array, nulls: Array, resampled: Array | None
) -> Iterator[Affinity]:
    most = np.max(np.where(np.isnan(nulls), -np.inf, nulls), axis=1, initial=-np.inf)
    telling = ~np.isnan(table.wrong[table.informative])
    for place, (one, other) in enumerate(pairs):
        value, null = values[place], nulls[:, place]
        known = not np.isnan(value)
        low, high = _interval(resampled[:, place]) if known and resampled is not None else (None, None)
        yield Affinity(
            one=table.languages[one],
            other=table.languages[other],
            value=float(value) if known else None,
            low=low,
            high=high,
            rows=int((telling[:, one] & telling[:, other]).sum()),
            p=_share_at_least(null, value) if known else None,
            p_of_all=_share_at_least(most, value) if known else None,
        )


def _interval(replicates: Array) -> tuple[float | None, float | None]:
    defined = replicates[~np.isnan(replicates)]
    if len(defined) < DEFINED_SHARE * len(replicates):
        return None, None
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def _share_at_least(nulls: Array, value: float) -> float:
    """With the observed one among them, so that no p value is 0."""
    return float((1 + (nulls >= value - 1e-12).sum()) / (1 + len(nulls)))


def _dendrogram(
    values: Array, resampled: Array | None, languages: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Clade, ...]]:
    """Leaves in order and clades, by average linkage."""
    if len(languages) < 3 or np.isnan(values).any():
        return tuple(languages), ()
    tree = linkage(1 - values, method="average")
    support = None if resampled is None else _support(resampled)
    clades = [
        Clade(
            languages=tuple(languages[leaf] for leaf in sorted(leaves)),
            height=height,
            support=None if support is None else support.get(leaves, 0.0),
        )
        for leaves, height in clades_of(tree)
    ]
    return tuple(languages[leaf] for leaf in leaves_list(tree)), tuple(clades)


def clades_of(tree: Array) -> list[tuple[frozenset[int], float]]:
    """Leaves and height of every clade of a linkage but the last, which holds all."""
    leaves = [frozenset([leaf]) for leaf in range(len(tree) + 1)]
    for left, right, _height, _size in tree:
        leaves.append(leaves[int(left)] | leaves[int(right)])
    return list(zip(leaves[len(tree) + 1 : -1], map(float, tree[:, 2]), strict=False))


def _support(resampled: Array) -> dict[frozenset[int], float]:
    """The share of resamples in which each clade stands."""
    counts: Counter[frozenset[int]] = Counter()
    for values in resampled:
        if not np.isnan(values).any():
            counts.update(leaves for leaves, _height in clades_of(linkage(1 - values, method="average")))
    return {leaves: count / len(resampled) for leaves, count in counts.items()}
