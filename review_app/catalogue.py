"""The items that people are asked about, out of the review batches, which appear while a draft runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from review_app.alone_sample import PremiseItem, premise_items
from review_app.rejudging import TwinItem, twin_items
from schemas.digest import fraction
from schemas.known_answers import Known
from schemas.review_items import COLUMNS, ReviewItem

Order = Literal["hard first", "random", "as in the source"]
ORDERS: tuple[Order, ...] = ("hard first", "random", "as in the source")


@dataclass(frozen=True)
class Wanted:
    """Which items, in which order; empty means any."""

    run: str = ""
    check: str = ""
    """Only items with a finding of this check; `any` for one of any check."""
    text: str = ""
    """Only items whose source, translation or identifier contains it, letters of either case alike."""
    order: Order = "hard first"
    seed: str = ""
    """Decides a random order: two annotators need not read alike."""


class Catalogue:
    """All items, in memory: a batch is immutable, so it is read once. May be used by several threads."""

    def __init__(self, folder: Path, read_known: Callable[[], Mapping[str, Known]] = dict) -> None:
        self._folder = folder
        self._read_known = read_known
        self._known: dict[str, Known] = {}
        self._lock = threading.Lock()
        self._read: set[str] = set()
        self._items = pl.DataFrame(schema=COLUMNS | {"searched": pl.String})
        self._rows: dict[str, int] = {}
        self._run_of: dict[str, str] = {}
        self._languages_of: dict[str, tuple[str, str]] = {}
        self._languages: set[tuple[str, str]] = set()
        self._twin_items: dict[str, TwinItem] = {}
        self._premise_items: dict[str, PremiseItem] = {}
        self._listings: dict[Wanted, tuple[str, ...]] = {}

    def refresh(self) -> None:
        """Take in the batches that were written since."""
        new = sorted(path for path in self._folder.glob("*.parquet") if path.name not in self._read)
        if not new:
            return
        with self._lock:
            frames = [_with_searched(pl.read_parquet(path)) for path in new if path.name not in self._read]
            known = self._read_known()  # after the batches: what they hold is on record before they are written
            self._items = _mixed(pl.concat([self._items, *frames], how="vertical"), known)
            self._rows = {item: row for row, item in enumerate(self._items["item"])}
            self._known = {item: row for item, row in known.items() if item in self._rows}
            self._run_of = dict(zip(self._items["item"], self._items["run"], strict=True))
            languages = self._items.select("source_language", "target_language").iter_rows()
            self._languages_of = dict(zip(self._items["item"], languages, strict=True))
            self._languages = set(self._languages_of.values())
            self._twin_items = twin_items(self._items)
            self._premise_items = premise_items(self._items)
            self._read |= {path.name for path in new}
            self._listings = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def known(self) -> Mapping[str, Known]:
        """Items whose right verdict is known; no page shows which they are."""
        return self._known

    def run_of(self, name: str) -> str:
        """The run an item belongs to."""
        return self._run_of[name]

    def languages_of(self, name: str) -> tuple[str, str]:
        """The two languages that a reader of an item reads."""
        return self._languages_of[name]

    def languages(self) -> set[tuple[str, str]]:
        """The languages of all items."""
        return self._languages

    def twin_items(self) -> dict[str, TwinItem]:
        """Items whose documents can be read in English."""
        return self._twin_items

    def premise_items(self) -> dict[str, PremiseItem]:
        """Items with a premise."""
        return self._premise_items

    def item(self, name: str) -> ReviewItem | None:
        """The item of that name; None when no batch holds it."""
        row = self._rows.get(name)
        if row is None:
            return None
        found = self._items.row(row, named=True)
        del found["searched"]
        return ReviewItem.model_validate(found)

    def listing(self, wanted: Wanted) -> tuple[str, ...]:
        """Names of the items wanted, in the order wanted."""
        with self._lock:
            if wanted not in self._listings:
                self._listings[wanted] = _listing(self._items, wanted)
            return self._listings[wanted]

    def table(self, names: list[str]) -> pl.DataFrame:
        """Some items as a table, in the order named."""
        return self._items[[self._rows[name] for name in names]]

    def units(self, names: list[str]) -> pl.DataFrame:
        """Some items as agreement weighs and resamples them: one with a premise goes together with all of its event."""
        event = pl.col("premise").struct.field("event")
        columns = self._items.select("item", "premise", "inclusion_probability")
        return columns[[self._rows[name] for name in names]].select(
            unit="item", cluster=pl.coalesce(event, "item"), weight=1 / pl.col("inclusion_probability")
        )

    def premises(self, names: list[str]) -> pl.DataFrame:
        """Item, origin of its premise, and the units of its two documents, in which evidence could be picked."""
        units = pl.col("premise").struct.field("documents").list.eval(pl.element().struct.field("units"))
        return self.table(names).select("item", "premise_origin", units)

    def runs(self) -> list[str]:
        return self._items["run"].unique().sort().to_list()

    def checks(self) -> list[str]:
        """Names of the checks that noticed something."""
        return (
            self._items["findings"]
            .explode(empty_as_null=True)
            .struct.field("check")
            .drop_nulls()
            .unique()
            .sort()
            .to_list()
        )


def _with_searched(items: pl.DataFrame) -> pl.DataFrame:
    """A batch as it is kept here; one that was written before a column was there has none of it."""
    new = [pl.lit(None, kind).alias(name) for name, kind in COLUMNS.items() if name not in items.columns]
    items = items.with_columns(new)
    texts = pl.concat_str(["item", "original", "question"], separator="\n")
    return items.select(*COLUMNS, texts.str.to_lowercase().alias("searched"))


def _mixed(items: pl.DataFrame, known: Mapping[str, Known]) -> pl.DataFrame:
    """Items with known answers among the others: in a batch of their own their place would give them away."""
    if not known:
        return items
    ordinary = items.filter(~pl.col("item").is_in(list(known)))
    hidden = items.filter(pl.col("item").is_in(list(known)))
    places = [fraction("place", item) * len(ordinary) for item in hidden["item"]]
    rows = pl.Series("place", [*range(len(ordinary)), *places], dtype=pl.Float64)
    return pl.concat([ordinary, hidden]).with_columns(rows).sort("place", maintain_order=True).drop("place")


def _listing(items: pl.DataFrame, wanted: Wanted) -> tuple[str, ...]:
    found = items.lazy()
    if wanted.run:
        found = found.filter(pl.col("run") == wanted.run)
    if wanted.check:
        checks = pl.col("findings").list.eval(pl.element().struct.field("check"))
        one = checks.list.len() > 0 if wanted.check == "any" else checks.list.contains(wanted.check)
        found = found.filter(one)
    if wanted.text:
        found = found.filter(pl.col("searched").str.contains(wanted.text.lower(), literal=True))
    if wanted.order == "hard first":
        found = found.sort(pl.col("findings").list.len(), descending=True, maintain_order=True)
    names = found.select("item").collect()["item"].to_list()
    if wanted.order == "random":
        names.sort(key=lambda item: fraction(wanted.seed, item))
    return tuple(names)
