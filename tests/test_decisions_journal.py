"""Decisions are kept once, in order, for ever; what was changed afterwards shows."""

import sqlite3
import subprocess
import sys

import pytest

from schemas.decisions import BrokenChainError, read_decisions, verify_chain, write_decisions
from schemas.journal import JournalError
from schemas.records import Decision

FIRST = Decision(
    seq=0, event="e1", made_at="2026-01-01T00:00:00Z", annotator="ann", role="annotator", item="r-1", revision=0,
    round=1, verdict="accept", reason="", question="", choices=("가", "b"), note="", guideline="1", active_ms=10,
    undoes="",
)  # fmt: skip
SECOND = FIRST.model_copy(update={"event": "e2", "verdict": "reject", "reason": "wrong number"})
THIRD = FIRST.model_copy(update={"event": "e3", "verdict": "undo", "undoes": "e2"})


def numbered(*decisions):
    return [decision.model_copy(update={"seq": seq}) for seq, decision in enumerate(decisions, start=1)]


@pytest.fixture
def journal(tmp_path):
    path = tmp_path / "journal" / "decisions.sqlite"
    write_decisions(path, [FIRST, SECOND, THIRD])
    return path


def tamper(path, sql):
    """What someone with the file and no scruples does."""
    connection = sqlite3.connect(path)
    for verb in ("UPDATE", "DELETE"):
        connection.execute(f"DROP TRIGGER decisions_no_{verb}")
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_decisions_come_back_in_order_with_their_numbers(journal):
    assert read_decisions(journal) == numbered(FIRST, SECOND, THIRD)
    assert read_decisions(journal, after=2) == numbered(FIRST, SECOND, THIRD)[2:]
    assert verify_chain(journal) == 3


def test_no_journal_is_no_decision(tmp_path):
    assert (read_decisions(tmp_path / "none"), verify_chain(tmp_path / "none")) == ([], 0)


def test_an_event_written_twice_is_kept_once_as_first_written(journal):
    fourth = FIRST.model_copy(update={"event": "e4"})
    assert write_decisions(journal, [SECOND.model_copy(update={"note": "again"}), fourth, fourth]) == 1
    assert read_decisions(journal) == numbered(FIRST, SECOND, THIRD, fourth)


@pytest.mark.parametrize("sql", ["UPDATE decisions SET item = 'x'", "DELETE FROM decisions"])
def test_a_decision_can_be_neither_changed_nor_deleted(journal, sql):
    connection = sqlite3.connect(journal)
    with pytest.raises(sqlite3.IntegrityError, match="decisions is append-only"):
        connection.execute(sql)
    connection.close()
    assert verify_chain(journal) == 3


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("UPDATE decisions SET row = replace(CAST(row AS TEXT), 'reject', 'accept') WHERE seq = 2", 2),
        ("UPDATE decisions SET hash = 'b2:0' WHERE seq = 1", 1),
        ("DELETE FROM decisions WHERE seq = 1", 2),
        ("DELETE FROM decisions WHERE seq = 2", 3),
        ("UPDATE decisions SET seq = 9 WHERE seq = 3", 9),
        ("UPDATE decisions SET item = 'another' WHERE seq = 2", 2),
        ("UPDATE decisions SET event = 'another' WHERE seq = 2", 2),
    ],
)
def test_tampering_breaks_the_chain_at_the_first_row_that_does_not_fit(journal, sql, seq):
    tamper(journal, sql)
    with pytest.raises(BrokenChainError, match=f"decision {seq} was changed, or one before it is gone"):
        verify_chain(journal)


def test_a_journal_that_cannot_be_written_keeps_none_of_a_batch(journal):
    connection = sqlite3.connect(journal)
    connection.execute("CREATE TRIGGER full BEFORE INSERT ON decisions WHEN new.event = 'e5' "
                       "BEGIN SELECT RAISE(ABORT, 'disk full'); END")  # fmt: skip
    connection.commit()
    connection.close()
    batch = [FIRST.model_copy(update={"event": event}) for event in ("e4", "e5")]
    with pytest.raises(JournalError, match=r"decisions\.sqlite: disk full; none of the decisions was kept"):
        write_decisions(journal, batch)
    assert verify_chain(journal) == 3


def test_writers_in_two_processes_leave_one_whole_chain(tmp_path):
    path = tmp_path / "decisions.sqlite"
    script = (
        "import sys; from pathlib import Path; from schemas.decisions import write_decisions\n"
        "from schemas.records import Decision\n"
        "first = Decision.model_validate_json(sys.argv[2])\n"
        "for n in range(20):\n"
        "    write_decisions(Path(sys.argv[1]), [first.model_copy(update={'event': f'{sys.argv[3]}-{n}'})])\n"
    )
    command = [sys.executable, "-c", script, str(path), FIRST.model_dump_json()]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert verify_chain(path) == 40
