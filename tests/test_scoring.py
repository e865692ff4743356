import json

import pytest
from click.testing import CliRunner

from builders.cli import isogloss
from builders.scoring import UnscorableRowError

ROWS = [
    {"answer": "정답은 42입니다.", "gold": "42", "language": "ko"},
    {"answer": "\\boxed{12}", "gold": "-12"},
    {"answer": "The answer is 7 or 8", "gold": "7"},
    {"answer": "(B)", "gold": "B", "answer_type": "choice", "choices": ["x", "y"]},
    {"answer": "\\boxed{\\sqrt{12}}", "gold": "2\\sqrt{3}", "answer_type": "expression"},
]


def scored(tmp_path, rows, *options):
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return CliRunner().invoke(isogloss, ["score", str(path), *options])


def test_a_file_of_answers_is_counted_by_verdict_and_rule_and_every_verdict_is_written(tmp_path):
    verdicts = tmp_path / "new" / "verdicts.jsonl"
    shown = scored(tmp_path, ROWS, "--second-opinion", "--to", str(verdicts))
    assert shown.output.splitlines() == [
        "right            3  exact 1, letter 1, math-verify 1",
        "wrong            1  exact 1",
        "unparsable       1  several numbers 1",
    ]
    lines = [json.loads(line) for line in verdicts.read_text(encoding="utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == ["right", "wrong", "unparsable", "right", "right"]
    assert lines[0] == {
        "row": 1, "verdict": "right", "extracted": "42", "canonical": "42", "place": "phrase", "rule": "exact",
        "opinion": "right", "disputed": False,
    }  # fmt: skip


def test_without_a_second_opinion_an_expression_is_not_decided(tmp_path):
    shown = scored(tmp_path, ROWS[-1:], "--json")
    assert json.loads(shown.output) == {"right": {}, "wrong": {}, "unparsable": {"no second opinion": 1}}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"answer": "5"}, "row 1 has no gold: name the columns so"),
        ({"answer": "5", "gold": "five"}, 'row 1: "five" is not one number in English notation'),
        ({"answer": "5", "gold": "5", "answer_type": "essay"}, 'row 1: "essay" is no answer type'),
    ],
)
def test_a_row_that_cannot_be_scored_is_named(tmp_path, row, fault):
    raised = scored(tmp_path, [row]).exception
    assert isinstance(raised, UnscorableRowError)
    assert fault in str(raised)
