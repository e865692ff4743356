"""From the journal to the Parquet files of a snapshot, a batch at a time: memory does not grow with the Hub.

Only the identifiers of what was listed are held, about 100 bytes a dataset.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from crawlers import hub_rows as rows
from crawlers.hub_journal import Answer, latest
from crawlers.hub_pages import Selection, taken
from crawlers.hub_request import Crawl

BATCH_ROWS = 1000
GOOD = frozenset({"card", "renamed", "size", "owner", "not asked"})
"""Outcomes that are no trouble."""


class Table:
    """A Parquet file that is written a batch at a time and appears when it is whole."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self._path, self._partial = folder / f"{name}.parquet", folder / f".{name}.parquet.partial"
        self._schema, self._rows = schema, list[dict[str, Any]]()
        self._writer = pq.ParquetWriter(self._partial, schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_exception: object) -> None:
        if not failed:
            self._flush()
        self._writer.close()
        if not failed:
            self._partial.replace(self._path)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) == BATCH_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


@dataclass
class Listings:
    """What the listings came to."""

    accounts: dict[str, dict[str, int | str]] = field(default_factory=dict)
    datasets: int = 0
    troubles: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `troubles.parquet`: pages and rows that could not be read."""


def write_listings(crawl: Crawl, folder: Path) -> Listings:
    """`datasets.parquet` and `listings.parquet`: a dataset that several listings name stands where the first did."""
    found, known = Listings(), set[str]()
    with Table(folder, "datasets", rows.DATASETS) as datasets, Table(folder, "listings", rows.LISTINGS) as listings:
        for language in crawl.listings:
            selection = Selection(crawl)
            journal = folder / "hub.sqlite"
            chosen = taken(crawl, language, journal=journal, selection=selection, troubles=found.troubles)
            for rank, row in enumerate(chosen, start=1):
                listings.add({"language": language, "rank": rank, "dataset": row["dataset"]})
                if row["dataset"] not in known:
                    known.add(row["dataset"])
                    datasets.add(row)
            found.accounts[language] = selection.account()
    found.datasets = len(known)
    return found


def listed(folder: Path, *columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """Columns of `datasets.parquet`, a batch of rows at a time."""
    with pq.ParquetFile(folder / "datasets.parquet") as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=list(columns)):
            yield list(zip(*(batch.column(name).to_pylist() for name in columns), strict=True))


def owners(folder: Path) -> list[str]:
    """Who owns the listed datasets, in the order of `datasets.parquet`."""
    frame = pl.scan_parquet(folder / "datasets.parquet").select("owner").drop_nulls().unique(maintain_order=True)
    return frame.collect()["owner"].to_list()


@dataclass
class Details:
    """Counts of the outcomes of what was asked about datasets and owners."""

    cards: Counter[str] = field(default_factory=Counter)
    metadata: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)


def write_details(folder: Path, troubles: list[dict[str, Any]], *, sizes: bool, owners_wanted: bool) -> Details:
    """`cards`, `sizes`, `owners` and `troubles.parquet` from the journal."""
    counts = Details()
    with ExitStack() as stack:
        tables = {
            name: stack.enter_context(Table(folder, name, schema))
            for name, schema in (
                ("cards", rows.CARDS), ("sizes", rows.SIZES), ("owners", rows.OWNERS), ("troubles", rows.TROUBLES),
            )
        }  # fmt: skip
        for trouble in troubles:
            tables["troubles"].add(trouble)
        for batch in listed(folder, "dataset"):
            names = [name for (name,) in batch]
            _write(folder, "card", names, tables, counts)
            if sizes:
                _write(folder, "size", names, tables, counts)
        everyone = owners(folder) if owners_wanted else []
        for start in range(0, len(everyone), BATCH_ROWS):
            _write(folder, "owner", everyone[start : start + BATCH_ROWS], tables, counts)
    return counts


def _write(folder: Path, what: str, subjects: Sequence[str], tables: dict[str, Table], counts: Details) -> None:
    """The rows of one batch of subjects, and what was wrong with them."""
    answers = _owner_answers(folder, subjects) if what == "owner" else latest(folder / "hub.sqlite", what, subjects)
    row_of = {"card": rows.card_row, "size": rows.size_row, "owner": rows.owner_row}[what]
    for subject in subjects:
        answer = answers.get(subject)
        row = row_of(subject, answer)
        tables[f"{what}s"].add(row)
        getattr(counts, f"{what}s")[row["outcome"]] += 1
        if row.get("metadata"):
            counts.metadata[row["metadata"]] += 1
        if answer and answer.outcome not in GOOD:
            told = {"outcome": answer.outcome, "reason": answer.reason, "when": answer.fetched_at}
            tables["troubles"].add(rows.trouble_row(what, answer.url, **told))


def _owner_answers(folder: Path, subjects: Sequence[str]) -> dict[str, Answer]:
    """The record that exists of each owner: an organization's where there is no user of that name."""
    users = latest(folder / "hub.sqlite", "user", subjects)
    organizations = latest(folder / "hub.sqlite", "organization", subjects)
    gone = {owner for owner, answer in users.items() if answer.outcome == "gone"}
    return {owner: answer for owner, answer in users.items() if owner not in gone} | {
        owner: organizations[owner] for owner in gone if owner in organizations
    }
