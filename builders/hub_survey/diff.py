"""What became of the datasets between two snapshots: growth, which one snapshot cannot show.

    old = stayed + renamed + left           new = stayed + renamed + entered

That a dataset entered a listing does not say that it is new, nor that it left one that it is gone: a listing of the 700
most downloaded is a threshold. Both are told apart as far as the snapshots can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from builders.hub_survey.counting import languages_in
from builders.hub_survey.listings import COUNTED, surveyed
from builders.hub_survey.renames import renamed
from builders.hub_survey.snapshot import read_snapshot
from builders.hub_survey.tables import write_classes
from crawlers.hub import Snapshot
from crawlers.hub_request import SnapshotError
from schemas.records import Record

COMPARED = ("makeup", "licence", "size_by_rows", "size_by_bytes", "owner_class", "is_instruction", "is_complete")
"""Classes of which growth is counted."""
CHANGED = ("licence", "spdx", "languages", "size_by_rows", "size_by_bytes", "main_bytes", "task_groups", "is_complete")
"""What is looked at of a dataset that stayed."""


class Change(Record):
    """What became of the listing of one language."""

    language: str
    old: int
    new: int
    stayed: int
    renamed: int
    entered: int
    created_since: int
    """Of those that entered: created after the old snapshot was finished."""
    left: int
    unlisted: int
    """Of those that left: in none of the new listings that are compared."""
    downloads_old: int
    """Of the 30 days before the old snapshot, summed over those that stayed or were renamed."""
    downloads_new: int
    downloads_ratio: float | None
    """Median of new to old over those with downloads in both; None when there are none."""
    ends: str
    """Why the new listing ends: only at `end` does it hold all that the Hub has."""


@dataclass(frozen=True)
class Difference:
    """Between two snapshots."""

    old: Snapshot
    new: Snapshot
    changes: Sequence[Change]
    only_old: Sequence[str]
    """Languages that only the old snapshot lists."""
    only_new: Sequence[str]
    tables: Mapping[str, pl.DataFrame]
    """`growth` by class; `entered`, `left` and `renamed` datasets; `changed`: what differs of those that stayed."""

    @property
    def changed(self) -> list[tuple[str, int]]:
        """How many of those that stayed differ in what, the most frequent first."""
        counts = self.tables["changed"].group_by("what").agg(pl.len().alias("datasets"))
        return counts.sort(["datasets", "what"], descending=[True, False]).rows()


def diff(old: Path, new: Path) -> Difference:
    """Compare the languages that both snapshots list; raises `SnapshotError`."""
    accounts = read_snapshot(old), read_snapshot(new)
    both = _comparable(*accounts)
    before, after = (_rows(folder, both) for folder in (old, new))
    pairs = _paired(before, after, renamed(old, new, left=_only(before, after), entered=_only(after, before)))
    changes = [_change(language, pairs, *accounts) for language in languages_in(pairs)]
    listings = [account.crawl.listings for account in accounts]
    return Difference(
        *accounts,
        changes=changes,
        only_old=[one for one in listings[0] if one not in listings[1]],
        only_new=[one for one in listings[1] if one not in listings[0]],
        tables=_tables(before, after, pairs),
    )


def _comparable(old: Snapshot, new: Snapshot) -> list[str]:
    """The languages that both list; raises `SnapshotError` when nothing can be compared."""
    if datetime.fromisoformat(new.crawl.begun_at) < datetime.fromisoformat(old.finished_at):
        raise SnapshotError(f"the second snapshot began before the first was finished ({old.finished_at}): swap them")
    for what in ("endpoint", "top", "cut_off_downloads"):
        if getattr(old.crawl, what) != getattr(new.crawl, what):
            raise SnapshotError(
                f"the snapshots cannot be compared, their {what} differ ({getattr(old.crawl, what)} and "
                f"{getattr(new.crawl, what)}): crawl the same again"
            )
    both = [one for one in old.crawl.listings if one in new.crawl.listings]
    if not both:
        raise SnapshotError("the snapshots list no language in common: crawl the same languages again")
    return both


def _rows(snapshot: Path, languages: Sequence[str]) -> pl.DataFrame:
    with TemporaryDirectory() as folder:
        write_classes(snapshot, Path(folder))
        columns = tuple(dict.fromkeys((*COUNTED, *CHANGED)))
        return surveyed(snapshot, Path(folder) / "classes.parquet", languages=languages, columns=columns)


def _only(these: pl.DataFrame, others: pl.DataFrame) -> list[str]:
    """Datasets that the others list nowhere."""
    return these.join(others, on="dataset", how="anti")["dataset"].unique().to_list()


def _paired(before: pl.DataFrame, after: pl.DataFrame, renames: pl.DataFrame) -> pl.DataFrame:
    """A row for every place in either listing, under the new name; columns of the new listing end in `_new`."""
    names = renames.select("because", pl.col("old").alias("dataset"), pl.col("new").alias("name"))
    moved = before.join(names, on="dataset", how="left").with_columns(pl.coalesce("name", "dataset").alias("name"))
    come = after.with_columns(pl.col("dataset").alias("name"))
    pairs = moved.join(come, on=["language", "name"], how="full", coalesce=True, suffix="_new")
    fate = (
        pl.when(pl.col("dataset_new").is_null()).then(pl.lit("left"))
        .when(pl.col("dataset").is_null()).then(pl.lit("entered"))
        .when(pl.col("dataset") != pl.col("dataset_new")).then(pl.lit("renamed"))
        .otherwise(pl.lit("stayed"))
    )  # fmt: skip
    order = {language: at for at, language in enumerate(languages_in(pl.concat([before, after])))}
    place = pl.col("language").replace_strict(order, return_dtype=pl.Int64)
    still_listed = pl.col("name").is_in(after["dataset"].unique().to_list()).alias("still_listed")
    return pairs.with_columns(fate.alias("fate"), still_listed).sort(place, pl.coalesce("rank", "rank_new"), "name")


def _change(language: str, pairs: pl.DataFrame, old: Snapshot, new: Snapshot) -> Change:
    those = pairs.filter(language=language)
    fates = dict(those["fate"].value_counts().iter_rows())
    left, entered = (those.filter(fate=fate) for fate in ("left", "entered"))
    kept = those.filter(pl.col("fate").is_in(["stayed", "renamed"]))
    in_both = kept.filter((pl.col("downloads") > 0) & (pl.col("downloads_new") > 0))
    ratio = in_both.select((pl.col("downloads_new") / pl.col("downloads")).median()).item()
    return Change(
        language=language,
        old=those["dataset"].count(),
        new=those["dataset_new"].count(),
        stayed=fates.get("stayed", 0),
        renamed=fates.get("renamed", 0),
        entered=entered.height,
        created_since=entered.filter(pl.col("created_at_new") > datetime.fromisoformat(old.finished_at)).height,
        left=left.height,
        unlisted=left.filter(~pl.col("still_listed")).height,
        downloads_old=kept["downloads"].sum(),
        downloads_new=kept["downloads_new"].sum(),
        downloads_ratio=ratio,
        ends=str(new.listings[language]["ends"]),
    )


def _tables(before: pl.DataFrame, after: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, pl.DataFrame]:
    entered = pairs.filter(fate="entered").select(
        "language", dataset="name", rank="rank_new", downloads="downloads_new", created_at="created_at_new"
    )
    left = pairs.filter(fate="left").select("language", "dataset", "rank", "downloads", "still_listed")
    moved = (
        pairs.filter(fate="renamed")
        .select("language", "because", old="dataset", new="name")
        .select("language", "old", "new", "because")
    )
    return {
        "growth": pl.concat(_growth(before, after, column) for column in COMPARED),
        "entered": entered,
        "left": left,
        "renamed": moved,
        "changed": pl.concat(_changed(pairs, column) for column in CHANGED),
    }


def _growth(before: pl.DataFrame, after: pl.DataFrame, column: str) -> pl.DataFrame:
    """language, what, class, old, new, of_old, of_new: how many of each listing are in the class."""
    counts = [
        rows.group_by("language", pl.col(column).cast(pl.String).fill_null("unknown").alias("class"))
        .agg(pl.len().cast(pl.Int64).alias(name))
        .with_columns(pl.col(name).sum().over("language").alias(f"of_{name}"))
        for rows, name in ((before, "old"), (after, "new"))
    ]
    both = counts[0].join(counts[1], on=["language", "class"], how="full", coalesce=True)
    totals = pl.col("of_old", "of_new").max().over("language").fill_null(0)
    return (
        both.with_columns(pl.col("old", "new").fill_null(0), totals)
        .select("language", pl.lit(column).alias("what"), "class", "old", "new", "of_old", "of_new")
        .sort("language", "class")
    )


def _changed(pairs: pl.DataFrame, column: str) -> pl.DataFrame:
    """dataset, what, old, new: what differs of those that stayed, each dataset once."""
    kept = pairs.filter(pl.col("fate").is_in(["stayed", "renamed"])).unique("name", maintain_order=True)
    different = kept.filter(pl.col(column).ne_missing(pl.col(f"{column}_new")))
    return different.select(
        dataset="name", what=pl.lit(column), old=_text(kept, column), new=_text(kept, f"{column}_new")
    )


def _text(rows: pl.DataFrame, column: str) -> pl.Expr:
    is_list = isinstance(rows.schema[column], pl.List)
    return pl.col(column).list.join(", ") if is_list else pl.col(column).cast(pl.String)
