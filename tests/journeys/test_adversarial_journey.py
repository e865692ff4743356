"""From a file of questions to a dataset of adversarial pairs that `datasets` opens, by the commands alone."""

import os
import shlex
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import datasets
import pytest

from schemas.answers import usage
from schemas.store import TABLES, Store
from tests.adversarial.drafting import DRAFT, QUIZ, answering, decisions, pairs_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adversarial.md"
SMALL = (*DRAFT, "--limit", "2", "--common", "2", "--null-share", "0", "--baseline-share", "0")
MOST_LOST = 20
"""Answers of some 1,000: under way when it was killed, or waiting for an fsync, which is slow where others write."""


@pytest.fixture
def server(tmp_path):
    with answering(tmp_path, latency="5ms") as running:
        yield running


def everything(workspace):
    store = Store(workspace / "store.duckdb")
    return {table: store.all(kind) for kind, table in TABLES.items()}


def answers(workspace):
    """All that models answered: fresh samples of one request are answers of their own."""
    return sum(row.answers for row in usage(workspace / "journal" / "answers.sqlite"))


def test_a_draft_that_is_killed_goes_on_to_the_same_nodes_and_asks_nothing_twice(
    isogloss, environment, server, tmp_path
):
    command = [sys.executable, "-m", "builders", *SMALL, "--concurrency", "2"]
    running = subprocess.Popen(command, cwd=tmp_path, env=environment)
    while server.stats().received < 150:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    drafted = isogloss(*SMALL)
    assert drafted.returncode == 0, drafted.stderr
    assert drafted.stdout.endswith("next: isogloss review w\n")
    sent = server.stats().received
    assert sent - answers(tmp_path / "w") <= MOST_LOST
    assert isogloss(*SMALL).returncode == 0
    assert server.stats().received == sent

    killed = everything(tmp_path / "w")
    (tmp_path / "w").rename(tmp_path / "killed")
    assert isogloss(*SMALL).returncode == 0
    assert everything(tmp_path / "w") == killed


def commands_of(page):
    """The commands that a page of the documentation shows first."""
    block = page.read_text().split("```sh\n")[1].split("```")[0]
    return [shlex.split(line) for line in block.splitlines()]


def test_the_commands_of_the_documentation_make_a_dataset_that_loads(isogloss, tmp_path):
    (tmp_path / "quiz.jsonl").write_text("".join(QUIZ.read_text().splitlines(keepends=True)[:2]))
    draft, *rest = ([word for word in command if word != "isogloss"] for command in commands_of(PAGE))
    models = [word for option, word in pairwise(draft) if option in {"--model", "--simulator", "--held-out"}]
    with answering(tmp_path, models=models) as server:
        drafted = isogloss(*draft, OPENAI_BASE_URL=server.url)
    assert drafted.returncode == 0, drafted.stderr
    rejected, *accepted = pairs_of(tmp_path / "work" / "quiz")
    said = [(rejected, "ana", "reject", {"reason": "unnatural"}), *((pair, "ana", "accept", {}) for pair in accepted)]
    (tmp_path / "decisions.jsonl").write_text(decisions(*said))
    printed = {command[-1]: isogloss(*command) for command in rest}
    assert {command: run.stderr for command, run in printed.items() if run.returncode} == {}
    assert f"{len(accepted) + 1} found, 0 of them reviewed by people" in printed["affinity.png"].stdout
    assert printed["decisions.jsonl"].stdout.startswith(f"{len(accepted) + 1} new decisions")
    assert loaded(tmp_path / "work" / "quiz" / "release", tmp_path / "datasets") == {pair.node for pair in accepted}


def loaded(release, cache):
    """Names of the rows of every config, as a stranger would load them."""
    return {
        row["id"]
        for config in datasets.get_dataset_config_names(str(release))
        for row in datasets.load_dataset(str(release), config, split="test", cache_dir=str(cache))
    }


REFUSALS = {
    ("--to", "English?"): "'English?' is no language tag: use BCP-47, such as ko, es or zh-Hans",
    ("--simulator", "absent"): "has no model absent, only",
    ("--held-out", "sim-a"): "sim-a",
}


@pytest.mark.parametrize("options", REFUSALS, ids=" ".join)
def test_what_cannot_be_drafted_is_refused_in_one_sentence_before_anything_is_asked(isogloss, server, options):
    refused = isogloss(*SMALL, *options)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert REFUSALS[options] in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert server.stats().received == 0
