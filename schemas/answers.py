"""What models answered, one row an answer, durable before anybody sees it.

    key b2:9f...#0 | request {"messages": [...], "model": "..."} | response {"choices": [...]} | finish stop | ...

The key is the digest of the exact request body and the sample's index, nothing else: equal questions share an answer,
and a changed prompt is a new key. One thread owns the connection. Answers are committed in groups (5 ms or 256 rows):
an fsync a row would hold a run to a hundred answers a second. Look-ups are served between commits.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from schemas.journal import JournalError, open_journal, read_rows

GROUP_SECONDS = 0.005
GROUP_ROWS = 256

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    finish TEXT NOT NULL,
    request BLOB NOT NULL,
    response BLOB NOT NULL,
    model TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    attempts INTEGER NOT NULL,
    run TEXT NOT NULL,
    stage TEXT NOT NULL
);
CREATE INDEX answers_by_key ON answers (key);
CREATE UNIQUE INDEX answers_finished_once ON answers (key) WHERE finish = 'stop'
"""
_COLUMNS = (
    "key, finish, request, response, model, prompt_tokens, completion_tokens, asked_at, seconds, attempts, run, stage"
)
_INSERT = f"INSERT OR IGNORE INTO answers ({_COLUMNS}) VALUES ({', '.join('?' * 12)})"


class Answer(NamedTuple):
    """One answer with the request it answers, both verbatim."""

    key: str
    finish: str
    """`stop` is whole; `length`, `content_filter`, `context_length` and what else an endpoint says are not."""
    request: bytes
    response: bytes
    model: str
    prompt_tokens: int
    completion_tokens: int
    asked_at: str
    """UTC, ISO 8601."""
    seconds: float
    attempts: int
    run: str
    stage: str


@dataclass(frozen=True)
class Usage:
    """What one stage of one run has asked for so far."""

    run: str
    stage: str
    model: str
    answers: int
    unfinished: int
    """Answers that were cut off or refused: kept, never served as good."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    """Sum over the requests, not the wall time."""


class _Find(NamedTuple):
    key: str
    future: asyncio.Future[list[Answer]]


class _Keep(NamedTuple):
    answer: Answer
    future: asyncio.Future[None]


_STOP = None


class AnswerJournal:
    """The journal of answers, used from one event loop and closed by a `with` block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = open_journal(path, "answers", _SCHEMA)
        self.began_empty = not self._connection.execute("SELECT 1 FROM answers LIMIT 1").fetchone()
        """Nothing was kept before it was opened, so that no question was asked in another form then."""
        self._kept: set[str] = set()
        """Keys of what was given to keep, as long as they are all keys there are: since a journal began empty."""
        self._orders: queue.SimpleQueue[_Find | _Keep | None] = queue.SimpleQueue()
        self._failure: JournalError | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="answers journal", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what was given and stop; further calls do nothing."""
        self._closed = True
        if self._thread.is_alive():
            self._orders.put(_STOP)
            self._thread.join()
        self._connection.close()

    def find(self, key: str) -> asyncio.Future[list[Answer]]:
        """All answers kept under a key, oldest first; a finished one, if any, is the last."""
        self._require_open()
        future: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        if self.began_empty and key not in self._kept:
            future.set_result([])
        else:
            self._orders.put(_Find(key, future))
        return future

    def keep(self, answer: Answer) -> asyncio.Future[None]:
        """Done when the answer is on disk; raises `JournalError` when it could not be written."""
        self._require_open()
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.began_empty:
            self._kept.add(answer.key)
        self._orders.put(_Keep(answer, future))
        return future

    def _require_open(self) -> None:
        if self._closed:
            raise JournalError(f"the journal {self._path} is closed: ask within its `with` block")

    def _work(self) -> None:
        running = True
        while running:
            orders: list[_Find | _Keep] = []
            running = self._gather(orders)
            finds = [order for order in orders if isinstance(order, _Find)]
            keeps = [order for order in orders if isinstance(order, _Keep)]
            if keeps:
                self._commit(keeps)
            if finds:
                self._serve(finds)

    def _gather(self, orders: list[_Find | _Keep]) -> bool:
        """Wait for an order; when answers are among them, wait on for the group to fill. False at the end."""
        deadline = 0.0
        while len(orders) < GROUP_ROWS:
            try:
                if not orders:
                    order = self._orders.get()
                elif deadline:
                    order = self._orders.get(timeout=max(0.0, deadline - time.monotonic()))
                else:
                    order = self._orders.get_nowait()
            except queue.Empty:
                return True
            if order is _STOP:
                return False
            orders.append(order)
            if isinstance(order, _Keep) and not deadline:
                deadline = time.monotonic() + GROUP_SECONDS
        return True

    def _commit(self, keeps: list[_Keep]) -> None:
        try:
            if self._failure is None:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(_INSERT, [tuple(keep.answer) for keep in keeps])
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._failure = JournalError(
                f"cannot write the journal {self._path}: {error}; free some disk space and draft again: "
                "what was answered before is kept"
            )
        _deliver([(keep.future, None if self._failure is None else self._failure) for keep in keeps])

    def _serve(self, finds: list[_Find]) -> None:
        found: dict[str, list[Answer]] = {find.key: [] for find in finds}
        marks = ", ".join("?" * len(found))
        try:
            for row in self._connection.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE key IN ({marks}) ORDER BY finish = 'stop', seq", list(found)
            ):
                found[row["key"]].append(Answer(*row))
        except sqlite3.Error as error:
            failure = JournalError(f"cannot read the journal {self._path}: {error}")
            _deliver([(find.future, failure) for find in finds])
            return
        _deliver([(find.future, found[find.key]) for find in finds])


def _deliver(results: Iterable[tuple[asyncio.Future[list[Answer]] | asyncio.Future[None], object]]) -> None:
    """Hand results to their futures in one wake-up of the event loop."""
    results = list(results)
    loop = results[0][0].get_loop()

    def settle() -> None:
        for future, result in results:
            if future.done():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)  # type: ignore[arg-type]

    if not loop.is_closed():
        loop.call_soon_threadsafe(settle)


def usage(path: Path) -> list[Usage]:
    """What each stage of each run asked for, from the journal at `path`; empty when there is none."""
    select = (
        "SELECT run, stage, model, count(*) AS answers, sum(finish != 'stop') AS unfinished, "
        "sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens, sum(seconds) AS seconds "
        "FROM answers GROUP BY run, stage, model ORDER BY run, stage, model"
    )
    return [Usage(**dict(row)) for row in read_rows(path, "answers", select)]
