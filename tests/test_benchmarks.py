"""Benchmarks are recognised by their look, and fetched from the Hub at a commit.

The Hub is ours, over real HTTP: huggingface_hub reads its address when imported, so each fetch is a process of its own.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest

from crawlers.benchmarks import GSM8K, MATH, MMLU, OMNI_MATH, BenchmarkError, fetch_benchmark, known_layout
from crawlers.rows import InputError, Row, read_rows

SAMPLE = Path(__file__).parent / "data" / "gsm8k_sample.jsonl"
SOLVED = {"problem": "What is $1/2+1/2$?", "solution": "They add up to $\\boxed{1}$.", "answer": "1"}
SUBJECT = {"domain": ["Algebra"], "difficulty": 1.0, "source": "club"}
CHOSEN = {"question": "2+2?", "choice0": "3", "choice1": "4", "choice2": "5", "choice3": "6", "answer": 1}
LISTED = {"question": "2+2?", "subject": "sums", "choices": ["3", "4", "5", "6"], "answer": 1}
COMMIT = "3fa9c1d2e4b5" * 3 + "3fa9"
FILE = "main/test-00000-of-00001.parquet"


def written(folder, record):
    path = folder / "file.jsonl"
    path.write_text(json.dumps(record) + "\n")
    return path


def test_the_bundled_sample_is_recognised_and_every_row_is_good():
    assert known_layout(SAMPLE) == GSM8K
    assert all(isinstance(row, Row) for row in read_rows(SAMPLE, columns=GSM8K.columns))


@pytest.mark.parametrize(
    ("record", "layout", "columns"),
    [
        (SOLVED, MATH, MATH.columns),
        (SOLVED | {"unique_id": "test/algebra/1.json"}, MATH, {**MATH.columns, "id": "unique_id"}),
        (SOLVED | SUBJECT, OMNI_MATH, OMNI_MATH.columns),
        (CHOSEN, MMLU, MMLU.columns),
        (LISTED, MMLU, {**MMLU.columns, "choices": "choices"}),
    ],
)
def test_a_layout_is_told_by_columns_and_answers(tmp_path, record, layout, columns):
    found = known_layout(written(tmp_path, record))
    assert asdict(found) == asdict(layout) | {"columns": columns}


@pytest.mark.parametrize(
    "record",
    [
        {"question": "How many?", "answer": "18"},
        {"question": "How many?", "answer": "#### "},
        CHOSEN | {"answer": "B"},
        {"problem": "Prove it.", "solution": "Clear."},
    ],
)
def test_what_only_resembles_a_benchmark_is_not_taken_for_it(tmp_path, record):
    assert known_layout(written(tmp_path, record)) is None


def test_a_file_that_cannot_be_read_is_not_merely_unknown(tmp_path):
    with pytest.raises(InputError, match="there is no file"):
        known_layout(tmp_path / "missing.jsonl")


@dataclass
class Hub:
    """The Hub's side of one dataset: what it holds, how often it fails first, and what it was asked."""

    parquet: bytes
    busy: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler):
        if "gsm8k" not in request.path:  # the client asks for things of its own first
            return self.send(request, 404, b"{}")
        self.asked.append(f"{request.command} {request.path}")
        if self.busy:
            self.busy -= 1
            return self.send(request, 503, b"{}")
        if request.path.startswith("/api/datasets/openai/gsm8k/revision/main"):
            return self.send(request, 200, json.dumps(self.info()).encode())
        if request.path == f"/datasets/openai/gsm8k/resolve/{COMMIT}/{FILE}":
            return self.send(request, 200, self.parquet, **{"X-Repo-Commit": COMMIT, "ETag": '"abc"'})
        return self.send(request, 404, b"{}", **{"X-Error-Code": "RevisionNotFound"})

    def info(self):
        files = ["README.md", FILE, "main/train-00000-of-00001.parquet", "socratic/test-00000-of-00001.parquet"]
        return {"id": "openai/gsm8k", "sha": COMMIT, "siblings": [{"rfilename": file} for file in files]}

    def send(self, request, status, body, **headers):
        request.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            request.send_header(name, value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)


@pytest.fixture
def hub(tmp_path):
    sample = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    pl.DataFrame(sample).write_parquet(tmp_path / "hub.parquet")
    hub = Hub((tmp_path / "hub.parquet").read_bytes())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hub.answer(self)

        def do_HEAD(self):
            hub.answer(self)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        hub.url = f"http://127.0.0.1:{server.server_port}"
        yield hub
        server.shutdown()


FETCH = """
import json, sys
from pathlib import Path
from crawlers.benchmarks import BenchmarkError, fetch_benchmark
try:
    fetched = fetch_benchmark("gsm8k", Path(sys.argv[1]), revision=sys.argv[2] or None)
    print(json.dumps([str(fetched.path), fetched.source.model_dump()]))
except BenchmarkError as error:
    print(json.dumps(str(error)))
"""


def fetched(folder, url, *, revision="", **environment):
    environment = {**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(folder / "home"), **environment}
    command = [sys.executable, "-c", FETCH, str(folder / "here"), revision]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=90)
    return json.loads(done.stdout)


@pytest.mark.parametrize("busy", [0, 2])
def test_gsm8k_comes_at_the_commit_that_main_stands_for_even_from_a_busy_hub(tmp_path, hub, busy):
    hub.busy = busy
    path, source = fetched(tmp_path, hub.url)
    assert source == {
        "name": "gsm8k",
        "location": "openai/gsm8k",
        "revision": COMMIT,
        "split": "test",
        "licence": "MIT",
        "citation": GSM8K.citation,
    }
    assert path == str(tmp_path / "here" / FILE)
    assert list(read_rows(Path(path), columns=GSM8K.columns)) == list(read_rows(SAMPLE, columns=GSM8K.columns))


def test_a_revision_the_hub_does_not_have_is_named_and_not_asked_for_again(tmp_path, hub):
    said = fetched(tmp_path, hub.url, revision="v9")
    assert said == "openai/gsm8k has no revision v9: name a commit, a tag or a branch of it"
    assert hub.asked == ["GET /api/datasets/openai/gsm8k/revision/v9"]


@pytest.mark.parametrize("environment", [{}, {"HF_HUB_OFFLINE": "1"}])
def test_a_hub_out_of_reach_is_one_sentence_with_the_way_round_it(tmp_path, environment):
    said = fetched(tmp_path, "http://127.0.0.1:9", **environment)
    assert said.startswith("openai/gsm8k could not be fetched from the Hub (")
    assert said.endswith("): connect and run it again, or give a file with --input FILE, which works offline")
    assert "\n" not in said


def test_a_benchmark_nobody_knows_is_refused_with_those_that_are():
    with pytest.raises(BenchmarkError, match="no benchmark gsm9k is known, only gsm8k: give a file with --input"):
        fetch_benchmark("gsm9k", Path())
