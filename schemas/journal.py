"""Append-only SQLite: what cannot be recomputed is written here and never changed.

Triggers make an UPDATE or a DELETE fail, also one typed by hand. `synchronous=FULL` with a rollback journal and not
WAL: SQLite before 3.51.3 can corrupt a WAL that is reset while another connection writes, and Python comes with
older ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from schemas.faults import Fault

BUSY_SECONDS = 30.0


class JournalError(Fault):
    """The journal cannot be read or written; the message says which file, why, and what to do."""


def open_journal(path: Path, table: str, schema: str) -> sqlite3.Connection:
    """A connection to the journal at `path`, created with `schema` when new. Raises `JournalError`.

    The connection may be handed to one other thread, which then is its only user.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            connection.executescript(f"BEGIN IMMEDIATE; {schema}; {_append_only(table)} COMMIT;")
    except (sqlite3.Error, OSError) as error:
        raise JournalError(f"cannot open the journal {path}: {error}; is the disk full or the file damaged?") from error
    return connection


def read_journal(path: Path) -> sqlite3.Connection:
    """A connection for reading alone; raises `JournalError` when there is no journal.

    It may roll back what a killed writer left half done, so it is not opened read-only: SQLite refuses to read then.
    """
    if not path.exists():
        raise JournalError(f"there is no journal {path}: nothing has been written to it yet")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)
    connection.execute("PRAGMA query_only=ON")
    connection.row_factory = sqlite3.Row
    return connection


def read_rows(path: Path, table: str, select: str, values: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
    """Rows of a SELECT; none when nothing was written yet.

    A kill or a full disk may leave a file that never got its table.
    """
    if not path.exists():
        return
    with closing(read_journal(path)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            yield from connection.execute(select, tuple(values))


def _append_only(table: str) -> str:
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END; "
        for verb in ("UPDATE", "DELETE")
    )
