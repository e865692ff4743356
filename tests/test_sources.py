"""Files become one kept source whose rows are described; the figures in docs/sources.md are those of the code."""

import re
from pathlib import Path

import pytest

from builders.intake import read_problems
from builders.math_run import resolve
from builders.paper_shares import HRM8K, Share
from builders.sources import Named, SourceOptionError, keep_source
from crawlers.benchmarks import BENCHMARKS, MMLU
from crawlers.rows import InputError
from schemas.runs import load_run, start_run
from schemas.workspace import Workspace

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "builders" / "samples" / "gsm8k_sample.jsonl"
DOCUMENT = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
HEADER = "question,choice0,choice1,choice2,choice3,answer"


def subject(folder, name, *lines):
    path = folder / f"{name}_test.csv"
    path.write_text("".join(f"{line}\n" for line in (HEADER, *lines)))
    return path


def run_of(workspace, **named):
    return resolve(workspace, translator="m", endpoint="local", target="ko", source="en", **named)


def test_several_files_are_one_source_and_stay_in_the_workspace_as_they_came(tmp_path):
    algebra, sums = (
        subject(tmp_path, "algebra", "Is 2 prime?,yes,no,0,1,0"),
        subject(tmp_path, "sums", "2+2?,3,4,5,6,1"),
    )
    workspace = Workspace(tmp_path / "w")
    kept = keep_source(workspace, Named(files=(algebra, sums)))
    assert (kept.source.name, kept.source.location) == ("mmlu", "algebra_test.csv, sums_test.csv")
    assert kept.source.revision == f"sha256:{kept.path.name.removesuffix('.jsonl')}"
    assert kept.columns == {**MMLU.columns, "id": "subject_id"}
    assert {path.read_bytes() for path in workspace.sources.glob("*.csv")} == {algebra.read_bytes(), sums.read_bytes()}
    intake = read_problems(run_of(workspace, files=(algebra, sums)), workspace=workspace, limit=None)
    assert [(problem.source_id, problem.answer) for problem in intake.problems] == [("algebra/0", "0"), ("sums/0", "1")]


def test_one_file_of_several_that_is_not_there_is_said_before_anything_is_kept(tmp_path):
    workspace = Workspace(tmp_path / "w")
    with pytest.raises(InputError, match=r"there is no file .*lost\.jsonl"):
        keep_source(workspace, Named(files=(SAMPLE, tmp_path / "lost.jsonl")))
    assert not workspace.sources.exists()


def test_either_files_or_a_benchmark(tmp_path):
    for named in (Named(), Named(files=(SAMPLE,), benchmark=BENCHMARKS["gsm8k"])):
        with pytest.raises(SourceOptionError, match="give either --input FILE or --benchmark NAME"):
            keep_source(Workspace(tmp_path), named)


def test_a_run_from_before_there_were_published_translations_is_still_read(tmp_path):
    run = run_of(Workspace(tmp_path / "w"), files=(SAMPLE,))
    start_run(tmp_path, run)
    path = tmp_path / f"{run.id}.json"
    path.write_text(path.read_text().replace(',\n "translation": null', ""))
    assert "translation" not in path.read_text()
    assert load_run(path) == run


def test_golds_in_the_last_box_are_filtered_by_kind_with_the_reason(tmp_path):
    row = '{{"problem": "{0}?", "level": "Level 1", "type": "Algebra", "solution": "It is $\\\\boxed{{{0}}}$."}}\n'
    path = tmp_path / "algebra_test.jsonl"
    path.write_text("".join(row.format(gold) for gold in ("7", "1/2", "x + 1", "x = 1")))
    workspace = Workspace(tmp_path / "w")
    intake = read_problems(run_of(workspace, files=(path,)), workspace=workspace, limit=None)
    assert [problem.answer for problem in intake.problems] == ["7", "1/2"]
    assert [refusal.reason for refusal in intake.refusals] == ["expression answer", "equation answer"]


def test_the_sample_is_kept_as_the_document_says(tmp_path):
    workspace = Workspace(tmp_path)
    intake = read_problems(run_of(workspace, files=(SAMPLE,)), workspace=workspace, limit=None)
    counted = Share(kept=len(intake.problems), of=len(intake.problems) + len(intake.refusals))
    assert f"| {counted.of} | {counted.kept} ({counted.kept / counted.of:.1%}) |" in DOCUMENT


def test_the_document_shows_the_papers_shares_and_every_benchmark():
    shown = set(re.findall(r"[\d,]+ of [\d,]+ \([\d.]+%\)", DOCUMENT))
    assert {str(share) for share in HRM8K.values()} == shown
    assert re.findall(r"^\| `([\w-]+)` \| `", DOCUMENT, re.MULTILINE) == list(BENCHMARKS)
