"""What several people said about the same things, made ready to be counted.

    unit        annotator   label    weight   cluster
    gsm8k-0001  ana         accept   1.0      test/1
    gsm8k-0001  ben         fix      1.0      test/1

One row a judgment, in any order; an annotator who did not judge a unit has no row. `weight` is 1 / the probability that
the unit was chosen for reading, and `cluster` is what units must share to stand or fall together: the source problem,
the news event, the seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.faults import Fault

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


class JudgmentsError(Fault):
    """The judgments contradict themselves; the message says which row, and what to do."""


class Judgment(NamedTuple):
    """One person's label for one unit. What a model says is no judgment: it is compared with people, never counted."""

    unit: str
    annotator: str
    label: str
    weight: float = 1.0
    """The same for every judgment of a unit."""
    cluster: str = ""
    """The unit is its own cluster when empty."""


SCHEMA = {"unit": pl.String, "annotator": pl.String, "label": pl.String, "weight": pl.Float64, "cluster": pl.String}


@dataclass(frozen=True)
class Coded:
    """Judgments as numbers, sorted by unit and annotator. Numbers follow the order of the names."""

    labels: tuple[str, ...]
    annotators: tuple[str, ...]
    unit: Codes
    annotator: Codes
    label: Codes
    cluster: Codes
    weight: Array
    """Mean 1 over units, so that weighted counts stay counts where a formula asks for a number of judgments."""

    @property
    def sizes(self) -> Codes:
        """Judgments of each unit."""
        return np.bincount(self.unit)

    @property
    def clusters(self) -> int:
        return int(self.cluster.max(initial=-1)) + 1


def frame_of(judgments: pl.DataFrame | Iterable[Judgment]) -> pl.DataFrame:
    """The judgments as a frame of five columns; a frame may lack `weight` and `cluster`."""
    if not isinstance(judgments, pl.DataFrame):
        return pl.DataFrame(list(judgments), schema=SCHEMA, orient="row")
    missing = [pl.lit(1.0).alias("weight")] if "weight" not in judgments.columns else []
    unnamed = [pl.lit("").alias("cluster")] if "cluster" not in judgments.columns else []
    return judgments.with_columns(*missing, *unnamed).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def overlap(frame: pl.DataFrame) -> pl.DataFrame:
    """The judgments of units that at least two annotators judged: a lone one says nothing about agreement."""
    return frame.filter(pl.len().over("unit") >= 2)


def coded(frame: pl.DataFrame, labels: Sequence[str] | None = None) -> Coded:
    """The judgments as numbers. `labels` is the whole scale, those nobody used included; else those that were used.

    Raises `JudgmentsError` on a second judgment of a unit by one annotator, a label outside the scale, a weight that is
    not above 0, or a unit with two weights or clusters.
    """
    scale = tuple(sorted(frame["label"].unique())) if labels is None else tuple(labels)
    own_cluster = pl.when(pl.col("cluster") == "").then("unit").otherwise("cluster")
    rows = frame.with_columns(
        *(pl.col(name).rank("dense").cast(pl.Int64).alias(f"{name}_code") - 1 for name in ("unit", "annotator")),
        cluster_code=own_cluster.rank("dense").cast(pl.Int64) - 1,
        label_code=pl.col("label").replace_strict(list(scale), range(len(scale)), default=-1, return_dtype=pl.Int64),
    ).sort("unit_code", "annotator_code")
    numbers = Coded(
        scale,
        tuple(sorted(frame["annotator"].unique())),
        unit=rows["unit_code"].to_numpy(),
        annotator=rows["annotator_code"].to_numpy(),
        label=rows["label_code"].to_numpy(),
        cluster=rows["cluster_code"].to_numpy(),
        weight=rows["weight"].to_numpy(),
    )
    _refuse_contradictions(numbers, rows)
    starts = np.flatnonzero(np.diff(numbers.unit, prepend=-1))
    return replace(numbers, weight=numbers.weight / numbers.weight[starts].mean()) if len(starts) else numbers


def _refuse_contradictions(numbers: Coded, rows: pl.DataFrame) -> None:
    """`rows` are those that `numbers` stands for, in the same order."""
    same_unit = np.diff(numbers.unit, prepend=-1) == 0
    for row in _first(rows, same_unit & (np.diff(numbers.annotator, prepend=-1) == 0)):
        raise JudgmentsError(f"{row['annotator']} judged {row['unit']} twice: keep the judgment that stands")
    for row in _first(rows, numbers.label < 0):
        raise JudgmentsError(f"`{row['label']}` for {row['unit']} is not on the scale: {', '.join(numbers.labels)}")
    for row in _first(rows, ~(np.isfinite(numbers.weight) & (numbers.weight > 0))):
        raise JudgmentsError(f"{row['unit']} has the weight {row['weight']}: give 1 / its inclusion probability")
    changed = np.diff(numbers.weight, prepend=0) != 0
    changed |= np.diff(numbers.cluster, prepend=-1) != 0
    for row in _first(rows, same_unit & changed):
        raise JudgmentsError(f"{row['unit']} has two weights or two clusters: a unit has one of each")


def _first(rows: pl.DataFrame, wrong: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    """The first row that is wrong, or none."""
    return [rows.row(int(position), named=True) for position in np.flatnonzero(wrong)[:1]]
