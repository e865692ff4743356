"""A run is its parameters: kept once, extended by a larger limit, refused when anything else changes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.math_runs import MathRun
from schemas.records import Source
from schemas.runs import (
    DraftStart,
    RunError,
    differences,
    intake_limit,
    load_run,
    load_runs,
    start_draft,
    start_run,
    write_once,
)

RUN = MathRun(
    recipe="math", file="test.jsonl", answer_style="plain",
    source=Source(name="gsm8k", location="openai/gsm8k", revision="abc", split="test", licence="MIT", citation=""),
    columns={"question": "question"}, answer_type="numeric", numeric_only=True, skip_bad_rows=False,
    source_language="en", target_language="ko", translator="m", endpoint="https://one.example", prompt="b2:0",
    exemplars=(("a", "b"),), glossary=(), localise="", temperature=0.0, max_tokens=1024, judge="", round_trip=0.0,
    review="risk", sample_size=10, max_residual_error=0.05, annotators=1, fixes_final=False, seed=0, version="0.1.0",
)  # fmt: skip


def changed(**parameters):
    return RUN.model_copy(update=parameters)


def test_a_run_is_named_after_its_source_and_direction():
    assert (RUN.id, RUN.stratum) == ("gsm8k-en-ko", "gsm8k-en-ko/m")


def test_a_run_is_kept_once_and_read_back(tmp_path):
    assert start_run(tmp_path, RUN) == RUN
    assert start_run(tmp_path, changed(version="0.2.0")) == RUN
    assert load_runs(tmp_path) == [RUN]


def test_another_parameter_is_refused_with_the_difference(tmp_path):
    start_run(tmp_path, RUN)
    with pytest.raises(RunError) as raised:
        start_run(tmp_path, changed(translator="n", seed=1))
    assert str(raised.value) == (
        'gsm8k-en-ko was drafted with other parameters (seed: 0 -> 1; translator: "m" -> "n"): '
        "use those, name another --workspace"
    )


def test_a_moved_endpoint_is_taken_when_it_is_said(tmp_path):
    start_run(tmp_path, RUN)
    moved = changed(endpoint="https://two.example")
    with pytest.raises(RunError, match="or add --endpoint-moved"):
        start_run(tmp_path, moved)
    assert start_run(tmp_path, moved, endpoint_moved=True) == RUN
    with pytest.raises(RunError, match=r"\(seed: 0 -> 1\)"):
        start_run(tmp_path, moved.model_copy(update={"seed": 1}), endpoint_moved=True)


def test_a_long_difference_is_cut_short():
    (line,) = differences(RUN, changed(localise="x" * 200))
    assert line == 'localise: "" -> "' + "x" * 56 + "..."


def test_of_a_parameter_that_holds_others_those_that_differ_are_named():
    source = RUN.source.model_copy(update={"licence": "CC-BY-4.0", "citation": "Ana 2026"})
    assert differences(RUN, changed(source=source, columns={"question": "question", "answer": "key"})) == [
        'source.licence: "MIT" -> "CC-BY-4.0"',
        'source.citation: "" -> "Ana 2026"',
        'columns.answer: null -> "key"',
    ]


def test_a_larger_limit_extends_a_run_and_a_smaller_one_takes_nothing_away(tmp_path):
    limits = []
    for limit in (10, 200, 50, None, 5):
        start_draft(tmp_path, RUN, DraftStart(limit=limit, started_at="2026-01-01T00:00:00Z"))
        limits.append(intake_limit(tmp_path, RUN))
    assert limits == [10, 200, 200, None, None]


def test_before_any_draft_nothing_is_taken_in(tmp_path):
    assert intake_limit(tmp_path, RUN) == 0


def test_drafts_are_not_mistaken_for_runs(tmp_path):
    start_run(tmp_path, RUN)
    start_draft(tmp_path, RUN, DraftStart(limit=1, started_at="2026-01-01T00:00:00Z"))
    assert load_runs(tmp_path) == [RUN]


def test_a_file_is_written_once_and_leaves_no_other(tmp_path):
    path = tmp_path / "deep" / "file.json"
    write_once(path, "first")
    write_once(path, "second")
    assert {file.name: file.read_text() for file in path.parent.iterdir()} == {"file.json": "first"}


def test_many_at_once_write_a_file_once(tmp_path):
    at_once = threading.Barrier(16)

    def write(_number):
        at_once.wait()
        write_once(tmp_path / "file.json", "the same")

    with ThreadPoolExecutor(16) as people:
        list(people.map(write, range(16)))
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"file.json": "the same"}


@pytest.mark.parametrize("text", ["{", "{}", RUN.model_dump_json()[:-1] + ', "new": 1}'])
def test_a_file_that_is_no_run_says_which(tmp_path, text):
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(RunError, match=r"broken\.json is not a run this version can read"):
        load_run(path)
