"""Which of the problems that were read from pages are kept does not depend on who was read first."""

import pytest

from builders.accounts import accounts
from builders.exam_pages import NoPagesError, reading_of, with_gold
from schemas.math_runs import PageReading
from schemas.records import PageImage, Refusal, Transcription
from schemas.runs import start_run
from schemas.store import Store
from schemas.workspace import Workspace
from tests.review_world import a_run

READING = PageReading(
    backend="vision", reader="m", instruction="b2:0", max_tokens=100, keys="keys.csv", min_error_rate=None
)


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "keys.csv").write_text("exam,number,answer\na,1,5\na,2,6\na,3,5\n")
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    run = a_run(pages=READING, recipe="exam", source_language="ko", target_language="en", answer_style="plain")
    return start_run(workspace.runs, run)


def page(run, number):
    return PageImage(
        row=number, name=f"{number}.png", file=f"{number}.png", original="", area=(0, 0, 1, 1), exam="a", part="",
        year=None, page=1, number=number, error_rate=None, fault="", run=run.id,
    )  # fmt: skip


def text(run, number, words):
    return Transcription(
        run=run.id, item=f"{run.id}-{number}", image=f"{number}.png", revision=0, place=1, number=None, text=words,
        choices=(), box=(0, 0, 1, 1), needs_figure=False, complete=True, transcriber="m", answer_key="",
    )  # fmt: skip


def test_a_problem_after_a_page_that_waits_waits_too_for_it_may_be_its_double(workspace, run):
    store = Store(workspace.store)
    pages = [page(run, number) for number in (1, 2, 3)]
    store.add([*pages, text(run, 1, "하나"), text(run, 3, "같은 글")])
    assert [problem.item for problem in with_gold(pages, run, workspace=workspace, store=store)] == [f"{run.id}-1"]
    [books] = accounts(workspace)
    books.check()
    assert (books.came_in, books.kept, books.waiting_for_reader) == (3, 1, 2)
    store.add([text(run, 2, " 같은 글\n")])
    kept = with_gold(pages, run, workspace=workspace, store=store)
    assert [(problem.item, problem.question, problem.answer) for problem in kept] == [
        (f"{run.id}-1", "하나", "5"),
        (f"{run.id}-2", "같은 글", "6"),
    ]
    assert store.all(Refusal) == [
        Refusal(
            run=run.id, item=f"{run.id}-3", stage="read", reason="duplicate question", detail="the same as on page 2"
        )
    ]
    [books] = accounts(workspace)
    books.check()
    assert (books.came_in, books.kept, books.waiting_for_reader) == (3, 2, 0)


def test_one_key_answers_one_problem(workspace, run):
    store = Store(workspace.store)
    pages = [page(run, 1), page(run, 2).model_copy(update={"number": 1})]
    store.add([*pages, text(run, 1, "하나"), text(run, 2, "하나 다시 읽음")])
    assert [problem.item for problem in with_gold(pages, run, workspace=workspace, store=store)] == [f"{run.id}-1"]
    assert [refusal.reason for refusal in store.all(Refusal)] == ["duplicate question"]


def test_a_choice_whose_options_were_not_told_apart_is_refused(workspace, run):
    (workspace.sources / "keys.csv").write_text("exam,number,answer,answer_type\na,1,②,choice\na,2,②,choice\n")
    store = Store(workspace.store)
    pages = [page(run, 1), page(run, 2)]
    store.add([*pages, text(run, 1, "@ 18 @ 24"), text(run, 2, "둘").model_copy(update={"choices": ("3", "4")})])
    [problem] = with_gold(pages, run, workspace=workspace, store=store)
    assert (problem.item, problem.choices, problem.answer) == (f"{run.id}-2", ("3", "4"), "1")
    assert [refusal.reason for refusal in store.all(Refusal)] == ["options not read"]


def test_a_run_of_text_has_no_pages():
    with pytest.raises(NoPagesError, match="gsm8k-en-ko has no pages"):
        reading_of(a_run())
