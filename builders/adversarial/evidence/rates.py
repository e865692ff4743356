"""Fresh answers counted: how often each model was right in each cell of each pair.

    item   model     cell   right   unparsable   of
    p1     gemma     T0     4       0            5
    p1     gemma     T+dT   1       2            5      the two count as wrong, and are told

A cell that was not asked has no row, and its accuracy is NaN: missing, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotate.agreement.judgments import Array
from schemas.adversarial import CELLS, Cell, FreshAnswer

Weights = Mapping[Cell, int]
"""A difference between cells: what each cell's accuracy is multiplied by before they are added up."""


class CellRate(NamedTuple):
    """One model in one cell of one pair."""

    item: str
    model: str
    cell: Cell
    right: int
    unparsable: int
    """Answers that name none of the options, which are wrong."""
    of: int


@dataclass(frozen=True)
class Accuracies:
    """Shares of right answers by item, model and cell, in the order of `items`, `models` and `CELLS`."""

    items: tuple[str, ...]
    models: tuple[str, ...]
    share: Array
    """In [0, 1]; NaN where nothing was asked."""

    def weighed(self, weights: Weights, models: Sequence[str]) -> Array:
        """The weighed sum of cells for each item, averaged over those models that have all these cells."""
        places = [self.models.index(model) for model in models if model in self.models]
        cells = [CELLS.index(cell) for cell in weights]
        sums = self.share[:, places][:, :, cells] @ np.array(list(weights.values()), dtype=float)
        return _mean_over_models(sums)


def cell_rates(answers: Iterable[FreshAnswer], golds: Mapping[str, int]) -> list[CellRate]:
    """Ordered by item, model and cell; `golds` holds the index of the right option by item."""
    counts: dict[tuple[str, str, int], list[int]] = {}
    for answer in answers:
        count = counts.setdefault((answer.item, answer.model, CELLS.index(answer.cell)), [0, 0, 0])
        count[0] += answer.choice == golds[answer.item]
        count[1] += answer.choice is None
        count[2] += 1
    return [CellRate(item, model, CELLS[cell], *counts[item, model, cell]) for item, model, cell in sorted(counts)]


def accuracies(rates: Iterable[CellRate], items: Sequence[str]) -> Accuracies:
    """The rates of these items as an array; an item without any is there, and missing in every cell."""
    kept = [rate for rate in rates if rate.item in set(items)]
    models = tuple(sorted({rate.model for rate in kept}))
    share = np.full((len(items), len(models), len(CELLS)), np.nan)
    rows = {item: row for row, item in enumerate(items)}
    for rate in kept:
        share[rows[rate.item], models.index(rate.model), CELLS.index(rate.cell)] = rate.right / rate.of
    return Accuracies(tuple(items), models, share)


def _mean_over_models(values: Array) -> Array:
    """The mean of each row without what is missing; NaN where all is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    mean: Array = np.where(count > 0, total, np.nan) / np.maximum(count, 1)
    return mean
