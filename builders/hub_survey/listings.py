"""Which datasets stand for a language: its listing in the snapshot, or the tag within a listing of all.

language  rank  dataset          makeup          licence  ...
ko        1     klue/klue        monolingual     copyleft
ko        2     squad_kor_v1     monolingual     noncommercial
ja        1     ...

A dataset of two languages has a row in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from builders.hub_survey.snapshot import opened
from crawlers.hub_request import EVERYTHING, SnapshotError

COUNTED = (
    "created_at", "downloads", "makeup", "licence", "size_by_rows", "size_by_bytes", "task_groups", "is_instruction",
    "has_arxiv", "has_arxiv_tag", "sections", "is_complete", "words_by_space", "words_by_script", "owner_class",
)  # fmt: skip
"""What the tables and figures need of the classes; the rest stays on the disk."""


def surveyed(
    snapshot: Path,
    classes: Path,
    *,
    languages: Sequence[str] = (),
    top: int | None = None,
    columns: Sequence[str] = COUNTED,
) -> pl.DataFrame:
    """A row for every place in a listing with the classes of its dataset, by language as asked and rank.

    Without languages all listings of the snapshot. Raises `SnapshotError` for a language that it does not hold.
    """
    with opened(snapshot, "listings"):
        listings = pl.scan_parquet(snapshot / "listings.parquet")
    crawled = listings.select("language").unique(maintain_order=True).collect()["language"].to_list()
    wanted = list(dict.fromkeys(languages or crawled))
    known = pl.scan_parquet(classes)
    places = pl.concat(_places(listings, known, language, crawled=crawled) for language in wanted)
    if top is not None:
        places = places.filter(pl.col("rank") <= top)
    order = {language: at for at, language in enumerate(wanted)}
    return (
        places.join(known.select("dataset", *columns), on="dataset", how="inner")
        .sort(pl.col("language").replace_strict(order, return_dtype=pl.Int64), "rank")
        .collect(engine="streaming")
    )


def _places(listings: pl.LazyFrame, known: pl.LazyFrame, language: str, *, crawled: Sequence[str]) -> pl.LazyFrame:
    """language, rank, dataset."""
    if language in crawled:
        return listings.filter(pl.col("language") == language)
    if EVERYTHING not in crawled:
        raise SnapshotError(
            f"the snapshot has no listing of {language!r}: it has {', '.join(crawled)}; "
            "survey one of these, or crawl again with that --language or --all"
        )
    tagged = known.filter(pl.col("declared_languages").list.contains(language)).select("dataset")
    return (
        listings.filter(pl.col("language") == EVERYTHING)
        .join(tagged, on="dataset", how="semi")
        .sort("rank")
        .select(
            pl.lit(language).alias("language"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("rank"),
            "dataset",
        )
    )
