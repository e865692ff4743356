"""Plan, then spend: what is said before a draft, what is asked, and where it stops."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROBLEMS = Path(__file__).parents[2] / "builders" / "samples" / "gsm8k_sample.jsonl"
OF_A_RUN = ("--input", PROBLEMS, "--to", "ko", "--model", "gpt-4o-mini", "--workspace", "w", "--round-trip", 1)


def plan_of(result):
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def account_of(isogloss):
    return json.loads(isogloss("status", "w", "--json").stdout)[0]


def test_a_plan_needs_no_key_sends_nothing_and_counts_what_the_draft_then_asks(isogloss, server):
    plan = plan_of(isogloss("math", "plan", *OF_A_RUN, "--json", OPENAI_BASE_URL="", OPENAI_API_KEY=""))
    assert plan["requests"] == 20
    assert server.stats().received == 0
    assert isogloss("math", "draft", *OF_A_RUN, "--confirm-over", plan["cost"][1]).returncode == 0
    assert server.stats().received == 20
    planned = account_of(isogloss)["planned"]
    assert (planned["requests"], planned["used"]["answers"]) == (20, 20)
    assert planned["tokens"] == plan["tokens"]
    assert planned["used"]["cost"] > 0
    shown = isogloss("status", "w").stdout
    assert "planned       20 requests" in shown
    assert "since then    20 answers" in shown
    assert plan_of(isogloss("math", "plan", *OF_A_RUN, "--json"))["requests"] == 0


def test_a_plan_says_requests_tokens_price_hours_and_precision(isogloss):
    shown = isogloss("math", "plan", *OF_A_RUN, "--review", "risk", "--annotators", 2, "--seconds-per-item", 90).stdout
    words = " ".join(shown.split())
    assert "translate 10 requests to gpt-4o-mini" in words
    assert "in all 20 requests" in words
    assert "10 items x 90 s x 2 annotators = 0.5 hours" in words
    assert "+-26.3%" in words
    assert "0: 25.89%" in words


def test_an_unknown_price_is_said_to_be_unknown(isogloss):
    shown = isogloss("math", "plan", *OF_A_RUN, "--model", "nobody-knows").stdout
    assert "price unknown" in shown
    assert "$" not in shown


def test_a_pilot_is_drafted_kept_and_not_asked_again(isogloss, server):
    plan = plan_of(isogloss("math", "plan", *OF_A_RUN, "--pilot", 6, "--json"))
    assert server.stats().received == 12
    assert [(stage["answered"], stage["requests"], stage["measured"]) for stage in plan["stages"]] == [(6, 4, 6)] * 2
    assert isogloss("math", "draft", *OF_A_RUN).returncode == 0
    stats = server.stats()
    assert (stats.received, stats.repeated) == (20, 0)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [("gpt-4o", "20 requests may cost $0.0"), ("nobody-knows", "20 requests at an unknown price cannot be held to")],
)
def test_a_draft_that_may_cost_more_is_refused_where_nobody_can_be_asked(isogloss, server, tmp_path, model, sentence):
    refused = isogloss("math", "draft", *OF_A_RUN, "--model", model, "--confirm-over", 0.001)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"isogloss: {sentence}")
    assert refused.stderr.count("\n") == 1
    assert "--yes" in refused.stderr
    assert server.stats().received == 0
    assert not list((tmp_path / "w" / "runs").glob("*.json"))
    assert isogloss("math", "draft", *OF_A_RUN, "--model", model, "--confirm-over", 0.001, "--yes").returncode == 0
    assert server.stats().received == 20


def test_a_terminal_is_asked_and_no_means_that_nothing_is_sent(environment, server, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "builders", "math", "draft", *map(str, OF_A_RUN), "--confirm-over", "0"]
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.write(ours, b"n\n")
    _, said = running.communicate(timeout=100)
    os.close(ours)
    os.close(theirs)
    assert "20 requests may cost" in said
    assert running.returncode == 130
    assert server.stats().received == 0


def test_a_budget_stops_in_one_sentence_and_the_next_draft_asks_only_the_rest(isogloss, server, tmp_path):
    (tmp_path / "p.jsonl").write_text(
        "".join(json.dumps({"question": f"What is {n} + 1?", "answer": n + 1}) + "\n" for n in range(60))
    )
    draft = ("math", "draft", "--input", "p.jsonl", "--from", "en", *OF_A_RUN[2:], "--concurrency", 4)
    stopped = isogloss(*draft, "--max-cost", 0.0012)
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("isogloss: --max-cost 0.0012 is spent")
    assert stopped.stderr.count("\n") == 1
    sent, account = server.stats().received, account_of(isogloss)
    assert 0 < sent < 120
    assert sum(stage["answers"] for stage in account["usage"]) == sent
    assert sum(stage["cost"] for stage in account["usage"]) <= 0.0012
    assert isogloss(*draft).returncode == 0
    stats, account = server.stats(), account_of(isogloss)
    assert (account["waiting_for_model"], account["round_trips"], stats.repeated) == (0, 60, 0)
    assert sum(stage["answers"] for stage in account["usage"]) == stats.received
