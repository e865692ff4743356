"""What people decided: append-only, idempotent, and chained by hashes so that tampering shows.

A decision is written once whatever happens to the writer: its event identifier is unique, so a second attempt finds it
there. To take one back is another row. The chain: each row's hash covers the hash of the row before it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.digest import canonical_json, digest
from schemas.faults import Fault
from schemas.journal import JournalError, open_journal, read_rows
from schemas.records import Decision

_SCHEMA = """
CREATE TABLE IF NOT EXISTS decisions (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL UNIQUE,
    item TEXT NOT NULL,
    row BLOB NOT NULL,
    hash_before TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX decisions_by_item ON decisions (item)
"""
_GENESIS = "b2:"


class BrokenChainError(JournalError):
    """A row of the journal was changed or removed after it was written."""


def write_decisions(
    path: Path, decisions: Sequence[Decision], *, admit: Callable[[Decision, list[Decision]], None] | None = None
) -> int:
    """Append decisions in one transaction, all or none; returns how many were new. `seq` is given here.

    `admit` sees each new decision with all earlier ones about its item, inside the transaction, and may raise to
    refuse: what it holds true cannot be undercut by somebody who writes at the same moment.
    """
    with _opened(path) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            new = sum(_append(connection, decision, admit) for decision in decisions)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise JournalError(f"cannot write the journal {path}: {error}; none of the decisions was kept") from error
        except Fault:
            connection.execute("ROLLBACK")
            raise
    return new


def read_decisions(path: Path, *, after: int = 0) -> list[Decision]:
    """Decisions with a higher `seq`, in order; empty when there is no journal."""
    rows = read_rows(path, "decisions", "SELECT row FROM decisions WHERE seq > ? ORDER BY seq", (after,))
    return [Decision.model_validate_json(row["row"]) for row in rows]


def verify_chain(path: Path) -> int:
    """Recompute every hash; returns the number of rows, raises `BrokenChainError` at the first that does not fit."""
    before, expected = _GENESIS, 1
    select = "SELECT seq, event, item, CAST(row AS BLOB) AS row, hash_before, hash FROM decisions ORDER BY seq"
    for row in read_rows(path, "decisions", select):
        chained = row["seq"] == expected and row["hash_before"] == before
        if not chained or row["hash"] != _hash(before, row["row"]) or not _columns_agree(row):
            raise BrokenChainError(f"{path}: decision {row['seq']} was changed, or one before it is gone")
        before, expected = row["hash"], expected + 1
    return expected - 1


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_journal(path, "decisions", _SCHEMA)
    try:
        yield connection
    finally:
        connection.close()


def _append(
    connection: sqlite3.Connection,
    decision: Decision,
    admit: Callable[[Decision, list[Decision]], None] | None,
) -> bool:
    if connection.execute("SELECT 1 FROM decisions WHERE event = ?", (decision.event,)).fetchone():
        return False
    if admit:
        rows = connection.execute("SELECT row FROM decisions WHERE item = ? ORDER BY seq", (decision.item,)).fetchall()
        admit(decision, [Decision.model_validate_json(row["row"]) for row in rows])
    last = connection.execute("SELECT seq, hash FROM decisions ORDER BY seq DESC LIMIT 1").fetchone()
    seq, before = (last["seq"] + 1, last["hash"]) if last else (1, _GENESIS)
    row = canonical_json(_hashed(decision.model_copy(update={"seq": seq})))
    connection.execute(
        "INSERT INTO decisions (seq, event, item, row, hash_before, hash) VALUES (?, ?, ?, ?, ?, ?)",
        (seq, decision.event, decision.item, row, before, _hash(before, row)),
    )
    return True


def _hashed(decision: Decision) -> dict[str, Any]:
    """What the chain covers. An empty `answer` is left out, so that versions that do not know it can read on."""
    return decision.model_dump(mode="json", exclude=None if decision.answer else {"answer"})


def _columns_agree(row: sqlite3.Row) -> bool:
    """The columns beside the hashed row repeat what it says: the index by event keeps a decision single."""
    decided = json.loads(row["row"])
    return all(decided[name] == row[name] for name in ("seq", "event", "item"))


def _hash(before: str, row: bytes) -> str:
    return digest(before.encode() + row)
