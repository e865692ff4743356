"""Presses on the reading page that cannot be kept: whoever made them is told so, in one sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builders.known_answers import start_training
from review_app.desk import WORKSPACE_VARIABLE
from review_app.login import ANNOTATOR_VARIABLE
from schemas.decisions import read_decisions
from tests.review_batches import a_workspace, many_items

APP = Path(__file__).resolve().parents[2] / "review_app" / "app.py"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    made = a_workspace(tmp_path / "w", many_items(3))
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(made.root))
    monkeypatch.setenv(ANNOTATOR_VARIABLE, "mina")
    return made


def press(page, label):
    [button] = [button for button in page.button if button.label == label]
    button.click()
    page.run()
    assert not page.exception
    return page


def decided(workspace):
    return [(row.item, row.verdict) for row in read_decisions(workspace.decisions)]


def test_an_undo_of_who_must_be_trained_meanwhile_is_refused_and_training_comes(workspace):
    page = press(AppTest.from_file(str(APP), default_timeout=30).run(), "Accept")
    kept = decided(workspace)
    start_training(workspace, None, pass_mark=None)
    page = press(page, "Undo")
    assert page.caption[0].value == "training · item 1 of 8 · nothing here enters the dataset"
    assert decided(workspace) == kept


def test_a_press_that_the_journal_cannot_take_is_said_not_to_be_kept_and_may_be_repeated(workspace):
    page = press(AppTest.from_file(str(APP), default_timeout=30).run(), "Accept")
    kept = decided(workspace)
    with closing(sqlite3.connect(workspace.decisions)) as journal:
        journal.execute("CREATE TRIGGER full BEFORE INSERT ON decisions BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        for label in ("Accept", "Undo"):
            [told] = press(page, label).error
            assert told.value.endswith("disk full; none of the decisions was kept")
            assert decided(workspace) == kept
        journal.execute("DROP TRIGGER full")
    press(page, "Accept")
    assert len(decided(workspace)) == 2
