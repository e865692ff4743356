"""Documentation quality, the third category of the study's Table 1: Figure 6."""

from __future__ import annotations

import polars as pl

from annotate.dataset_cards.definitions import SECTIONS
from builders.hub_survey.counting import MONOLINGUAL, languages_in, monolingual, shared

WITH_CARD = "monolingual with a card"
BY_TAG, BY_TAG_OR_TEXT = "arXiv by tag", "arXiv by tag or text"
COMPLETE = "all five sections"
WORDS = ("words_by_space", "words_by_script")


def academic_grounding(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 6a: datasets that name a paper in the Hub's tags, and those that name one there or in the card."""
    those = monolingual(rows)
    named = {BY_TAG: pl.col("has_arxiv_tag"), BY_TAG_OR_TEXT: pl.col("has_arxiv")}
    return _how_many(rows, those, named, basis=MONOLINGUAL)


def completeness(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 6b: cards with all five sections, and with each of them."""
    each: dict[str, pl.Expr] = {section: pl.col("sections").list.contains(section) for section in SECTIONS}
    return _how_many(rows, _with_card(rows), {COMPLETE: pl.col("is_complete"), **each}, basis=WITH_CARD)


def depth(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 6c: language, basis, how words are counted, their sum, the number of cards, mean and median.

    Both null when there is no card.
    """
    those = _with_card(rows)
    words = [
        those.group_by("language").agg(
            pl.lit(name.replace("_", " ")).first().alias("class"),
            pl.col(name).sum().alias("words"),
            pl.len().cast(pl.Int64).alias("of"),
            pl.col(name).mean().alias("mean"),
            pl.col(name).median().alias("median"),
        )
        for name in WORDS
    ]
    grid = pl.DataFrame({"language": languages_in(rows)}, schema={"language": pl.String}).join(
        pl.DataFrame({"class": [name.replace("_", " ") for name in WORDS]}), how="cross"
    )
    whole = grid.join(pl.concat(words), on=["language", "class"], how="left", maintain_order="left")
    return whole.select(
        "language", pl.lit(WITH_CARD).alias("basis"), "class", pl.col("words", "of").fill_null(0), "mean", "median"
    )


def _with_card(rows: pl.DataFrame) -> pl.DataFrame:
    return monolingual(rows).filter(pl.col("sections").is_not_null())


def _how_many(rows: pl.DataFrame, those: pl.DataFrame, conditions: dict[str, pl.Expr], *, basis: str) -> pl.DataFrame:
    """How many of those meet each condition; they may meet several."""
    met = those.group_by("language").agg(condition.sum().alias(name) for name, condition in conditions.items())
    found = met.unpivot(index="language", variable_name="class", value_name="count")
    totals = those.group_by("language").agg(pl.len().alias("of"))
    return shared(found, totals, conditions, basis=basis, languages=languages_in(rows))
