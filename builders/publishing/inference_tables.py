"""The statistics of inference pairs, from Parquet columns: the second code path beside `card_statistics`.

Every function returns the cells that the card should show, without the table's head unless that varies.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median
from typing import TYPE_CHECKING

from annotate.audits.tokens import tokens
from schemas.inference import LABELS

if TYPE_CHECKING:
    import polars as pl

DOCUMENTS = ("document1", "document2")
NEEDED = ("both", "either", "d1", "d2", "neither")
"""Columns of the table of documents that an item needs."""


def language_shares(rows: pl.DataFrame) -> list[list[str]]:
    """Different documents in each language, its share of all places, and items by label; the most frequent first."""
    import polars as pl

    different = _documents(rows)["language"].value_counts()
    places = pl.concat([rows.select("label", language=_in(document)) for document in DOCUMENTS])
    in_one = rows.select("label", language=pl.concat_list(_in("document1"), _in("document2")).list.unique())
    labels = in_one.explode("language").group_by("language").agg(
        *(pl.col("label").eq(number).sum().alias(label) for number, label in enumerate(LABELS))
    )  # fmt: skip
    counted = places.group_by("language").len("places").join(different, on="language").join(labels, on="language")
    return [
        [line["language"], f"{line['count']:,}", f"{100 * (line['places'] / places.height):.1f}"]
        + [f"{line[label]:,}" for label in LABELS]
        for line in counted.sort(["places", "language"], descending=[True, False]).iter_rows(named=True)
    ]


def language_pairs(rows: pl.DataFrame) -> list[list[str]]:
    """Items by the languages of their documents, with the table's head."""
    counts = {
        (first, second): count
        for first, second, count in rows.group_by(first=_in("document1"), second=_in("document2")).len().iter_rows()
    }
    firsts, seconds = sorted({first for first, _ in counts}), sorted({second for _, second in counts})
    cells = [[first, *(f"{counts.get((first, second), 0):,}" for second in seconds)] for first in firsts]
    return [["", *seconds], *([cell if cell != "0" else "" for cell in line] for line in cells)]


def lengths(rows: pl.DataFrame) -> list[list[str]]:
    """Discourse units and tokens of documents, premises and hypotheses: median and mean."""
    import polars as pl

    documents, premises = _documents(rows), rows.unique("pair", keep="last", maintain_order=True)
    size = {text: len(tokens(text)) for text in documents["text"].unique()}
    texts = zip(*(premises[document].struct.field("text") for document in DOCUMENTS), strict=True)
    units = pl.sum_horizontal(_units(document) for document in DOCUMENTS)
    return [
        _spread("discourse units a document", documents["unit_starts"].list.len().to_list()),
        _spread("discourse units a premise", premises.select(units).to_series().to_list()),
        _spread("tokens a document", [size[text] for text in documents["text"]]),
        _spread("tokens a premise", [size[first] + size[second] for first, second in texts]),
        _spread("tokens a hypothesis", [len(tokens(text)) for text in rows["hypothesis"]]),
    ]


def needs(rows: pl.DataFrame) -> list[list[str]]:
    """Items of each label by the documents they need; none when no item has it."""
    known = rows.drop_nulls("needs")
    if not known.height:
        return []
    return [
        [label, *(f"{known.filter(label=number, needs=need).height:,}" for need in NEEDED)]
        for number, label in enumerate(LABELS)
    ]


def needs_by_people(rows: pl.DataFrame) -> list[list[str]]:
    """Items by the documents they need by people, then by judges, not known last; none where people were not asked."""
    import polars as pl

    if "needs_by_people" not in rows.columns:  # a release from before people were asked
        return []
    if not rows.drop_nulls("needs_by_people").height:
        return []
    known = rows.with_columns(pl.col("needs").fill_null(""))
    return [
        [people, *(f"{known.filter(needs_by_people=people, needs=judges).height:,}" for judges in (*NEEDED, ""))]
        for people in NEEDED[:4]
    ]


def by_label(rows: pl.DataFrame) -> list[list[str]]:
    """Items of each label, and how long their hypotheses are: characters and tokens, mean and median."""
    return [
        _label_line(label, rows.filter(label=number)["hypothesis"].to_list()) for number, label in enumerate(LABELS)
    ]


def _label_line(label: str, hypotheses: Sequence[str]) -> list[str]:
    characters, words = [len(text) for text in hypotheses], [len(tokens(text)) for text in hypotheses]
    spreads = [_fixed(spread) for counts in (characters, words) for spread in (mean(counts), median(counts))]
    return [label, f"{len(hypotheses):,}", *spreads]


def _documents(rows: pl.DataFrame) -> pl.DataFrame:
    """Different documents: those that stand in several items once."""
    import polars as pl

    together = pl.concat([rows[document].alias("document") for document in DOCUMENTS])
    return together.struct.unnest().unique(maintain_order=True)


def _in(document: str) -> pl.Expr:
    import polars as pl

    return pl.col(document).struct.field("language")


def _units(document: str) -> pl.Expr:
    import polars as pl

    return pl.col(document).struct.field("unit_starts").list.len()


def _spread(name: str, values: Sequence[int]) -> list[str]:
    return [name, _fixed(median(values)), _fixed(mean(values))]


def _fixed(value: float) -> str:
    return f"{value:,.1f}"
