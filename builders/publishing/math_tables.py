"""The composition of mathematics, from Parquet columns: the second code path beside `builders.math_composition`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def kinds(configs: Mapping[str, pl.DataFrame]) -> list[list[str]]:
    """Rows of a config by direction and kind of answer: all, accepted, fixed, unread."""
    import polars as pl

    decided = [pl.col("decision").eq(decision).sum().alias(decision) for decision in ("accepted", "fixed", "none")]
    counted = {
        config: rows.group_by("direction", "answer_type").agg(pl.len(), *decided).sort("direction", "answer_type")
        for config, rows in configs.items()
    }
    return [
        [config, *line[:2], *(f"{count:,}" for count in line[2:])]
        for config, table in counted.items()
        for line in table.iter_rows()
    ]


def lengths(configs: Mapping[str, pl.DataFrame]) -> list[list[str]]:
    """Problems of a config in each language: how many, and the median, least and greatest number of characters."""
    import polars as pl

    text = pl.col("text").str.len_chars()
    measures = [pl.len(), text.median().alias("median"), text.min().alias("least"), text.max().alias("most")]
    sides = (("original_language", "original"), ("language", "question"))
    return [
        [config, language, *(f"{number:,.0f}" for number in numbers)]
        for config, rows in configs.items()
        for language, *numbers in pl.concat([rows.select(language=one, text=other) for one, other in sides])
        .group_by("language")
        .agg(measures)
        .sort("language")
        .iter_rows()
    ]
