"""Benchmarks are recognised by their look, and fetched from the Hub at a commit.

The Hub is ours, over real HTTP: huggingface_hub reads its address when imported, so each fetch is a process of its own.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from crawlers.benchmarks import (
    BENCHMARKS,
    GSM8K,
    MATH,
    MATH_BOXED,
    MMLU,
    MMMLU,
    OMNI_MATH,
    BenchmarkError,
    benchmark_named,
    known_layout,
    translation_of,
)
from crawlers.rows import InputError, Row, read_rows
from tests.far_end.dataset_hub import COMMIT, dataset_hub
from tests.mmlu_files import SUBJECTS, english, korean

SAMPLE = Path(__file__).parent / "data" / "gsm8k_sample.jsonl"
SOLVED = {"problem": "What is $1/2+1/2$?", "solution": "They add up to $\\boxed{1}$.", "answer": "1"}
SUBJECT = {"domain": ["Algebra"], "difficulty": 1.0, "source": "club"}
CHOSEN = {"question": "2+2?", "choice0": "3", "choice1": "4", "choice2": "5", "choice3": "6", "answer": 1}
LISTED = {"question": "2+2?", "subject": "sums", "choices": ["3", "4", "5", "6"], "answer": 1}
BOXED = {"problem": "What is $1+1$?", "level": "Level 1", "type": "Algebra", "solution": "It is $\\boxed{2}$."}
LETTERED = {"Question": "2+2?", "A": "3", "B": "4", "C": "5", "D": "6", "Answer": "B", "Subject": "sums"}
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
        (LISTED | {"subject_id": "sums/0"}, MMLU, {**MMLU.columns, "choices": "choices", "id": "subject_id"}),
        (BOXED, MATH_BOXED, MATH_BOXED.columns),
        (LETTERED, MMMLU, MMMLU.columns),
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
        {"problem": "1?", "level": "Level 1", "type": "Algebra", "solution": "It is 1."},
    ],
)
def test_what_only_resembles_a_benchmark_is_not_taken_for_it(tmp_path, record):
    assert known_layout(written(tmp_path, record)) is None


def test_a_file_that_cannot_be_read_is_not_merely_unknown(tmp_path):
    with pytest.raises(InputError, match="there is no file"):
        known_layout(tmp_path / "missing.jsonl")


@pytest.fixture
def hub(tmp_path):
    sample = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    pl.DataFrame(sample).write_parquet(tmp_path / "hub.parquet")
    others = ["README.md", "main/train-00000-of-00001.parquet", "socratic/test-00000-of-00001.parquet"]
    gsm8k = {FILE: (tmp_path / "hub.parquet").read_bytes(), **dict.fromkeys(others, b"other")}
    datasets = {"openai/gsm8k": gsm8k, "cais/mmlu": english(), "openai/MMMLU": {"test/mmlu_KO-KR.csv": korean()}}
    with dataset_hub(datasets) as running:
        yield running


FETCH = """
import json, sys
from pathlib import Path
from crawlers.benchmarks import BenchmarkError, benchmark_named, translation_of
from crawlers.hub_files import fetch_benchmark
folder, revision, name, language = sys.argv[1:]
benchmark = translation_of(name, language) if language else benchmark_named(name)
try:
    fetched = fetch_benchmark(benchmark, Path(folder), revision=revision or None)
    print(json.dumps([[str(path.relative_to(folder)) for path in fetched.paths], fetched.source.model_dump()]))
except BenchmarkError as error:
    print(json.dumps(str(error)))
"""


def fetched(folder, url, *, revision="", name="gsm8k", language="", **environment):
    environment = {**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(folder / "home"), **environment}
    command = [sys.executable, "-c", FETCH, str(folder / "here"), revision, name, language]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=90)
    return json.loads(done.stdout)


@pytest.mark.parametrize("busy", [0, 2])
def test_gsm8k_comes_at_the_commit_that_main_stands_for_even_from_a_busy_hub(tmp_path, hub, busy):
    hub.busy = busy
    [path], source = fetched(tmp_path, hub.url)
    assert source == {
        "name": "gsm8k",
        "location": "openai/gsm8k",
        "revision": COMMIT,
        "split": "test",
        "licence": "MIT",
        "citation": GSM8K.citation,
    }
    assert path == f"openai--gsm8k/{FILE}"
    assert list(read_rows(tmp_path / "here" / path, columns=GSM8K.columns)) == list(
        read_rows(SAMPLE, columns=GSM8K.columns)
    )


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


def test_mmmlu_is_three_subjects_of_mmlu_and_a_translation_each_from_its_own_dataset(tmp_path, hub):
    paths, source = fetched(tmp_path, hub.url, name="mmmlu")
    assert paths == [f"cais--mmlu/{subject}/test-00000-of-00001.parquet" for subject in SUBJECTS]
    assert (source["name"], source["location"], source["revision"]) == ("mmmlu", "cais/mmlu", COMMIT)
    paths, source = fetched(tmp_path, hub.url, name="mmmlu", language="ko")
    assert paths == ["openai--MMMLU/test/mmlu_KO-KR.csv"]
    assert (source["location"], source["licence"], source["citation"]) == ("openai/MMMLU", "MIT", MMMLU.citation)


def test_a_file_that_the_hub_does_not_have_is_named(tmp_path, hub):
    assert fetched(tmp_path, hub.url, name="mmmlu", language="de") == (
        "openai/MMMLU keeps 0 files like test/mmlu_DE-DE.csv, not one: "
        "name another --revision, or give the file with --input FILE"
    )


def test_a_benchmark_nobody_knows_is_refused_with_those_that_are():
    known = "only gsm8k, math, omni-math, mmmlu: give a file with --input"
    with pytest.raises(BenchmarkError, match=f"no benchmark gsm9k is known, {known}"):
        benchmark_named("gsm9k")


def test_only_mmmlu_comes_with_a_translation_and_not_in_every_language():
    assert [translation_of(name, "ko") is None for name in BENCHMARKS] == [True, True, True, False]
    with pytest.raises(BenchmarkError, match="MMMLU was not translated into ca, only into ar, bn, de, es"):
        translation_of("mmmlu", "ca")
