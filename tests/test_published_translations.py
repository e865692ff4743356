"""A published translation is taken only for the problem it is of: by identifier, gold and number of options."""

import json

import pytest

from builders.cli.options import UsageFault
from builders.cli.published import named_translation
from builders.published_translations import PairingError, paired, require_identifiers
from crawlers.rows import Row
from schemas.math_runs import PublishedTranslation
from schemas.records import Refusal, Source, Translation
from tests.review_world import a_problem, a_run

PUBLISHED = PublishedTranslation(
    source=Source(name="mmmlu", location="openai/MMMLU", revision="0" * 40, split="test", licence="MIT", citation=""),
    file="kept.csv",
    columns={"question": "Question", "answer": "Answer", "choices": "A,B", "id": "subject_id"},
    answer_style="plain",
)
RUN = a_run(name="mmmlu", answer_type="choice", translator="human:mmmlu", translation=PUBLISHED)
PROBLEM = a_problem(RUN, 1, source_id="algebra/0", question="Is 2 prime?", choices=("yes", "no"), answer="0")
ROW = Row(1, "algebra/0", "2는 소수입니까?", ("예", "아니요"), "A", "", normalised=False)


def changed(**fields):
    return Row(**{**vars(ROW), **fields})


def test_a_row_of_the_same_name_gold_and_options_is_the_translation_and_no_model_answered():
    assert paired(PROBLEM, {"algebra/0": ROW}, RUN) == Translation(
        run=RUN.id,
        item=PROBLEM.item,
        revision=0,
        question="2는 소수입니까?",
        choices=("예", "아니요"),
        translator="human:mmmlu",
        answer_key="",
    )


@pytest.mark.parametrize(
    ("rows", "reason", "detail"),
    [
        ({}, "no published translation", "no row is named 'algebra/0'"),
        ({"algebra/0": changed(answer="B")}, "another gold", "gold 0, of the translation 1"),
        ({"algebra/0": changed(choices=("예",))}, "other options", "2 options, translated 1"),
        (
            {"algebra/0": changed(answer="E")},
            "unreadable gold",
            'of the translation: "E" names no option of 2: give the letter or the option\'s own text',
        ),
    ],
)
def test_a_row_that_is_not_of_this_problem_is_refused_with_the_reason(rows, reason, detail):
    assert paired(PROBLEM, rows, RUN) == Refusal(
        run=RUN.id, item=PROBLEM.item, stage="translate", reason=reason, detail=detail
    )


@pytest.mark.parametrize(
    ("identifiers", "said"),
    [
        (["a", "b", "a"], "rows.jsonl has 'a' in rows 1 and 3: name a column whose values differ with --id-column"),
        (["a", ""], "rows.jsonl, row 2 has no identifier in column key: give it one"),
    ],
)
def test_identifiers_that_do_not_tell_rows_apart_are_refused(tmp_path, identifiers, said):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"question": "1+1?", "answer": 2, "key": key}) + "\n" for key in identifiers))
    columns = {"question": "question", "answer": "answer", "id": "key"}
    with pytest.raises(PairingError) as refused:
        require_identifiers(path, columns, shown="rows.jsonl", option="--id-column")
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"translation_licence": "MIT"},
            "--translation-... describes a published translation: name its file with --translation",
        ),
        (
            {"translation": "t.jsonl", "translation_columns": ("key",)},
            "--translation-columns key is not FIELD=COLUMN, a field being id, question, answer, choices",
        ),
    ],
)
def test_options_about_a_translation_that_say_nothing_are_refused(options, said):
    names = ("translation", "translation_name", "translation_licence", "translation_revision", "benchmark")
    given = {**dict.fromkeys(names), "translation_columns": (), "target": "ko", **options}
    with pytest.raises(UsageFault) as refused:
        named_translation(given)
    assert str(refused.value) == said
