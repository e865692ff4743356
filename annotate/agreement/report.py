"""Everything that is said about the agreement of some judgments, as one frozen record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import polars as pl

from annotate.agreement.cohen import cohen, mean_cohen
from annotate.agreement.estimate import MIN_CLUSTERS, Basis, Estimate, Ratio, estimate
from annotate.agreement.fleiss import fleiss
from annotate.agreement.gwet import ac1
from annotate.agreement.judgments import Array, Coded, Judgment, coded, frame_of, overlap
from annotate.agreement.krippendorff import nominal_alpha, ordinal_alpha
from annotate.agreement.percent import percent
from annotate.agreement.resampling import resampled_sums
from annotate.agreement.specific import negative_agreement, positive_agreement, prevalence
from annotate.agreement.tables import Comparisons, Tables, cluster_sums, comparisons
from schemas.records import Record

RESAMPLES = 1000

What = Literal["agreement", "verification"]
"""Verdicts given with the intended label in view verify that label; they are no independent agreement."""
Values = dict[tuple[str, ...], Array]
"""By scope and coefficient: ("overall", "fleiss"), ("label", "accept", "fleiss"), ("pair", "cohen")."""


class Counts(Record):
    """What was counted, before any coefficient. Unweighted."""

    units: int
    """Judged by at least two annotators; all that follows is about these."""
    single: int
    """Units judged by one annotator only, which say nothing about agreement."""
    judgments: int
    annotators: int
    clusters: int
    comparisons: int
    """Every two judgments of one unit."""
    agreeing: int
    """Comparisons with the same label twice."""
    unanimous: int
    """Units whose judgments all have the same label."""
    labels: dict[str, int]
    """Judgments with each label of the scale."""


class Coefficients(Record):
    """Agreement over all annotators."""

    percent: Estimate
    cohen: Estimate
    """Mean over pairs of annotators."""
    fleiss: Estimate
    alpha: Estimate
    """Krippendorff's, nominal."""
    ac1: Estimate


class Overall(Coefficients):
    """Over all labels of the scale."""

    alpha_ordinal: Estimate


class LabelAgreement(Coefficients):
    """One label against the rest: every other label counts as the same."""

    label: str
    prevalence: Estimate
    positive: Estimate
    negative: Estimate


class PairAgreement(Record):
    """Two annotators, on the units that both judged."""

    annotators: tuple[str, str]
    percent: Estimate
    cohen: Estimate


class AgreementReport(Record):
    """How far annotators agree, in every usual coefficient, with what each rests on."""

    what: What
    labels: tuple[str, ...]
    weighted: bool
    """Whether units weigh differently; the values, not the counts, are then those of the whole they were drawn from."""
    seed: int
    resamples: int
    counts: Counts
    overall: Overall
    by_label: tuple[LabelAgreement, ...]
    by_pair: tuple[PairAgreement, ...]


def agreement_of(
    judgments: pl.DataFrame | Iterable[Judgment],
    *,
    labels: Sequence[str] | None = None,
    ordered: bool = False,
    what: What = "agreement",
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> AgreementReport:
    """The agreement of people's judgments, each unit weighted by 1 / its inclusion probability.

    `labels` is the scale, in its order when `ordered`; those that were used when absent. 0 `resamples` gives values
    without intervals, at a fraction of the time. Raises `JudgmentsError`.
    """
    frame = frame_of(judgments)
    both = overlap(frame)
    known = coded(both, sorted(frame["label"].unique()) if labels is None else labels)
    compared = comparisons(known)
    whole, drawn = _values(known, compared, ordered=ordered, seed=seed, resamples=resamples)
    counts = _counts(known, compared, units=frame["unit"].n_unique())
    reader = _Reader(counts, whole, drawn)
    return AgreementReport(
        what=what,
        labels=known.labels,
        weighted=bool(np.ptp(known.weight) > 0) if len(known.weight) else False,
        seed=seed,
        resamples=resamples,
        counts=counts,
        overall=reader.overall(),
        by_label=tuple(reader.label(label) for label in known.labels),
        by_pair=_pairs(reader, compared),
    )


class _Reader:
    """Turns values and their resamples into estimates, each with its own reason when there is none."""

    def __init__(self, counts: Counts, whole: Values, drawn: Values | None) -> None:
        self._counts, self._whole, self._drawn = counts, whole, drawn
        self._basis = Basis(counts.units, counts.clusters)

    def overall(self) -> Overall:
        used = [label for label, number in self._counts.labels.items() if number]
        one = f"every judgment is `{used[0]}`, and with one label nothing was told apart" if len(used) == 1 else ""
        no_pair = one or "no two annotators used two labels on the units they share"
        unordered = one or "the labels have no order"
        reasons = {"cohen": no_pair, "alpha_ordinal": unordered}
        return Overall(**{name: self._read(("overall", name), reasons.get(name, one)) for name in Overall.model_fields})

    def label(self, label: str) -> LabelAgreement:
        number = self._counts.labels[label]
        who = "nobody" if not number else "everybody"
        one = f"{who} said `{label}`" if number in {0, self._counts.judgments} else ""
        no_pair = one or f"no two annotators both used and withheld `{label}` on the units they share"
        return LabelAgreement(
            label=label,
            **{
                name: self._read(("label", label, name), no_pair if name == "cohen" else one)
                for name in LabelAgreement.model_fields
                if name != "label"
            },
        )

    def pair(self, number: int, names: tuple[str, str], basis: Basis) -> PairAgreement:
        one = "both gave one and the same label to all units they share"
        return PairAgreement(
            annotators=names,
            percent=self._read(("pair", "percent"), one, basis=basis, row=number),
            cohen=self._read(("pair", "cohen"), one, basis=basis, row=number),
        )

    def _read(self, key: tuple[str, ...], undefined: str, *, basis: Basis | None = None, row: int = 0) -> Estimate:
        replicates = None if self._drawn is None else self._drawn[key][row]
        return estimate(self._whole[key][row, 0], replicates, basis or self._basis, undefined=undefined)


def _pairs(reader: _Reader, compared: Comparisons) -> tuple[PairAgreement, ...]:
    units = np.bincount(compared.pair, minlength=len(compared.annotators))
    shared = np.unique(compared.cluster * len(compared.annotators) + compared.pair) % len(compared.annotators)
    clusters = np.bincount(shared, minlength=len(compared.annotators))
    return tuple(
        reader.pair(number, names, Basis(int(units[number]), int(clusters[number])))
        for number, names in enumerate(compared.annotators)
    )


def _values(
    known: Coded, compared: Comparisons, *, ordered: bool, seed: int, resamples: int
) -> tuple[Values, Values | None]:
    """Every coefficient of the judgments as they are, and of each resample; None when there are none."""
    sums = cluster_sums(known, compared)
    whole = _coefficients(sums.whole(), known.labels, ordered=ordered)
    if not resamples or known.clusters < MIN_CLUSTERS:
        return whole, None
    blocks = [
        _coefficients(sums.tables(block), known.labels, ordered=ordered)
        for block in resampled_sums(sums.matrix, seed=seed, resamples=resamples)
    ]
    return whole, {key: np.concatenate([block[key] for block in blocks], axis=1) for key in whole}


def _coefficients(tables: Tables, labels: Sequence[str], *, ordered: bool) -> Values:
    """Values with pairs of annotators, or one row, in the first axis, and resamples in the second."""
    undefined = Ratio(np.zeros(tables.shares.shape[1]), np.zeros(tables.shares.shape[1]))
    ordinal = ordinal_alpha(tables.coincidences) if ordered else undefined
    ratios: dict[tuple[str, ...], Ratio] = {("overall", name): ratio for name, ratio in _common(tables).items()}
    ratios["overall", "alpha_ordinal"] = ordinal
    for number, label in enumerate(labels):
        one = tables.one_against_rest(number)
        specific = {
            "prevalence": prevalence(one),
            "positive": positive_agreement(one),
            "negative": negative_agreement(one),
        }
        ratios |= {("label", label, name): ratio for name, ratio in (_common(one) | specific).items()}
    values: Values = {key: ratio.values()[None] for key, ratio in ratios.items()}
    values["pair", "percent"] = percent(tables.by_pair).values()
    values["pair", "cohen"] = cohen(tables.by_pair).values()
    return values


def _common(tables: Tables) -> dict[str, Ratio]:
    return {
        "percent": percent(tables.pooled),
        "cohen": mean_cohen(tables.by_pair),
        "fleiss": fleiss(tables),
        "alpha": nominal_alpha(tables.coincidences),
        "ac1": ac1(tables),
    }


def _counts(known: Coded, compared: Comparisons, *, units: int) -> Counts:
    agreeing = compared.first == compared.second
    split = np.unique(compared.unit[~agreeing])
    shared = len(known.sizes)
    used = np.bincount(known.label, minlength=len(known.labels)).tolist()
    return Counts(
        units=shared,
        single=units - shared,
        judgments=len(known.unit),
        annotators=len(known.annotators),
        clusters=known.clusters,
        comparisons=len(agreeing),
        agreeing=int(agreeing.sum()),
        unanimous=shared - len(split),
        labels=dict(zip(known.labels, used, strict=True)),
    )
