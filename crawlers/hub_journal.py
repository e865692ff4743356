"""What the Hub answered, one row an answer, on disk before anybody goes on.

    page | ko          | https://.../api/datasets?filter=...  | page    | 200 | next https://... | body
    card | klue/klue   | https://.../resolve/3fa9c1/README.md | card    | 200 | etag, revision   | body
    card | someone/old | https://.../resolve/77ab00/README.md | gone    | 401 |                  | body

Append-only. A `final` answer is never asked for again; one that is not (`no answer`, `bad page`) is kept for the
record and asked for by the next crawl. One thread writes; all that came in the meantime is one commit. A page is on
disk before the next is asked for; cards do not wait for the disk, which is slower than the Hub, but no more than 32 of
them are ever on the way to it: so much and the requests in flight are what a kill can cost.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Self

from schemas.journal import JournalError, open_journal, read_journal

BACKLOG = 32

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    seq INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    url TEXT NOT NULL,
    outcome TEXT NOT NULL,
    final INTEGER NOT NULL,
    reason TEXT NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT NOT NULL,
    revision TEXT NOT NULL,
    moved_to TEXT NOT NULL,
    next_url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX answers_by_subject ON answers (what, subject);
CREATE UNIQUE INDEX answers_final_once ON answers (what, subject, url) WHERE final
"""


class Answer(NamedTuple):
    """One answer of the Hub, verbatim, and what it amounts to."""

    what: str
    """`page`, `card`, `size`, `user` or `organization`."""
    subject: str
    """The listing's language, the dataset, or the owner."""
    url: str
    outcome: str
    final: bool
    reason: str
    status: int
    """0 when nothing came."""
    etag: str
    revision: str
    """Commit that a card was read from."""
    moved_to: str
    """Dataset that the Hub redirected to."""
    next_url: str
    """Of a page, what follows it; empty on the last."""
    fetched_at: str
    """UTC, ISO 8601."""
    attempts: int
    body: bytes


_COLUMNS = ", ".join(Answer._fields)
_INSERT = f"INSERT OR IGNORE INTO answers ({_COLUMNS}) VALUES ({', '.join('?' * len(Answer._fields))})"
_LATEST = "SELECT max(seq) FROM answers WHERE what = ? AND subject IN ({marks}) GROUP BY subject"


class HubJournal:
    """The journal of a crawl: written from any thread, closed by a `with` block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_journal(path, "answers", _SCHEMA)
        self._waiting: queue.SimpleQueue[tuple[Answer, threading.Event] | None] = queue.SimpleQueue()
        self._room = threading.Semaphore(BACKLOG)
        self._failure: JournalError | None = None
        self._thread = threading.Thread(target=self._write, name="hub journal", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_exception: object) -> None:
        self._waiting.put(None)
        self._thread.join()
        self._connection.close()
        if self._failure and not failed:
            raise self._failure

    def keep(self, answer: Answer) -> None:
        """Return when the answer is on disk; raises `JournalError`."""
        self.keep_soon(answer).wait()
        if self._failure:
            raise self._failure

    def keep_soon(self, answer: Answer) -> threading.Event:
        """Return when there is room on the way to the disk; the event says when it got there. Raises `JournalError`."""
        self._room.acquire()
        if self._failure:
            self._room.release()
            raise self._failure
        done = threading.Event()
        self._waiting.put((answer._replace(body=zlib.compress(answer.body, level=1)), done))
        return done

    def page(self, language: str, url: str) -> Answer | None:
        """The page at an address, when it was answered for good."""
        with closing(read_journal(self.path)) as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE what = 'page' AND subject = ? AND url = ? AND final",
                (language, url),
            ).fetchone()
        return _answer(row) if row else None

    def settled(self, what: str, subjects: Sequence[str]) -> dict[str, str]:
        """Outcomes of those subjects that need not be asked about again."""
        with closing(read_journal(self.path)) as connection:
            rows = connection.execute(
                f"SELECT subject, outcome FROM answers WHERE what = ? AND subject IN ({_marks(subjects)}) AND final",
                (what, *subjects),
            ).fetchall()
        return {row["subject"]: row["outcome"] for row in rows}

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            over = False
            while not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    over = True
                    break
                group.append(following)
            self._commit(group)
            if over:
                return

    def _commit(self, group: list[tuple[Answer, threading.Event]]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(_INSERT, [tuple(answer) for answer, _ in group])
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._failure = JournalError(
                f"cannot write the journal {self.path}: {error}; free some disk space and crawl again: "
                "what was answered before is kept"
            )
        for _, done in group:
            done.set()
            self._room.release()


def latest(path: Path, what: str, subjects: Sequence[str]) -> dict[str, Answer]:
    """The last answer about each subject, where there is one; not more than some thousand subjects at a time."""
    with closing(read_journal(path)) as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM answers WHERE seq IN ({_LATEST.format(marks=_marks(subjects))})",
            (what, *subjects),
        ).fetchall()
    return {row["subject"]: _answer(row) for row in rows}


def pages(path: Path, language: str, first_url: str) -> Iterator[Answer]:
    """The pages of a listing in order, one in memory at a time; of a page asked for twice the last answer."""
    url, seen = first_url, set[str]()
    while url and url not in seen:
        seen.add(url)
        with closing(read_journal(path)) as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE what = 'page' AND subject = ? AND url = ? "
                "ORDER BY seq DESC LIMIT 1",
                (language, url),
            ).fetchone()
        if row is None:
            return
        yield (page := _answer(row))
        url = page.next_url


def totals(path: Path) -> tuple[dict[str, int], str]:
    """Answers kept, by what they are about, and when the last one came."""
    with closing(read_journal(path)) as connection:
        counts = connection.execute("SELECT what, count(*) AS n FROM answers GROUP BY what ORDER BY what").fetchall()
        last = connection.execute("SELECT max(fetched_at) AS last FROM answers").fetchone()["last"]
    return {row["what"]: row["n"] for row in counts}, last or ""


def _answer(row: sqlite3.Row) -> Answer:
    values = dict(row)
    return Answer(**values | {"final": bool(values["final"]), "body": zlib.decompress(values["body"])})


def _marks(subjects: Sequence[str]) -> str:
    return ", ".join("?" * len(subjects))
