"""`isogloss math draft` twice, through the real command line: the second asks for what the first left unfinished."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.bench.passes import rows_in
from tests.bench.running import CHECKOUT, Ended, Running, end, kill_when, start
from tests.bench.table import Figure
from tests.far_end.process import FarEnd, far_end

ROWS = 200
SAMPLE = CHECKOUT / "tests/data/gsm8k_sample.jsonl"


def second_draft() -> list[Figure]:
    with far_end(latency="100ms", bad_share=0.2) as server, tempfile.TemporaryDirectory() as folder:
        problems = _problems(Path(folder))
        whole, killed = Path(folder) / "whole", Path(folder) / "killed"
        _draft(server, problems, whole)
        asked = _received(server)
        again = _draft(server, problems, whole)
        asked_again = _received(server)

        kill_when(_begin(server, problems, killed), server, received=asked // 2)
        kept = rows_in(killed / "journal/answers.sqlite")
        _received(server)
        _draft(server, problems, killed)
        rest = _received(server)
        rows = rows_in(killed / "journal/answers.sqlite")
    what = f"draft of {ROWS} rows of GSM8K"
    return [
        Figure(what, "requests", asked),
        Figure(f"{what}, again", "requests", asked_again, exactly=0),
        Figure(f"{what}, again", "wall, s", again.wall, timed=True),
        Figure(f"{what}, kill -9 at half, again", "requests", rest, exactly=asked - kept),
        Figure(f"{what}, kill -9 at half, again", "answers in the end", rows, exactly=asked),
    ]


def _problems(folder: Path) -> Path:
    """So many different questions, with the gold answers of the sample."""
    sample = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    problems = [
        row | {"question": f"Exercise {number}. {row['question']}"}
        for number, row in enumerate((sample * (ROWS // len(sample) + 1))[:ROWS], start=1)
    ]
    path = folder / "problems.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in problems), encoding="utf-8")
    return path


def _begin(server: FarEnd, problems: Path, workspace: Path) -> Running:
    command = [sys.executable, "-m", "builders", "math", "draft", "--input", str(problems), "--to", "ko"]
    options = ["--model", "far-end", "--workspace", str(workspace), "--concurrency", "16"]
    return start([*command, *options], environment={"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "no-key"})


def _draft(server: FarEnd, problems: Path, workspace: Path) -> Ended:
    ended = end(_begin(server, problems, workspace))
    if ended.returncode:
        raise RuntimeError(f"draft ended with {ended.returncode}; its message is on stderr")
    return ended


def _received(server: FarEnd) -> int:
    """Requests since the last call."""
    received = server.stats().received
    server.reset()
    return received
