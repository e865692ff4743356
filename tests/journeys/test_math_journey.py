"""From a file of problems to a dataset that `datasets` opens, as the README says it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import datasets
import polars as pl
import pytest

from schemas.answers import usage
from tests.whole_store import everything

PROBLEMS = Path(__file__).parents[2] / "builders" / "samples" / "gsm8k_sample.jsonl"


def decided(items, **verdicts):
    return "".join(
        json.dumps({"item": item["item"], **verdict}) + "\n"
        for item in items
        for verdict in [verdicts["flagged" if item["findings"] else "clean"]]
    )


def queue(isogloss, workspace):
    return json.loads(isogloss("queue", workspace, "--json", "--limit", 1000).stdout)


def test_problems_become_a_dataset_that_loads_with_only_what_people_accepted(isogloss, tmp_path):
    drafted = isogloss("math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", "w")
    assert drafted.returncode == 0, drafted.stderr
    items = queue(isogloss, "w")
    assert len(items) == 10
    flagged = {item["item"] for item in items if item["findings"]}
    assert flagged
    (tmp_path / "d.jsonl").write_text(
        decided(
            items,
            clean={"decision": "accept", "annotator": "mina"},
            flagged={"decision": "reject", "reason": "mistranslation", "annotator": "mina"},
        )
    )
    assert isogloss("decide", "w", "d.jsonl").stdout.startswith("10 new decisions")
    assert isogloss("decide", "w", "d.jsonl").stdout == "0 new decisions (none), 10 known before\n"
    released = isogloss("math", "release", "w")
    assert released.returncode == 0, released.stderr
    rows = datasets.load_dataset(str(tmp_path / "w" / "release"), "gsm8k", split="test", cache_dir=str(tmp_path / "c"))
    assert sorted(rows["id"]) == sorted(item["item"] for item in items if item["item"] not in flagged)
    original = {row["question"].strip() for row in map(json.loads, PROBLEMS.read_text().splitlines())}
    assert set(rows["original"]) <= original


def test_a_second_draft_sends_nothing_and_a_larger_limit_only_the_rest(isogloss, server):
    draft = ("math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", "w", "--round-trip", 0)
    assert isogloss(*draft, "--limit", 4).returncode == 0
    assert server.stats().received == 4
    assert isogloss(*draft, "--limit", 4).returncode == 0
    assert server.stats().received == 4
    assert isogloss(*draft).returncode == 0
    assert server.stats().received == 10


def test_the_store_is_rebuilt_the_same_from_sources_and_journals(isogloss, server, tmp_path):
    isogloss("math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", "w", "--round-trip", 1)
    items = queue(isogloss, "w")
    (tmp_path / "d.jsonl").write_text(
        decided(
            items,
            clean={"decision": "accept", "annotator": "mina"},
            flagged={"decision": "fix", "text": "사과 3개가 있다. 몇 개인가?", "annotator": "mina"},
        )
    )
    isogloss("decide", "w", "d.jsonl")
    isogloss("status", "w")
    before = everything(tmp_path / "w")
    sent = server.stats().received
    (tmp_path / "w" / "store.duckdb").unlink()
    rebuilt = isogloss("rebuild", "w")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert everything(tmp_path / "w") == before
    assert server.stats().received == sent


@pytest.mark.parametrize("moment", [0.15, 0.5, 1.0])
def test_kill_9_in_the_middle_of_a_draft_loses_and_doubles_nothing(isogloss, environment, server, tmp_path, moment):
    source = tmp_path / "many.jsonl"
    source.write_text(
        "".join(json.dumps({"question": f"What is {n} + 1?", "answer": n + 1}) + "\n" for n in range(300))
    )
    draft = ["math", "draft", "--input", str(source), "--to", "ko", "--model", "m", "--workspace", "w", "--from", "en",
             "--concurrency", "8", "--round-trip", "0"]  # fmt: skip
    running = subprocess.Popen([sys.executable, "-m", "builders", *draft], cwd=tmp_path, env=environment)
    while server.stats().received < 20:
        time.sleep(0.02)
    time.sleep(moment / 3)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    again = isogloss(*draft)
    assert again.returncode == 0, again.stderr
    stats = server.stats()
    not_yet_durable = 2 * 8  # asked, or answered and waiting for the group's fsync: each holds a place in the window
    assert stats.received <= 300 + not_yet_durable
    assert stats.repeated <= not_yet_durable
    assert sum(row.answers for row in usage(tmp_path / "w" / "journal" / "answers.sqlite")) == 300
    account = json.loads(isogloss("status", "w", "--json").stdout)[0]
    assert account["came_in"] == 300
    batches = pl.concat([pl.read_parquet(path) for path in (tmp_path / "w" / "review").glob("*.parquet")])
    assert batches["item"].n_unique() == len(batches) == 300


def test_no_key_is_written_anywhere(isogloss, tmp_path):
    isogloss("math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", "w")
    kept = [path for path in (tmp_path / "w").rglob("*") if path.is_file()]
    assert len(kept) >= 5
    assert not [path for path in kept if b"sk-never-shown" in path.read_bytes()]


def test_the_demo_runs_at_an_endpoint_too_and_ends_with_a_preview(isogloss, tmp_path):
    shown = isogloss("demo", "--model", "m")
    assert shown.returncode == 0, shown.stderr
    assert "Preview release" in shown.stdout
    card = (tmp_path / "work" / "demo" / "release" / "README.md").read_text()
    assert "preview, not reviewed" in card.lower()
