"""What a killed process or a full disk leaves behind, one case each: found by the histories, made here on purpose."""

import os
import time
from contextlib import closing

from builders.rebuilding import rebuild
from schemas.answers import _INSERT, _SCHEMA, Answer, usage
from schemas.decisions import read_decisions, verify_chain
from schemas.journal import open_journal
from schemas.records import Refusal
from schemas.store import Store
from schemas.workspace import Workspace
from tests.chaos.commands import Trouble, isogloss

ANSWER = Answer("b2:0#0", "stop", b"{}", b"x" * 3000, "m", 1, 1, "2026-01-01T00:00:00.000+00:00", 0.1, 1, "r", "s")
REFUSAL = Refusal(run="r", item="r-row-1", stage="read", reason="bad row", detail="")


def in_a_process_that_is_killed(work):
    """Do it in a forked child that ends without closing anything."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(9)
    os.waitpid(child, 0)


def test_a_commit_that_a_kill_cut_in_half_is_rolled_back_by_whoever_reads_next(tmp_path):
    path = tmp_path / "answers.sqlite"
    with closing(open_journal(path, "answers", _SCHEMA)) as journal:
        journal.execute(_INSERT, ANSWER)

    def half_a_commit():
        journal = open_journal(path, "answers", _SCHEMA)
        journal.execute("PRAGMA cache_size=2")  # so that pages reach the file before the commit
        journal.execute("BEGIN IMMEDIATE")
        journal.executemany(_INSERT, [ANSWER._replace(key=f"b2:{number}#0") for number in range(1, 200)])

    in_a_process_that_is_killed(half_a_commit)
    assert (tmp_path / "answers.sqlite-journal").stat().st_size > 0
    assert [used.answers for used in usage(path)] == [1]


def test_a_journal_that_never_got_its_table_holds_nothing(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.touch()
    assert (usage(path), read_decisions(path), verify_chain(path)) == ([], [], 0)


def test_a_rebuild_is_not_spoilt_by_the_log_that_a_killed_process_left(tmp_path):
    place = Workspace(tmp_path)
    place.runs.mkdir()
    Store(place.store)
    # The log of one store beside the file of another, as when the killed one was rebuilt.
    other = Workspace(tmp_path / "other")
    Store(other.store)
    held = Store(other.store)._connect()
    Store(other.store).add([REFUSAL])
    log = place.store.with_name("store.duckdb.wal")
    log.write_bytes(other.store.with_name("store.duckdb.wal").read_bytes())
    held.close()
    rebuild(place)
    assert not log.exists()
    assert Store(place.store).all(Refusal) == []


def test_a_full_disk_is_said_at_once_and_not_waited_for_as_a_lock_is(tmp_path):
    (tmp_path / "w" / "runs").mkdir(parents=True)
    assert isogloss(["status", "w"], cwd=tmp_path, base_url="").code == 0
    begun = time.monotonic()
    ended = isogloss(["rebuild", "w"], cwd=tmp_path, base_url="", trouble=Trouble(disk=1000))
    assert (ended.code, ended.stdout) == (1, "")
    assert ended.stderr.startswith("isogloss: cannot open the store w/store.rebuilt.duckdb: ")
    assert "is the disk full?" in ended.stderr
    assert time.monotonic() - begun < 15
