"""Counts with what they are counts of: the one shape of all that the survey counts.

    language  basis                   class       count  of   percent
    ko        monolingual             permissive    146  371    39.35
    ko        monolingual             unknown       131  371    35.31

`basis` says which datasets `of` counts. A class that nothing is in has a row too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

LISTED = "all listed"
MONOLINGUAL = "monolingual"


def monolingual(rows: pl.DataFrame) -> pl.DataFrame:
    """What the study counts beyond its Figure 2 (section 4.1)."""
    return rows.filter(pl.col("makeup") == "monolingual")


def languages_in(rows: pl.DataFrame) -> list[str]:
    """In the order of the rows."""
    return rows["language"].unique(maintain_order=True).to_list()


def counted(
    rows: pl.DataFrame, column: str, classes: Iterable[str], *, basis: str, languages: Sequence[str]
) -> pl.DataFrame:
    """How many rows of each language are in each class; they add up to `of`, as every row is in one class."""
    found = rows.group_by("language", pl.col(column).alias("class")).agg(pl.len().alias("count"))
    totals = rows.group_by("language").agg(pl.len().alias("of"))
    return shared(found, totals, classes, basis=basis, languages=languages)


def shared(
    found: pl.DataFrame, totals: pl.DataFrame, classes: Iterable[str], *, basis: str, languages: Sequence[str]
) -> pl.DataFrame:
    """Counts by language and class beside the totals by language, with the percentage."""
    grid = pl.DataFrame({"language": languages}, schema={"language": pl.String}).join(
        pl.DataFrame({"class": list(classes)}, schema={"class": pl.String}), how="cross"
    )
    whole = grid.join(found, on=["language", "class"], how="left", maintain_order="left").join(
        totals, on="language", how="left", maintain_order="left"
    )
    return whole.select(
        "language",
        pl.lit(basis).alias("basis"),
        "class",
        pl.col("count", "of").fill_null(0).cast(pl.Int64),
    ).with_columns(percent())


def percent() -> pl.Expr:
    """Of `of`; null of nothing."""
    return pl.when(pl.col("of") > 0).then(100 * pl.col("count") / pl.col("of")).alias("percent")
