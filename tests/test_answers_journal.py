"""Answers are durable when they are acknowledged, never changed, and found again by their key."""

import asyncio
import sqlite3
import subprocess
import sys
import time

import pytest

from schemas.answers import Answer, AnswerJournal, Usage, usage
from schemas.journal import JournalError, read_journal

WHOLE = Answer(
    key="b2:1#0", finish="stop", request=b'{"q":1}', response='{"a":"가"}'.encode(), model="m", prompt_tokens=3,
    completion_tokens=5, asked_at="2026-01-01T00:00:00.000+00:00", seconds=0.25, attempts=2, run="r", stage="translate",
)  # fmt: skip
CUT = WHOLE._replace(finish="length", response=b"{}")
APPENDS = """
import asyncio, sys
from pathlib import Path
from schemas.answers import Answer, AnswerJournal

async def append(journal, worker):
    for number in range(10**6):
        key = f"b2:{worker}-{number}#0"
        await journal.keep(Answer(key, "stop", b"{}", b"{}", "m", 0, 0, "", 0.0, 1, "r", "s"))
        print(key, flush=True)

async def main():
    with AnswerJournal(Path(sys.argv[1])) as journal:
        await asyncio.gather(*[append(journal, worker) for worker in range(16)])

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal" / "answers.sqlite"


@pytest.fixture
def journal(path):
    with AnswerJournal(path) as opened:
        yield opened


async def test_an_answer_comes_back_as_it_was_kept(journal):
    await journal.keep(WHOLE)
    assert await journal.find(WHOLE.key) == [WHOLE]
    assert await journal.find("b2:other#0") == []


async def test_answers_under_one_key_come_oldest_first_and_the_finished_one_last(journal):
    later = CUT._replace(finish="content_filter")
    for answer in (CUT, WHOLE, later):
        await journal.keep(answer)
    assert await journal.find(WHOLE.key) == [CUT, later, WHOLE]


async def test_a_question_has_one_finished_answer_the_first(journal):
    await journal.keep(WHOLE)
    await journal.keep(WHOLE._replace(response=b"another"))
    assert await journal.find(WHOLE.key) == [WHOLE]


async def test_what_is_kept_is_there_for_the_next_process(path):
    with AnswerJournal(path) as journal:
        await journal.keep(WHOLE)
    with AnswerJournal(path) as journal:
        assert await journal.find(WHOLE.key) == [WHOLE]


async def test_an_answer_is_on_disk_when_it_is_acknowledged(journal, path):
    await journal.keep(WHOLE)
    connection = read_journal(path)
    assert [tuple(row) for row in connection.execute("SELECT key, response FROM answers")] == [
        (WHOLE.key, WHOLE.response)
    ]
    connection.close()


async def test_closing_commits_what_was_given(path):
    with AnswerJournal(path) as journal:
        waiting = journal.keep(WHOLE)
    await waiting
    assert usage(path)[0].answers == 1


async def test_many_answers_share_a_commit(journal):
    started = time.monotonic()
    await asyncio.gather(*[journal.keep(WHOLE._replace(key=f"b2:{n}#0")) for n in range(2000)])
    assert time.monotonic() - started < 2.0  # an fsync a row takes more than ten seconds


@pytest.mark.parametrize("sql", ["UPDATE answers SET finish = 'length'", "DELETE FROM answers"])
async def test_an_answer_can_be_neither_changed_nor_deleted(journal, path, sql):
    await journal.keep(WHOLE)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="answers is append-only"):
        connection.execute(sql)
    connection.close()
    assert await journal.find(WHOLE.key) == [WHOLE]


async def test_a_full_disk_fails_all_who_wait_with_one_error_and_keeps_what_was_there(path):
    with AnswerJournal(path) as journal:
        await journal.keep(WHOLE)
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        large = [WHOLE._replace(key=f"b2:{n}#0", response=b"x" * 5000) for n in range(2, 20)]
        failures = await asyncio.gather(*map(journal.keep, large), return_exceptions=True)
        assert await journal.find(WHOLE.key) == [WHOLE]
        with pytest.raises(JournalError):
            await journal.keep(WHOLE._replace(key="b2:small#0"))
    assert len(set(map(id, failures))) == 1
    assert str(failures[0]) == (
        f"cannot write the journal {path}: database or disk is full; free some disk space and draft again: "
        "what was answered before is kept"
    )
    assert usage(path)[0].answers == 1


async def test_a_closed_journal_says_so_instead_of_waiting_for_ever(path):
    journal = AnswerJournal(path)
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="is closed"):
        await journal.find("b2:1#0")
    with pytest.raises(JournalError, match="is closed"):
        await journal.keep(WHOLE)


def test_a_file_that_is_no_journal_is_refused(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(JournalError, match=r"cannot open the journal .*answers\.sqlite: file is not a database"):
        AnswerJournal(path)


def test_a_kill_loses_no_acknowledged_answer(path):
    command = [sys.executable, "-c", APPENDS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        acknowledged = [process.stdout.readline().strip() for _ in range(400)]
        process.kill()
        acknowledged += process.stdout.read().split("\n")[:-1]
    connection = read_journal(path)
    kept = {row["key"] for row in connection.execute("SELECT key FROM answers")}
    connection.close()
    assert set(acknowledged) - kept == set()


async def test_usage_adds_up_by_run_stage_and_model(journal, path):
    for answer in (CUT, WHOLE, WHOLE._replace(key="b2:2#0", stage="judge")):
        await journal.keep(answer)
    assert usage(path) == [
        Usage("r", "judge", "m", 1, 0, 3, 5, 0.25),
        Usage("r", "translate", "m", 2, 1, 6, 10, 0.5),
    ]


def test_no_journal_is_no_usage(path):
    assert usage(path) == []
