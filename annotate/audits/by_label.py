"""A number that every item has, label by label."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean, median

from pydantic import Field

from schemas.inference import LABELS, Label
from schemas.records import Record


class Spread(Record):
    """What the items of one label measure."""

    label: Label
    items: int
    mean: float | None = Field(allow_inf_nan=False)
    """None when no item has the label."""
    median: float | None = Field(allow_inf_nan=False)


def by_label(values: Mapping[Label, list[float]]) -> tuple[Spread, ...]:
    """A line a label, in the order of `LABELS`."""
    return tuple(_spread(label, values.get(label, [])) for label in LABELS)


def _spread(label: Label, values: list[float]) -> Spread:
    known = values or [0.0]
    return Spread(
        label=label,
        items=len(values),
        mean=mean(known) if values else None,
        median=median(known) if values else None,
    )
