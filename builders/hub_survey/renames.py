"""Datasets that bear another name in a later snapshot, as far as that is known, and how it is.

old             new               because
owner/klue      klue/klue         the Hub redirects
a/kobest        skt/kobest        the same creation time, and the same name
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

REDIRECT = "the Hub redirects"
SAME_BIRTH = "the same creation time, and the same owner, name or commit"
SCHEMA = {"old": pl.String, "new": pl.String, "because": pl.String}


def renamed(old: Path, new: Path, *, left: Iterable[str], entered: Iterable[str]) -> pl.DataFrame:
    """Pairs of a dataset that left and one that entered, each in one pair at most; a redirect counts first.

    Creation times count to the millisecond, and only those that no other dataset of the snapshot has: those of before
    March 2022 are all the same.
    """
    told = _redirects(old, new).filter(pl.col("old").is_in(list(left)) & pl.col("new").is_in(list(entered)))
    born = _same_birth(_births(old).filter(pl.col("dataset").is_in(list(left))), _births(new), entered=entered)
    pairs = pl.concat([told, born]).unique("old", keep="first", maintain_order=True)
    return pairs.unique("new", keep="first", maintain_order=True).sort("old")


def _redirects(old: Path, new: Path) -> pl.DataFrame:
    """The later snapshot may still list the old name, or the earlier one have met the redirect already."""
    each = [
        pl.scan_parquet(folder / "cards.parquet")
        .filter(pl.col("renamed_to").is_not_null())
        .select(old="dataset", new="renamed_to", because=pl.lit(REDIRECT))
        for folder in (old, new)
    ]
    return pl.concat(each).unique(maintain_order=True).collect().cast(pl.Schema(SCHEMA))


def _births(snapshot: Path) -> pl.DataFrame:
    """Datasets whose creation time no other one has."""
    frame = pl.read_parquet(snapshot / "datasets.parquet", columns=["dataset", "owner", "sha", "created_at"])
    named = frame.with_columns(pl.col("dataset").str.split("/").list.last().alias("name"))
    return named.filter(pl.col("created_at").is_not_null() & pl.col("created_at").is_unique())


def _same_birth(left: pl.DataFrame, new: pl.DataFrame, *, entered: Iterable[str]) -> pl.DataFrame:
    pairs = left.join(new.filter(pl.col("dataset").is_in(list(entered))), on="created_at", how="inner", suffix="_new")
    alike = pl.any_horizontal(pl.col(one) == pl.col(f"{one}_new") for one in ("owner", "name", "sha"))
    return pairs.filter(alike).select(old="dataset", new="dataset_new", because=pl.lit(SAME_BIRTH))
