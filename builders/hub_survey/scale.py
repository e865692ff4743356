"""Scale and composition, the first category of the study's Table 1: Figures 1 to 3 and Table 2."""

from __future__ import annotations

import polars as pl

from annotate.dataset_cards.classes import UNKNOWN
from annotate.dataset_cards.definitions import definitions
from builders.hub_survey.counting import LISTED, MONOLINGUAL, counted, languages_in, monolingual, percent, shared
from crawlers.hub_request import EVERYTHING

PAPERS_GROUPS = 7
"""The first groups of the definitions are the study's; its Figure 3 shows no others."""
MENTIONS = "mentions of the study's seven groups by monolingual"
WITH_TASK = "monolingual with a task"


def downloads_by_rank(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 1: language, rank, downloads of the last 30 days, and how many are listed. Null: the Hub did not say."""
    return rows.select("language", "rank", "downloads", pl.len().over("language").cast(pl.Int64).alias("of"))


def overlap(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 2a: how many datasets are listed in exactly these languages, of all that are listed in any.

    The listing of everything is no language, and counts only where there is no other.
    """
    rows = rows if languages_in(rows) == [EVERYTHING] else rows.filter(pl.col("language") != EVERYTHING)
    order = {language: at for at, language in enumerate(languages_in(rows))}
    by_dataset = rows.group_by("dataset").agg(
        pl.col("language").sort_by(pl.col("language").replace_strict(order, return_dtype=pl.Int64)).str.join(" and ")
    )
    counts = by_dataset.group_by(pl.col("language").alias("class")).agg(pl.len().cast(pl.Int64).alias("count"))
    return (
        counts.sort(["count", "class"], descending=[True, False])
        .select(
            pl.lit("any").alias("language"),
            pl.lit("listed in any of them").alias("basis"),
            "class",
            "count",
            pl.lit(by_dataset.height, dtype=pl.Int64).alias("of"),
        )
        .with_columns(percent())
    )


def makeup(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 2b."""
    classes = [name for name, _meaning in definitions().makeup.classes]
    return counted(rows, "makeup", classes, basis=LISTED, languages=languages_in(rows))


def sizes(rows: pl.DataFrame) -> pl.DataFrame:
    """Table 2, once by rows and once by bytes, of all monolingual datasets and of those whose size is known."""
    classes = [name for name, _bound in definitions().size.classes]
    languages, those = languages_in(rows), monolingual(rows)
    frames = []
    for by in ("rows", "bytes"):
        column = f"size_by_{by}"
        known = those.filter(pl.col(column) != UNKNOWN)
        frames += [
            counted(those, column, [*classes, UNKNOWN], basis=f"{MONOLINGUAL}, by {by}", languages=languages),
            counted(known, column, classes, basis=f"{MONOLINGUAL} of known size, by {by}", languages=languages),
        ]
    return pl.concat(frames)


def tasks(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 3. A dataset may be in several groups, so shares of datasets add up to more than 100 percent.

    The study's add up to 100 in every language (Korean: 36.0 + 30.9 + 16.3 + 8.0 + 3.7 + 0.0 + 5.1): it counts mentions
    of its seven groups. Both are here.
    """
    groups = list(definitions().tasks.groups)
    languages, those = languages_in(rows), monolingual(rows)
    with_task = those.filter(pl.col("task_groups").list.len() > 0)
    mentioned = with_task.explode("task_groups").rename({"task_groups": "class"})
    found = mentioned.group_by("language", "class").agg(pl.len().alias("count"))
    of_seven = mentioned.filter(pl.col("class").is_in(groups[:PAPERS_GROUPS]))
    return pl.concat(
        [
            shared(found, _totals(of_seven), groups[:PAPERS_GROUPS], basis=MENTIONS, languages=languages),
            shared(found, _totals(with_task), groups, basis=WITH_TASK, languages=languages),
        ]
    )


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("language").agg(pl.len().alias("of"))
