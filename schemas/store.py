"""The store: everything derived, in DuckDB, opened by this file alone.

DuckDB lets one process have a file open for writing, and then no other may even read it. So a connection lives for one
transaction, and whoever finds the file taken waits and then says who has it. NEVER open, copy or hash the live file
with plain I/O: closing that descriptor drops DuckDB's lock without a word, and another writer's rows vanish.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb
import polars as pl
import tenacity

from schemas.adversarial import CommonAnswer, FreshAnswer, NeutralText, ResampledNode, SearchNode, SeedTranslation
from schemas.faults import Fault
from schemas.inference import Document, DocumentUnits, Event, Hypothesis, MachineLabel, PremisePair
from schemas.records import (
    Decision,
    Finding,
    PageImage,
    Problem,
    Queued,
    Record,
    Refusal,
    RoundTrip,
    Transcription,
    Translation,
)

LOCK_SECONDS = 30.0
ROWS_AT_ONCE = 1_000
_HOLDER = re.compile(r"Conflicting lock is held in (.+?) \(PID (\d+)\)")
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}

TABLES: dict[type[Record], str] = {
    PageImage: "page_image",
    Transcription: "transcription",
    Problem: "problem",
    Refusal: "refusal",
    Translation: "translation",
    Finding: "finding",
    RoundTrip: "round_trip",
    Event: "event",
    Document: "document",
    PremisePair: "premise_pair",
    Hypothesis: "hypothesis",
    MachineLabel: "machine_label",
    DocumentUnits: "document_units",
    SeedTranslation: "seed_translation",
    SearchNode: "search_node",
    FreshAnswer: "fresh_answer",
    NeutralText: "neutral_text",
    ResampledNode: "resampled_node",
    CommonAnswer: "common_answer",
    Queued: "queued",
    Decision: "decision",
}
_COLUMN_TYPES: dict[str, Any] = {
    "row": pl.Int32, "revision": pl.Int32, "round": pl.Int32, "seq": pl.Int32, "active_ms": pl.Int64,
    "year": pl.Int32, "page": pl.Int32, "number": pl.Int32, "place": pl.Int32, "error_rate": pl.Float64,
    "area": pl.List(pl.Float64), "box": pl.List(pl.Float64), "needs_figure": pl.Boolean, "complete": pl.Boolean,
    "inclusion_probability": pl.Float64, "chance": pl.Float64,
    "choices": pl.List(pl.String), "quotes": pl.List(pl.String),
    "ratings": pl.List(pl.Struct({"question": pl.String, "answer": pl.String})),
    "similarity": pl.Float64, "aligned": pl.Float64, "new1": pl.Float64, "new2": pl.Float64,
    "flags": pl.List(pl.String), "starts": pl.List(pl.Int32), "ends": pl.List(pl.Int32),
    "evidence": pl.List(pl.Struct({
        "document": pl.Int32, "text": pl.String, "start": pl.Int32, "end": pl.Int32, "units": pl.List(pl.Int32),
    })),
    "depth": pl.Int32, "wrong_option": pl.Int32, "draft": pl.Int32, "meaning": pl.Float64, "meaning_target": pl.Float64,
    "accuracy": pl.Float64, "accuracy_target": pl.Float64, "value": pl.Float64,
    "votes": pl.List(pl.Struct({
        "side": pl.String, "model": pl.String, "answer": pl.String, "choice": pl.Int32, "extracted": pl.Boolean,
        "answer_key": pl.String,
    })),
    "sample": pl.Int32, "order": pl.List(pl.Int32), "choice": pl.Int32, "right": pl.Int32, "asked": pl.Int32,
    "passes": pl.Boolean,
}  # fmt: skip
_OWN_TYPES: dict[type[Record], dict[str, Any]] = {SearchNode: {"place": pl.String}}
"""Where a column of one record bears the name of another's that is of another type."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


class StoreError(Fault):
    """The store cannot be used; the message says why and what to do."""


class Store:
    """Records in a DuckDB file. Adding a record that is there already changes nothing."""

    def __init__(self, path: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.path = path
        self._lock_seconds = lock_seconds
        self._migrated = False
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, records: Sequence[Record]) -> None:
        """Insert records of any kinds in one transaction."""
        if not records:
            return
        with self._transaction() as connection:
            for kind in TABLES:
                _insert(connection, kind, [record for record in records if type(record) is kind])

    def replace_queue(self, run: str, queue: Sequence[Queued]) -> None:
        """Set the whole queue of a run, which a later draft computes anew."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM queued WHERE run = ?", [run])
            _insert(connection, Queued, list(queue))

    def keep_common(self, run: str, questions: Sequence[str]) -> None:
        """Remove what was answered to other common questions: a later draft, of more seeds, draws anew."""
        unwanted = "DELETE FROM common_answer WHERE run = ? AND NOT list_contains(?::VARCHAR[], question)"
        with self._transaction() as connection:
            connection.execute(unwanted, [run, list(questions)])

    def all(self, kind: type[AnyRecord], *, run: str | None = None, **among: Collection[str]) -> list[AnyRecord]:
        """Every record of a kind, ordered by its columns; of one run, or with one of some values in a column."""
        wanted = ({"run": [run]} if run else {}) | {column: list(values) for column, values in among.items()}
        where = " AND ".join(f'"{column}" IN (SELECT unnest(?::VARCHAR[]))' for column in wanted) or "true"
        sql = f'SELECT * FROM "{TABLES[kind]}" WHERE {where} ORDER BY ALL'
        with self._transaction() as connection:
            return [kind.model_validate(row) for row in _rows(connection.execute(sql, list(wanted.values())))]

    def query(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Rows of a SELECT, as dicts; the values are bound."""
        with self._transaction() as connection:
            return list(_rows(connection.execute(sql, list(values))))

    def highest_decision(self) -> int:
        """`seq` of the last decision that was projected: rows and watermark are the same thing, so never apart."""
        return int(self.query("SELECT coalesce(max(seq), 0) AS seq FROM decision")[0]["seq"])

    @contextmanager
    def held(self) -> Iterator[Self]:
        """Keep the file open over several reads and writes: each opening costs 40 ms. Others wait meanwhile."""
        connection = self._connect()
        try:
            yield self
        finally:
            connection.close()

    def checkpoint(self) -> None:
        """Bring all that was committed into the file itself, so that it is whole without its log."""
        connection = self._connect()
        try:
            with self._explained():
                connection.execute("CHECKPOINT")
        finally:
            connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._connect()
        try:
            with self._explained():
                connection.execute("BEGIN")
                yield connection
                connection.execute("COMMIT")
        finally:
            connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """DuckDB's faults as ours; Ctrl-C within a query, of which it makes a RuntimeError, as itself."""
        try:
            yield
        except duckdb.Error as error:
            raise StoreError(f"the store {self.path} failed: {_first_line(error)}") from error
        except RuntimeError as error:
            if "Query interrupted" not in str(error):
                raise
            raise KeyboardInterrupt from error

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """The file opened, and at the first time brought up to this version's tables."""
        connection = self._opened()
        if not self._migrated:
            try:
                with self._explained():
                    _migrate(connection)
            except BaseException:
                connection.close()
                raise
            self._migrated = True
        return connection

    def _opened(self) -> duckdb.DuckDBPyConnection:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_held),
            wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.5),
            stop=tenacity.stop_after_delay(self._lock_seconds),
            reraise=True,
        )
        try:
            return retrying(duckdb.connect, str(self.path), config=_CONFIG)
        except duckdb.IOException as error:
            if holder := _HOLDER.search(str(error)):
                program, process = Path(holder[1]).name, holder[2]
                raise StoreError(
                    f"the store {self.path} is in use by {program} (process {process}): "
                    "wait for it to end, or stop it, and try again"
                ) from error
            raise StoreError(
                f"cannot open the store {self.path}: {_first_line(error)}; is the disk full? "
                "If not, run `isogloss rebuild`: nothing in the store is lost by it"
            ) from error
        except duckdb.Error as error:
            raise StoreError(
                f"{self.path} is not a store ({_first_line(error)}): move it away and run `isogloss rebuild`"
            ) from error


def remove_store(path: Path) -> None:
    """Delete a store with its write-ahead log, which would be replayed into the next file of that name."""
    _log_of(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def replace_store(new: Path, place: Path) -> None:
    """Put a store that was checkpointed in the place of another."""
    # The old log goes first: beside the new file it would make it unreadable, and the old file is whole without it.
    _log_of(place).unlink(missing_ok=True)
    new.replace(place)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _held(error: BaseException) -> bool:
    """Whether another process has the store open. DuckDB tells it from a full disk by its text alone."""
    return isinstance(error, duckdb.IOException) and bool(_HOLDER.search(str(error)))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """What a SELECT gave, some at a time, so that whoever makes records of it does not hold all of it twice."""
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Run the numbered migrations that have not run here yet, in one transaction."""
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE IF NOT EXISTS migration (name VARCHAR PRIMARY KEY)")
    done = {row[0] for row in connection.execute("SELECT name FROM migration").fetchall()}
    folder = resources.files("schemas") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql") and file.name not in done:
            connection.execute(file.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO migration VALUES (?)", [file.name])
    connection.execute("COMMIT")


def _insert(connection: duckdb.DuckDBPyConnection, kind: type[Record], records: Sequence[Record]) -> None:
    if not records:
        return
    columns = {name: _COLUMN_TYPES.get(name, pl.String) for name in kind.model_fields} | _OWN_TYPES.get(kind, {})
    frame = pl.DataFrame([record.model_dump() for record in records], schema=columns)
    connection.register("new_rows", frame.to_arrow())
    connection.execute(f'INSERT INTO "{TABLES[kind]}" SELECT * FROM new_rows ON CONFLICT DO NOTHING')
    connection.unregister("new_rows")
