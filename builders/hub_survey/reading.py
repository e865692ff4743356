"""What the counts leave to a reader: the most downloaded datasets, and all that could not be classified."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from annotate.dataset_cards.classes import UNKNOWN
from builders.hub_survey.counting import monolingual
from builders.hub_survey.figures import Shown

MOST_DATASETS = 20
MOST_REASONS = 15
_UNKNOWNS = {
    "licence": pl.col("licence") == UNKNOWN,
    "size_by_rows": pl.col("size_by_rows") == UNKNOWN,
    "size_by_bytes": pl.col("size_by_bytes") == UNKNOWN,
    "makeup": pl.col("makeup") == "no language tag",
    "owner": pl.col("owner_class") == UNKNOWN,
}


def reading_list(rows: pl.DataFrame) -> Shown:
    """The monolingual datasets that are downloaded most: where the study's cultural characteristics are read."""
    most = (
        monolingual(rows)
        .group_by("language", maintain_order=True)
        .head(MOST_DATASETS)
        .select("language", "rank", "dataset", "downloads", "licence", "task_groups", "is_complete", "words_by_script")
    )
    caption = (
        f"The {MOST_DATASETS} most downloaded monolingual datasets of each language; a reader judges what they are for."
    )
    return Shown("reading-list", "Reading list", caption, {"reading-list": most})


def unclassified(classes: Path, rows: pl.DataFrame) -> Shown:
    """Why datasets are unknown in a class, the most frequent reasons of each; new tasks; cards that are broken."""
    each = pl.scan_parquet(classes).join(rows.lazy().select("dataset"), on="dataset", how="semi")
    new = each.explode("new_tasks").filter(pl.col("new_tasks").is_not_null()).with_columns(task_reason="new_tasks")
    broken = each.filter(metadata="broken").with_columns(metadata_reason="metadata_fault")
    cards = each.filter(~pl.col("card").is_in(["card", "renamed"])).with_columns(card_reason="card")
    frames = [_reasons(each.filter(is_unknown), what) for what, is_unknown in _UNKNOWNS.items()]
    frames += [_reasons(new, "task"), _reasons(broken, "metadata"), _reasons(cards, "card")]
    reasons = pl.concat([frame.collect(engine="streaming") for frame in frames])
    caption = (
        f"Each listed dataset once; the {MOST_REASONS} most frequent reasons of each kind. A task of no group is "
        f"counted in none until the definitions have it."
    )
    return Shown("unclassified", "What could not be classified, and why", caption, {"unclassified": reasons})


def _reasons(rows: pl.LazyFrame, what: str) -> pl.LazyFrame:
    return (
        rows.group_by(pl.col(f"{what}_reason").alias("reason"))
        .agg(pl.len().cast(pl.Int64).alias("datasets"))
        .sort(["datasets", "reason"], descending=[True, False])
        .head(MOST_REASONS)
        .select(pl.lit(what.replace("_", " ")).alias("what"), "reason", "datasets")
    )
