"""How much of a weakness is left when it is asked anew: differences between cells, as means over seeds.

    drop             E+dE - T+dT                            what Cross-Lingual Pitfalls reports
    claim            (T0 - T+dT) - (E0 - E+dE)              what the added text costs in the target language alone
    gap              E0 - T0                                what was there before anything was added
    untranslated     (T0 - T+dE) - (E0 - E+dE)              the claim with the added text left in English
    translated       T+dE - T+dT                            what the translation of the added text adds
    neutral          (T0 - T+n) - (E0 - E+n)                the claim for neutral text of the same length
    beyond neutral   (T+n - T+dT) - (E+n - E+dE)            what is left of the claim beyond neutral text

Votes of the search were selected for being wrong, so that their drop is no evidence (regression to the mean); it stands
here only as the panel `selection`, to say how much of it is left. Pairs of one seed resemble each other: they are
averaged first, then seeds, and the interval resamples seeds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

import numpy as np

from annotate.agreement import Estimate
from annotate.agreement.estimate import NOTHING
from annotate.agreement.judgments import Array, Codes
from builders.adversarial.evidence.rates import CellRate, Weights, accuracies, cell_rates
from builders.adversarial.evidence.seed_means import by_seed, estimated, kish, ratio_of_means, seed_mean
from schemas.adversarial import CELLS, Cell, FreshAnswer, SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Record

Panel = Literal["selection", "simulators", "held-out"]
"""The simulators' votes in the search; the simulators asked anew; models that were no part of the search."""
Difference = Literal["drop", "claim", "gap", "untranslated", "translated", "neutral", "beyond neutral"]

ALL = "all"
DIFFERENCES: Mapping[Difference, Weights] = {
    "drop": {"E+dE": 1, "T+dT": -1},
    "claim": {"T0": 1, "T+dT": -1, "E0": -1, "E+dE": 1},
    "gap": {"E0": 1, "T0": -1},
    "untranslated": {"T0": 1, "T+dE": -1, "E0": -1, "E+dE": 1},
    "translated": {"T+dE": 1, "T+dT": -1},
    "neutral": {"T0": 1, "T+n": -1, "E0": -1, "E+n": 1},
    "beyond neutral": {"T+n": 1, "T+dT": -1, "E+n": -1, "E+dE": 1},
}


class CellAccuracy(Record):
    """How often one panel is right in one cell."""

    panel: Panel
    cell: Cell
    accuracy: Estimate
    right: int
    """Of the answers, all pairs alike; the accuracy is a mean over seeds."""
    answers: int
    unparsable: int
    """Of the answers; they count as wrong."""


class Effect(Record):
    """One difference between cells on one panel."""

    panel: Panel
    difference: Difference
    estimate: Estimate
    """Mean over seeds in [-2, 2]; `n` counts pairs, `clusters` seeds."""
    above: int
    """Seeds whose mean is above 0, beyond rounding."""
    below: int
    left: Estimate | None
    """The mean as a share of the drop that the search selected, over the same seeds; None for the selection itself."""


class Effects(Record):
    """What the included pairs of one language come to."""

    language: str
    """BCP-47 tag, or `all`."""
    pairs: int
    seeds: int
    pairs_per_seed: float | None
    effective_seeds: float | None
    """Kish's n: as many seeds with equally many pairs would weigh the pairs as evenly (Survey Sampling, 1965, 11.7)."""
    cells: tuple[CellAccuracy, ...]
    effects: tuple[Effect, ...]


def effects(
    pairs: Sequence[SearchNode], answers: Iterable[FreshAnswer], *, run: AdversarialRun, golds: Mapping[str, int]
) -> list[Effects]:
    """For each language that has pairs, and for all of them together when there are several.

    `golds` holds the index of the right option by seed. Pairs without fresh answers are in no estimate's `n`.
    """
    by_item = {pair.node: golds[pair.seed] for pair in pairs}
    rates = cell_rates((answer for answer in answers if answer.item in by_item), by_item)
    languages = sorted({pair.language for pair in pairs})
    found = [_of([pair for pair in pairs if pair.language == one], rates, run, language=one) for one in languages]
    return [*found, _of(pairs, rates, run, language=ALL)] if len(languages) > 1 else found


def _of(pairs: Sequence[SearchNode], rates: Sequence[CellRate], run: AdversarialRun, *, language: str) -> Effects:
    seeds, codes = np.unique([pair.seed for pair in pairs], return_inverse=True)
    counts = np.bincount(codes).tolist()
    return Effects(
        language=language,
        pairs=len(pairs),
        seeds=len(seeds),
        pairs_per_seed=len(pairs) / len(seeds) if pairs else None,
        effective_seeds=kish(counts),
        cells=tuple(_cells(pairs, rates, codes, run)),
        effects=tuple(_effects(pairs, rates, codes, run)),
    )


def _panels(run: AdversarialRun) -> dict[Panel, Sequence[str]]:
    return {"simulators": run.simulators, "held-out": run.held_out}


def _cells(
    pairs: Sequence[SearchNode], rates: Sequence[CellRate], codes: Codes, run: AdversarialRun
) -> Iterator[CellAccuracy]:
    items = [pair.node for pair in pairs]
    table, shown = accuracies(rates, items), set(items)
    asked = [*product(_panels(run).items(), CELLS)]
    values = [table.weighed({cell: 1}, models) for (_panel, models), cell in asked]
    estimates = estimated([seed_mean(value, codes) for value in values], seed=run.seed)
    for ((panel, models), cell), accuracy in zip(asked, estimates, strict=True):
        counted = [rate for rate in rates if rate.cell == cell and rate.model in models and rate.item in shown]
        yield CellAccuracy(
            panel=panel,
            cell=cell,
            accuracy=accuracy,
            right=sum(rate.right for rate in counted),
            answers=sum(rate.of for rate in counted),
            unparsable=sum(rate.unparsable for rate in counted),
        )


def _effects(
    pairs: Sequence[SearchNode], rates: Sequence[CellRate], codes: Codes, run: AdversarialRun
) -> Iterator[Effect]:
    table = accuracies(rates, [pair.node for pair in pairs])
    selected = np.array([_selected(pair) for pair in pairs])
    values: dict[tuple[Panel, Difference], Array] = {("selection", "drop"): selected}
    for (panel, models), (name, weights) in product(_panels(run).items(), DIFFERENCES.items()):
        values[panel, name] = table.weighed(weights, models)
    means = estimated([seed_mean(value, codes) for value in values.values()], seed=run.seed)
    lefts = estimated([ratio_of_means(value, selected, codes) for value in values.values()], seed=run.seed)
    for ((panel, name), value), mean, left in zip(values.items(), means, lefts, strict=True):
        seeds = by_seed(value, codes)
        yield Effect(
            panel=panel,
            difference=name,
            estimate=mean,
            above=int((seeds > NOTHING).sum()),
            below=int((seeds < -NOTHING).sum()),
            left=None if panel == "selection" else left,
        )


def _selected(pair: SearchNode) -> float:
    """The drop by the votes that the search went by."""
    if pair.accuracy is None or pair.accuracy_target is None:
        return math.nan
    return pair.accuracy - pair.accuracy_target
