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
from tests.adversarial.drafting import DRAFT, HELD_OUT, QUIZ, SIMULATORS, answering, decisions, pairs_of
from tests.whole_store import everything

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adversarial.md"
SMALL = (*DRAFT, "--limit", "2", "--common", "2", "--null-share", "0", "--baseline-share", "0")
MOST_LOST = 20
"""Answers of some 1,000: under way when it was killed, or waiting for an fsync, which is slow where others write."""


@pytest.fixture
def server(tmp_path):
    with answering(tmp_path, latency="5ms") as running:
        yield running


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


def test_a_budget_of_money_needs_the_price_of_every_model(isogloss, server, tmp_path):
    (tmp_path / "prices.toml").write_text("[writer]\nprompt = 0.1\ncompletion = 0.4\n")
    refused = isogloss(*SMALL, "--max-cost", "1", "--prices", "prices.toml")
    unknown = ", ".join((*SIMULATORS, HELD_OUT))
    assert refused.stderr == (
        f"isogloss: the price of {unknown} is unknown, so --max-cost cannot hold: give it in --prices FILE\n"
    )
    assert server.stats().received == 0


def test_a_bad_row_is_said_before_the_run_is_kept_so_that_its_remedy_is_none_of_another_run(isogloss, tmp_path):
    unreadable = '{"question": "Which?", "choices": "none", "answer": "A"}'
    without_gold = '{"question": "What?", "choices": ["a", "b"], "answer": "c"}'
    (tmp_path / "own.jsonl").write_text(f"{unreadable}\n{without_gold}\n")
    own = shlex.split("adversarial draft --input own.jsonl --to ko --model writer --simulator sim-a --workspace w")
    refused = isogloss(*own)
    assert refused.stderr == (
        "isogloss: own.jsonl, row 1: column choices holds no list of options; "
        "mend it, or add --skip-bad-rows to refuse such rows\n"
    )
    drafted = isogloss(*own, "--skip-bad-rows")
    assert (drafted.returncode, drafted.stderr) == (0, "")
    assert drafted.stdout.endswith("to read       nothing\n")  # and nobody is sent to review it


@pytest.mark.usefixtures("server")
def test_more_seeds_draw_the_common_questions_anew_so_that_a_rebuild_makes_the_same_store(isogloss, tmp_path):
    draft = shlex.split(
        "adversarial draft --choices-column choices --to ko --to ar --model writer --simulator sim-a --width 1 "
        "--depth 1 --extended-depth 1 --fresh 0 --null-share 0 --baseline-share 0 --common 3 --workspace w"
    )
    for limit in ("1", "4"):
        drafted = isogloss(*draft, "--input", QUIZ, "--limit", limit)
        assert drafted.returncode == 0, drafted.stderr
    extended = everything(tmp_path / "w")
    assert len({answer.question for answer in extended["common_answer"]}) == 3
    assert isogloss("rebuild", "w").returncode == 0
    assert everything(tmp_path / "w") == extended
