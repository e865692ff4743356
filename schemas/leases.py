"""Who is at which item: so that two people do not spend their minutes on the same one. Mutable, and may be lost.

A lease only steers; that nobody judges beyond the number wanted is held where the decision is written. One lease a
person; it ends when they decide, take another, or give no sign of life.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from schemas.faults import Fault

SECONDS = 600.0
BUSY_SECONDS = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS leases (
    annotator TEXT PRIMARY KEY,
    item TEXT NOT NULL,
    revision INTEGER NOT NULL,
    expires REAL NOT NULL
)
"""


class LeaseError(Fault):
    """The leases cannot be read or written; the message says why and what to do."""


class Open(NamedTuple):
    """An item that may be leased."""

    item: str
    revision: int
    places: int
    """How many more persons may judge that revision."""


class Lease(NamedTuple):
    annotator: str
    item: str
    revision: int
    expires: float
    """Seconds since the epoch."""


def claim(path: Path, annotator: str, candidates: Iterable[Open], *, seconds: float = SECONDS) -> Open | None:
    """The first candidate with a place that nobody holds, leased to this person; None when there is none.

    Candidates are taken from the iterable only as far as needed, inside the transaction that writes the lease.
    """
    with _writing(path) as connection:
        now = time.time()
        connection.execute("DELETE FROM leases WHERE expires <= ? OR annotator = ?", (now, annotator))
        taken: dict[tuple[str, int], int] = {}
        for item, revision in connection.execute("SELECT item, revision FROM leases"):
            taken[item, revision] = taken.get((item, revision), 0) + 1
        for candidate in candidates:
            if taken.get((candidate.item, candidate.revision), 0) < candidate.places:
                values = (annotator, candidate.item, candidate.revision, now + seconds)
                connection.execute("INSERT INTO leases VALUES (?, ?, ?, ?)", values)
                return candidate
    return None


def heartbeat(path: Path, annotator: str, item: str, *, seconds: float = SECONDS) -> bool:
    """Keep a lease alive; False when it is no longer this person's."""
    with _writing(path) as connection:
        changed = connection.execute(
            "UPDATE leases SET expires = ? WHERE annotator = ? AND item = ? AND expires > ?",
            (time.time() + seconds, annotator, item, time.time()),
        )
        return changed.rowcount == 1


def leases(path: Path) -> list[Lease]:
    """Those that hold now, ordered by person."""
    with _writing(path) as connection:
        rows = connection.execute(
            "SELECT * FROM leases WHERE expires > ? ORDER BY annotator", (time.time(),)
        ).fetchall()
    return [Lease(*row) for row in rows]


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            # Leases are worth nothing after a power cut, so nobody waits for the disk.
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise LeaseError(f"cannot use the leases {path}: {error}; the file may be deleted, nothing is lost") from error
