"""A number with what it rests on, or the reason why there is none.

A coefficient without meaning is not 1, not 0 and not NaN: it is a sentence. Everything a formula gives is a `Ratio`
first, so that a division by nothing is seen before it is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from annotate.agreement.judgments import Array
from schemas.records import Record

MIN_CLUSTERS = 20
"""Fewer than this and a percentile interval over resampled clusters is far too narrow: counts say more."""
DEFINED_SHARE = 0.95
"""Of the resamples, for an interval: the others would be left out in silence."""
NOTHING = 1e-10
"""Denominators are shares or counts; below this they are rounding."""


class Estimate(Record):
    """A coefficient of agreement, with a 95 % interval."""

    value: float | None = Field(allow_inf_nan=False)
    why: str
    """Why there is no value, or no interval; empty when both are there."""
    n: int
    """Units that it is made of, each judged by two annotators at least."""
    low: float | None = Field(allow_inf_nan=False)
    high: float | None = Field(allow_inf_nan=False)
    clusters: int
    """Different clusters among those units: what the interval resamples."""


@dataclass(frozen=True)
class Ratio:
    """A coefficient before its division; one element a resample."""

    numerator: Array
    denominator: Array

    def values(self) -> Array:
        """The quotients; NaN, which never leaves this package, where the denominator is nothing."""
        defined = np.abs(self.denominator) > NOTHING
        return np.where(defined, self.numerator, np.nan) / np.where(defined, self.denominator, 1.0)


@dataclass(frozen=True)
class Basis:
    """What an estimate rests on."""

    n: int
    clusters: int


def estimate(value: float, replicates: Array | None, basis: Basis, *, undefined: str) -> Estimate:
    """The estimate for a value and its resampled values (None: not resampled). `undefined` is why a NaN is one."""
    why = _why_no_value(value, basis, undefined)
    if why:
        return Estimate(value=None, why=why, n=basis.n, low=None, high=None, clusters=basis.clusters)
    why = _why_no_interval(replicates)
    if why or replicates is None:
        return Estimate(value=float(value), why=why, n=basis.n, low=None, high=None, clusters=basis.clusters)
    low, high = np.quantile(replicates[~np.isnan(replicates)], [0.025, 0.975])
    return Estimate(value=float(value), why="", n=basis.n, low=float(low), high=float(high), clusters=basis.clusters)


def _why_no_value(value: float, basis: Basis, undefined: str) -> str:
    if not basis.n:
        return "no item was judged by two annotators"
    if np.isnan(value):
        return undefined
    if basis.clusters < MIN_CLUSTERS:
        return f"counts only: {basis.clusters} of the {MIN_CLUSTERS} clusters that an estimate needs"
    return ""


def _why_no_interval(replicates: Array | None) -> str:
    if replicates is None:
        return "no interval: not resampled"
    defined = replicates[~np.isnan(replicates)]
    if len(defined) < DEFINED_SHARE * len(replicates):
        return f"no interval: undefined in {len(replicates) - len(defined):,} of {len(replicates):,} resamples"
    if np.ptp(defined) < NOTHING:
        return "no interval: every resample gives the same value, so resampling cannot say how sure it is"
    return ""
