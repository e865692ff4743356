"""A journal of a million answers: from opening it to the first answer found, with nothing of it in memory."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from schemas.answers import AnswerJournal
from schemas.digest import digest
from tests.bench.passes import question
from tests.bench.table import Figure

ANSWERS = 1_000_000
ROOM_NEEDED = 4 * 2**30

_FILL = f"""
INSERT INTO answers (key, finish, request, response, model, prompt_tokens, completion_tokens, asked_at, seconds,
                     attempts, run, stage)
WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < {ANSWERS - 1})
SELECT 'b2:' || lower(hex(randomblob(16))) || '#0', 'stop', replace(:request, 'number 0', 'number ' || number),
       :response, 'far-end', 60, 40, '2026-01-01T00:00:00.000+00:00', 0.2, 1, 'bench', 'translate'
FROM numbers
"""


def million_answers() -> list[Figure]:
    """Rows of the sizes that a translation has: about 400 bytes asked, 700 answered."""
    what = f"journal of {ANSWERS:,} answers"
    with tempfile.TemporaryDirectory() as folder:
        if shutil.disk_usage(folder).free < ROOM_NEEDED:
            raise RuntimeError(f"{folder} has less than 4 GB free: set TMPDIR to a folder that has")
        path = Path(folder) / "answers.sqlite"
        key = _build(path)
        size = path.stat().st_size / 2**20
        _forget(path)
        seconds = asyncio.run(_open_and_find(path, key))
    return [
        Figure(what, "open until the first answer is found, s", seconds, at_most=1, timed=True),
        Figure(what, "size, MB", round(size)),
    ]


def _build(path: Path) -> str:
    """Write the journal without the care that a real one takes; returns the key of one of its answers."""
    AnswerJournal(path).close()
    request = question(0).body().decode()
    choice = {"index": 0, "message": {"role": "assistant", "content": "사호 디 3 무시 " * 25}, "finish_reason": "stop"}
    response = json.dumps({"choices": [choice], "usage": {"total_tokens": 100}}, ensure_ascii=False).encode()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        connection.execute("BEGIN")
        connection.execute(_FILL, {"request": request, "response": response})
        connection.execute("COMMIT")
        row = connection.execute("SELECT key FROM answers WHERE seq = ?", (ANSWERS // 2,)).fetchone()
    return str(row[0])


def _forget(path: Path) -> None:
    """Have the system drop the file from memory, as after a restart."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


async def _open_and_find(path: Path, key: str) -> float:
    started = time.monotonic()
    with AnswerJournal(path) as journal:
        absent = await journal.find(digest(b"never asked") + "#0")
        found = await journal.find(key)
        seconds = time.monotonic() - started
    if absent or len(found) != 1:
        raise RuntimeError("the journal did not find the one answer that it holds")
    return seconds
