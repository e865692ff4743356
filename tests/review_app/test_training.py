"""A new annotator judges the training batch, reads why, and only then is asked about what counts."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from annotate.checks import MATH_CHECKS, Pair, check
from builders.known_answers import start_training
from review_app.desk import WORKSPACE_VARIABLE
from review_app.login import ANNOTATOR_VARIABLE
from review_app.permissions import NotPermitted
from review_app.standings import Standings
from review_app.trainees import answer, is_trained, training_of
from review_app.writing import Press, Said, submit
from schemas.decisions import read_decisions, verify_chain
from schemas.people import Person, local_person
from schemas.training import TrainingError, attempt, has_passed, is_training, read_training, training_text
from tests.review_batches import a_workspace, many_items
from tests.review_world import a_run

SHIPPED = Path(__file__).resolve().parents[2] / "review_app" / "training" / "mathematics.en-ko.jsonl"
APP = Path(__file__).resolve().parents[2] / "review_app" / "app.py"
MINA = local_person("mina")


@pytest.fixture
def workspace(tmp_path):
    made = a_workspace(tmp_path / "w", many_items(3))
    start_training(made, None, pass_mark=None)
    return made


@pytest.fixture
def page(workspace, monkeypatch):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.root))
    monkeypatch.setenv(ANNOTATOR_VARIABLE, "mina")
    return AppTest.from_file(str(APP), default_timeout=30).run()


def judge(workspace, training, *, wrong=0, number=1, person=MINA):
    """One attempt, the first `wrong` items of it judged wrongly."""
    for place, item in enumerate(training.items):
        right_reason = item.reason
        reason = ("" if right_reason else "other") if place < wrong else right_reason
        answer(workspace, person, item, attempt=number, reason=reason, guideline="v", active_ms=5)


def of_mina(workspace):
    return read_decisions(workspace.decisions)


def press(page, label):
    [button] = [button for button in page.button if button.label == label]
    button.click()
    return page.run()


def test_the_batch_that_comes_with_us_holds_good_and_faulty_translations_each_explained():
    training = read_training(SHIPPED)
    assert [item.verdict for item in training.items] == [
        "accept", "reject", "reject", "accept", "reject", "reject", "accept", "reject",
    ]  # fmt: skip
    assert training.pass_mark == 0.8
    assert all(len(item.explanation) > 100 for item in training.items)


def test_the_faults_of_our_batch_are_for_eyes_and_not_for_checks():
    found = {
        item.reason: {finding.check for finding in check(Pair(row.problem, row.translation, "ko"), MATH_CHECKS)}
        for item in read_training(SHIPPED).items
        if (row := item.review_item)
    }
    assert found == {"": set(), "mistranslation": set(), "number": set(), "solved": {"numbers"}}


def test_a_batch_reads_back_as_it_was_written(tmp_path):
    training = read_training(SHIPPED).model_copy(update={"pass_mark": 0.75})
    file = tmp_path / "batch.jsonl"
    file.write_text(training_text(training), encoding="utf-8")
    assert read_training(file) == training


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", " holds no training item: write one JSON object a line, or remove the file"),
        ('{"pass_mark": 2}\n', ":1: pass_mark: Input should be less than or equal to 1"),
        ('{"pass_mark": 0.8}\n{"original": "x"}\n', ":2: source_language: Field required"),
    ],
)
def test_a_batch_that_cannot_be_used_says_where_and_why(tmp_path, text, sentence):
    file = tmp_path / "batch.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as error:
        read_training(file)
    assert str(error.value) == f"{file}{sentence}"


def test_an_item_asked_twice_is_refused(tmp_path):
    training = read_training(SHIPPED)
    file = tmp_path / "batch.jsonl"
    file.write_text(training_text(training) + training.items[0].model_dump_json(), encoding="utf-8")
    with pytest.raises(TrainingError, match="holds 1 items twice"):
        read_training(file)


def test_a_better_explanation_asks_nobody_to_be_trained_again():
    item = read_training(SHIPPED).items[0]
    assert item.model_copy(update={"explanation": "Because."}).item == item.item
    assert item.model_copy(update={"verdict": "reject"}).item != item.item
    assert [is_training(name) for name in (item.item, "training-en-ko-3fa9c1d2e4b5")] == [True, False]


def test_six_of_eight_do_not_pass_and_seven_do(workspace):
    training = training_of(workspace, MINA)
    judge(workspace, training, wrong=2)
    first = attempt(training, of_mina(workspace))
    assert (first.right, first.asked, first.complete, first.passed) == (6, 8, True, False)
    assert not is_trained(workspace, MINA, of_mina(workspace))
    judge(workspace, training, wrong=1, number=2)
    assert attempt(training, of_mina(workspace)).passed
    assert is_trained(workspace, MINA, of_mina(workspace))


def test_who_passed_once_stays_passed_whatever_a_later_attempt_says(workspace):
    training = training_of(workspace, MINA)
    judge(workspace, training)
    judge(workspace, training, wrong=8, number=2)
    assert has_passed(training, of_mina(workspace))


def test_an_item_pressed_again_after_its_explanation_keeps_its_first_verdict(workspace):
    training = training_of(workspace, MINA)
    judge(workspace, training, wrong=1)
    judge(workspace, training)
    assert len(of_mina(workspace)) == 8
    assert attempt(training, of_mina(workspace)).right == 7
    assert verify_chain(workspace.decisions) == 8


def test_mending_a_faulty_one_counts_as_seeing_the_fault(workspace):
    training = training_of(workspace, MINA)
    judge(workspace, training)
    fixed = [
        row.model_copy(update={"verdict": "fix"}) if row.verdict == "reject" else row for row in of_mina(workspace)
    ]
    assert attempt(training, fixed).passed


def test_somebody_is_trained_in_languages_they_read_and_a_lead_who_invites_is_not(workspace):
    spanish = Person(pseudonym="ana", role="annotator", languages={"en": "fluent", "es": "native"}, invited_at="2026")
    korean = spanish.model_copy(update={"languages": {"en": "fluent", "ko": "native"}})
    lead = korean.model_copy(update={"role": "lead"})
    assert training_of(workspace, spanish) is None
    assert len(training_of(workspace, korean).items) == 8
    assert training_of(workspace, lead) is None


def test_until_training_is_passed_no_verdict_that_counts_is_taken(workspace):
    item = many_items(1)[0]
    standings = Standings(workspace.decisions, {item.run: a_run()})
    press_ = Press(item, 0, 0, MINA, "v")
    with pytest.raises(NotPermitted, match="asks for training first"):
        submit(workspace, standings, press_, Said("accept"))
    judge(workspace, training_of(workspace, MINA))
    submit(workspace, standings, press_, Said("accept"))
    assert [row.item for row in of_mina(workspace) if not is_training(row.item)] == [item.item]


def test_the_page_asks_explains_and_opens_the_way_when_passed(page, workspace):
    assert [button.label for button in page.button][:2] == ["Accept", "mistranslation"]
    for place, item in enumerate(read_training(SHIPPED).items):
        page = press(page, "Accept")
        told = [element.value for element in (*page.success, *page.error)]
        right = "accept it." if item.verdict == "accept" else f"reject it, or mend it ({item.reason})."
        assert told == [f"{'Right' if item.verdict == 'accept' else 'Not so'}: {right}"]
        assert item.explanation in [element.value for element in page.markdown]
        page = press(page, "Result" if place == 7 else "Next item")
    assert page.warning[0].value.startswith("Not passed: 3 of 8 right, and 80% are needed.")
    page = press(page, "Take it again")
    for place, item in enumerate(read_training(SHIPPED).items):
        page = press(page, item.reason or "Accept")
        page = press(page, "Result" if place == 7 else "Next item")
    assert page.success[0].value == "Passed: 8 of 8 right, and 80% are needed."
    assert not page.exception
    page = press(page, "Start")
    assert "Skip" in [button.label for button in page.button]
    assert [row.round for row in of_mina(workspace)] == [1] * 8 + [2] * 8


def test_loading_the_page_anew_resumes_at_the_explanation(page):
    page = press(page, "Accept")
    assert [button.label for button in page.button if button.label == "Next item"] == ["Next item"]
    again = AppTest.from_file(str(APP), default_timeout=30)
    again.query_params["item"] = read_training(SHIPPED).items[0].item
    again.run()
    assert again.success[0].value == "Right: accept it."
    fresh = AppTest.from_file(str(APP), default_timeout=30).run()
    assert "training · item 2 of 8 · nothing here enters the dataset" in [told.value for told in fresh.caption]


def test_a_verdict_that_the_journal_cannot_take_is_said_not_to_be_kept(page, workspace):
    page = press(press(page, "Accept"), "Next item")
    with closing(sqlite3.connect(workspace.decisions)) as journal:
        journal.execute("CREATE TRIGGER full BEFORE INSERT ON decisions BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        [told] = press(page, "Accept").error
    assert told.value.endswith("disk full; none of the decisions was kept")
    assert len(of_mina(workspace)) == 1


def test_without_a_training_file_nothing_is_asked(tmp_path):
    assert training_of(a_workspace(tmp_path / "w", many_items(1)), MINA) is None
