"""How far annotators chose the same evidence: segments of the premises (EDUs, sentences), and the text they cover.

    unit    annotator   chosen               candidates   spans
    nli-7   ana         {"1:3", "2:5"}       104          ("1", 120, 188), ("2", 300, 391)

Jaccard: P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11(2), 1912. F1 as agreement
without negatives: G. Hripcsak and A. S. Rothschild, "Agreement, the F-measure, and reliability in information
retrieval", Journal of the American Medical Informatics Association 12(3), 2005.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from annotate.agreement.estimate import MIN_CLUSTERS, Basis, Estimate, Ratio, estimate
from annotate.agreement.judgments import Array, JudgmentsError
from annotate.agreement.resampling import resampled_sums
from annotate.agreement.segments import Span, chance_jaccard, code_points
from schemas.records import Record

_SUMS = ("both", "first", "second", "jaccard", "chance", "with_segments", "span_overlap", "with_spans")
"""What is summed over pairs of selections: |A and B|, |A|, |B|; their Jaccard index and what chance would give; those
pairs of which at least one chose a segment; intersection over union in code points; those with text at all."""


class Selection(NamedTuple):
    """The evidence that one annotator chose for one unit."""

    unit: str
    annotator: str
    chosen: frozenset[str]
    candidates: int
    """Segments there were to choose from."""
    spans: tuple[Span, ...] = ()
    weight: float = 1.0
    """1 / the unit's inclusion probability."""
    cluster: str = ""
    """The unit is its own cluster when empty."""


class EvidenceOverlap(Record):
    """How much two annotators' choices share, on average."""

    jaccard: Estimate
    """Mean of |A and B| / |A or B| over segments; two empty choices have none and are left out."""
    jaccard_by_chance: Estimate
    """The same mean, had both drawn as many segments as they chose, but blindly."""
    span_overlap: Estimate
    """Mean of intersection over union in code points."""
    f1: Estimate
    """2 |A and B| / (|A| + |B|), each summed over units. The same whoever is held to be right."""


class PairEvidence(EvidenceOverlap):
    """Two annotators; precision and recall hold the first to be right."""

    annotators: tuple[str, str]
    precision: Estimate
    """Of what the second chose, the share that the first chose too."""
    recall: Estimate
    """Of what the first chose, the share that the second chose too."""


class EvidenceReport(Record):
    """Agreement about evidence, over all annotators and by pair."""

    units: int
    """Chosen for by at least two annotators."""
    comparisons: int
    same: int
    """Comparisons in which both chose the same segments, at least one."""
    both_empty: int
    """Comparisons in which neither chose anything: agreement that the Jaccard index cannot express."""
    seed: int
    resamples: int
    overall: EvidenceOverlap
    by_pair: tuple[PairEvidence, ...]


@dataclass(frozen=True)
class _Comparison:
    unit: str
    pair: tuple[str, str]
    cluster: str
    weight: float
    """The unit's, shared by its comparisons."""
    sums: tuple[float, ...]
    """In the order of `_SUMS`."""


def evidence_agreement(selections: Iterable[Selection], *, seed: int = 0, resamples: int = 1000) -> EvidenceReport:
    """The agreement of people's choices of evidence. 0 `resamples` gives values without intervals."""
    compared = _compared(selections)
    of_pair: dict[tuple[str, str], list[_Comparison]] = {}
    for comparison in compared:
        of_pair.setdefault(comparison.pair, []).append(comparison)
    pairs = sorted(of_pair)
    matrix, clusters = _matrix(compared, pairs)
    whole = np.asarray(matrix.sum(axis=1))
    drawn = _drawn(matrix, seed=seed, resamples=resamples) if clusters >= MIN_CLUSTERS and resamples else None
    reader = _Reader(whole, drawn)
    return EvidenceReport(
        units=len({comparison.unit for comparison in compared}),
        comparisons=len(compared),
        same=sum(_chose(comparison) and comparison.sums[_SUMS.index("jaccard")] == 1 for comparison in compared),
        both_empty=sum(not _chose(comparison) for comparison in compared),
        seed=seed,
        resamples=resamples,
        overall=EvidenceOverlap(**reader.shared(0, _basis(compared))),
        by_pair=tuple(_pair(reader, number, pair, of_pair[pair]) for number, pair in enumerate(pairs, start=1)),
    )


def _compared(selections: Iterable[Selection]) -> list[_Comparison]:
    by_unit: dict[str, list[Selection]] = {}
    for selection in selections:
        if len(selection.chosen) > selection.candidates:
            raise JudgmentsError(
                f"{selection.annotator} chose {len(selection.chosen)} of {selection.candidates} segments of "
                f"{selection.unit}: count the candidates again"
            )
        by_unit.setdefault(selection.unit, []).append(selection)
    return [comparison for unit in sorted(by_unit) for comparison in _of_unit(by_unit[unit])]


def _of_unit(selections: Sequence[Selection]) -> list[_Comparison]:
    pairs = list(combinations(sorted(selections, key=lambda selection: selection.annotator), 2))
    for first, second in pairs:
        if first.annotator == second.annotator:
            raise JudgmentsError(f"{first.annotator} chose evidence for {first.unit} twice: keep what stands")
        if (first.candidates, first.weight, first.cluster) != (second.candidates, second.weight, second.cluster):
            raise JudgmentsError(f"{first.unit} has two numbers of candidates, weights or clusters: it has one of each")
    return [
        _Comparison(
            first.unit,
            (first.annotator, second.annotator),
            first.cluster or first.unit,
            first.weight / len(pairs),
            _sums(first, second),
        )
        for first, second in pairs
    ]


def _sums(first: Selection, second: Selection) -> tuple[float, ...]:
    both, either = len(first.chosen & second.chosen), len(first.chosen | second.chosen)
    chance = chance_jaccard(len(first.chosen), len(second.chosen), first.candidates)
    shared, covered = code_points(first.spans, second.spans)
    return (
        both, len(first.chosen), len(second.chosen),
        both / either if either else 0.0, chance, float(either > 0),
        shared / covered if covered else 0.0, float(covered > 0),
    )  # fmt: skip


def _matrix(compared: Sequence[_Comparison], pairs: Sequence[tuple[str, str]]) -> tuple[csr_matrix, int]:
    """What each cluster adds to `_SUMS`: first of all comparisons, then of each pair of annotators."""
    cluster = {name: number for number, name in enumerate(sorted({c.cluster for c in compared}))}
    place = {pair: number for number, pair in enumerate(pairs, start=1)}
    columns = np.repeat([cluster[c.cluster] for c in compared], len(_SUMS))
    values = np.array([c.weight * value for c in compared for value in c.sums], dtype=np.float64)
    within = np.tile(np.arange(len(_SUMS)), len(compared))
    of_pair = np.repeat([place[c.pair] * len(_SUMS) for c in compared], len(_SUMS)) + within
    rows, columns = np.concatenate([within, of_pair]).astype(int), np.concatenate([columns, columns]).astype(int)
    shape = ((len(pairs) + 1) * len(_SUMS), max(len(cluster), 1))
    return csr_matrix((np.concatenate([values, values]), (rows, columns)), shape=shape), len(cluster)


def _drawn(matrix: csr_matrix, *, seed: int, resamples: int) -> Array:
    return np.concatenate(list(resampled_sums(matrix, seed=seed, resamples=resamples)), axis=1)


def _chose(comparison: _Comparison) -> bool:
    return comparison.sums[_SUMS.index("with_segments")] > 0


def _basis(compared: Sequence[_Comparison]) -> Basis:
    """Of those with anything chosen: two empty choices are no part of any value."""
    told = [comparison for comparison in compared if _chose(comparison)] or compared
    return Basis(len({c.unit for c in told}), len({c.cluster for c in told}))


def _pair(reader: _Reader, number: int, annotators: tuple[str, str], compared: Sequence[_Comparison]) -> PairEvidence:
    basis = _basis(compared)
    return PairEvidence(
        annotators=annotators,
        precision=reader.read(number, ["both"], ["second"], basis, f"{annotators[1]} chose nothing"),
        recall=reader.read(number, ["both"], ["first"], basis, f"{annotators[0]} chose nothing"),
        **reader.shared(number, basis),
    )


class _Reader:
    """Turns sums into estimates. Block 0 holds all comparisons, block n those of the n-th pair."""

    def __init__(self, whole: Array, drawn: Array | None) -> None:
        self._whole, self._drawn = whole, drawn

    def shared(self, block: int, basis: Basis) -> dict[str, Estimate]:
        empty = "nobody chose a segment"
        return {
            "jaccard": self.read(block, ["jaccard"], ["with_segments"], basis, empty),
            "jaccard_by_chance": self.read(block, ["chance"], ["with_segments"], basis, empty),
            "span_overlap": self.read(block, ["span_overlap"], ["with_spans"], basis, "nobody marked any text"),
            "f1": self.read(block, ["both", "both"], ["first", "second"], basis, empty),
        }

    def read(self, block: int, above: Sequence[str], below: Sequence[str], basis: Basis, undefined: str) -> Estimate:
        """The estimate of a sum of sums over another."""

        def quotient(sums: Array) -> Array:
            rows = sums[block * len(_SUMS) : (block + 1) * len(_SUMS)]
            numerator, denominator = (sum(rows[_SUMS.index(name)] for name in names) for names in (above, below))
            return Ratio(np.asarray(numerator), np.asarray(denominator)).values()

        replicates = None if self._drawn is None else quotient(self._drawn)
        return estimate(quotient(self._whole)[0], replicates, basis, undefined=undefined)
