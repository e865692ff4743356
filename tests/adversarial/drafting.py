"""A small workspace of adversarial pairs, drafted by the command against the far end: our own questions, no model."""

import json
import os
import subprocess
import sys
from pathlib import Path

from schemas.adversarial import SearchNode
from schemas.store import Store
from tests.far_end.process import far_end

QUIZ = Path(__file__).resolve().parents[1] / "data" / "quiz.jsonl"
SIMULATORS = ("sim-a", "sim-b", "sim-c", "sim-d", "sim-e")
HELD_OUT = "other"
ACCURACY, ACCURACY_TARGET = 0.99, 0.45
DRAFT = (
    "adversarial", "draft", "--input", str(QUIZ), "--question-column", "question", "--choices-column", "choices",
    "--answer-column", "answer", "--id-column", "id", "--licence", "CC0-1.0", "--citation", "Own questions (2026).",
    "--to", "ko", "--to", "zh-Hans", "--model", "writer",
    *(part for name in SIMULATORS for part in ("--simulator", name)),
    "--held-out", HELD_OUT, "--width", "2", "--depth", "2", "--extended-depth", "2", "--null-share", "0.5",
    "--baseline-share", "0.5", "--common", "8", "--fresh", "2", "--max-per-seed", "2",
    "--max-answer-tokens", "64", "--workspace", "w",
)  # fmt: skip


def answering(folder, *, latency="0ms", models=("writer", *SIMULATORS, HELD_OUT)):
    """The far end as it answers our questions: nearly always right in English, half of the time elsewhere."""
    key = folder / "key.jsonl"
    rows = [json.loads(line) for line in QUIZ.read_text().splitlines()]
    key.write_text("".join(json.dumps(row | {"answer": _letter(row)}) + "\n" for row in rows))
    english, target = (dict.fromkeys(models, accuracy) for accuracy in (ACCURACY, ACCURACY_TARGET))
    return far_end(latency=latency, bad_share=0.0, model=models, key_file=key, accuracy=english, accuracy_target=target)


def _letter(row):
    return "ABCD"[row["choices"].index(row["answer"])]


def pointed_at(server):
    """The environment of a command that asks this far end."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    return own | {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none"}


def drafted(folder):
    """The workspace `w` in a folder, drafted to its end."""
    with answering(folder) as server:
        _run(folder, server, DRAFT)
    return folder / "w"


def pairs_of(workspace):
    """The pairs that the searches found, by name."""
    nodes = Store(workspace / "store.duckdb").all(SearchNode)
    return sorted(
        (node for node in nodes if node.fate == "included" and node.arm == "search"), key=lambda node: node.node
    )


def decisions(*said):
    """Lines for `isogloss decide`, each a pair, who, what, and more."""
    return "".join(
        json.dumps({"item": pair.node, "annotator": annotator, "decision": decision, **more}) + "\n"
        for pair, annotator, decision, more in said
    )


def drafted_of_several(folder):
    """The workspace `w` with pairs of three benchmarks in one run, drafted in one language without any control."""
    sources = ("ai2_arc", "sciq", "MMLU")
    rows = [json.loads(line) for line in QUIZ.read_text().splitlines()]
    lines = [json.dumps(row | {"source": sources[number % 3]}) + "\n" for number, row in enumerate(rows)]
    (folder / "lists.jsonl").write_text("".join(lines))
    command = (
        "adversarial", "draft", "--input", "lists.jsonl", "--to", "ko", "--model", "writer", "--simulator", "sim-a",
        "--width", "1", "--depth", "1", "--extended-depth", "1", "--null-share", "0", "--baseline-share", "0",
        "--common", "0", "--fresh", "0", "--max-answer-tokens", "64", "--workspace", "w",
    )  # fmt: skip
    with answering(folder, models=("writer", "sim-a")) as server:
        _run(folder, server, command)
    return folder / "w"


def _run(folder, server, command):
    called = [sys.executable, "-m", "builders", *command]
    subprocess.run(called, cwd=folder, env=pointed_at(server), check=True, capture_output=True)
