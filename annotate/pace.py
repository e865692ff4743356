"""How annotators work: how much, how fast, under which guidelines. For a lead; says nothing of how well."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

import polars as pl

from schemas.assignment import JUDGED
from schemas.inference import LABELS
from schemas.records import Decision

TOO_QUICK_MS = 2000
"""A verdict given faster than this was hardly read."""

_NUMBERS = {"seq", "revision", "active_ms"}
_NAMES = ("seq", "made_at", "annotator", "role", "item", "revision", "verdict", "reason", "active_ms", "guideline")
_COLUMNS = {name: pl.Int64 if name in _NUMBERS else pl.String for name in _NAMES}


def frame_of(decisions: Iterable[Decision]) -> pl.DataFrame:
    """Decisions as a table, in order; texts and notes are left out."""
    rows = list(map(attrgetter(*_COLUMNS), decisions))
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


def by_annotator(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a person: verdicts, median seconds, how many were given too quickly, when the last one was."""
    judged = frame.filter(pl.col("verdict").is_in(JUDGED))
    labelled = judged["verdict"].is_in(LABELS).any()
    shares = {label: label for label in LABELS} if labelled else {"accepted": "accept", "fixed": "fix"}
    measured = pl.col("active_ms") > 0
    return (
        judged.group_by("annotator")
        .agg(
            pl.len().alias("verdicts"),
            *((pl.col("verdict") == verdict).mean().round(3).alias(name) for name, verdict in shares.items()),
            rejected=(pl.col("verdict") == "reject").mean().round(3),
            median_seconds=(pl.col("active_ms").filter(measured).median() / 1000).round(1),
            too_quick=(measured & (pl.col("active_ms") < TOO_QUICK_MS)).sum(),
            hours=(pl.col("active_ms").sum() / 3_600_000).round(2),
            last=pl.col("made_at").max(),
        )
        .sort("annotator")
    )


def by_guideline(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a version of the guidelines: how many verdicts were given under it, and when."""
    return (
        frame.filter(pl.col("guideline") != "")
        .group_by("guideline")
        .agg(verdicts=pl.len(), first=pl.col("made_at").min(), last=pl.col("made_at").max())
        .sort("first")
    )
