"""Rows without identifiers are known by their subject and their position in it."""

import json

import pytest

from crawlers.rows import InputError
from crawlers.subjects import join_subjects, subject_of


def csv(folder, name, *lines):
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_files_are_joined_in_order_each_row_named_after_its_file(tmp_path):
    algebra = csv(tmp_path, "algebra_test.csv", "question,answer", "1+1?,2", "1+2?,3")
    sums = csv(tmp_path, "sums_test.csv", "question,answer", "2+2?,4")
    joined = join_subjects({file: subject_of(file) for file in (sums, algebra)}, tmp_path / "joined.jsonl")
    assert rows(joined) == [
        {"question": "2+2?", "answer": "4", "subject_id": "sums/0"},
        {"question": "1+1?", "answer": "2", "subject_id": "algebra/0"},
        {"question": "1+2?", "answer": "3", "subject_id": "algebra/1"},
    ]


def test_a_column_that_names_the_subject_goes_before_the_file_and_counts_each_for_itself(tmp_path):
    mixed = csv(tmp_path, "mmlu_KO-KR.csv", "Question,Subject", "a,law", "b,sums", "c,law")
    joined = join_subjects({mixed: subject_of(mixed)}, tmp_path / "joined.jsonl")
    assert [row["subject_id"] for row in rows(joined)] == ["law/0", "sums/0", "law/1"]


def test_a_row_that_cannot_be_read_would_misnumber_the_others_and_stops_it(tmp_path):
    broken = csv(tmp_path, "sums.csv", "question,answer", "1+1?,2", "1,2,3", "1+2?,3")
    with pytest.raises(InputError, match=r"sums\.csv, row 2: line 3: 3 fields .*; rows are known"):
        join_subjects({broken: "sums"}, tmp_path / "joined.jsonl")


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("abstract_algebra_test.csv.gz", "abstract_algebra"),
        ("algebra-test.parquet", "algebra"),
        ("latest.jsonl", "latest"),
    ],
)
def test_a_file_is_named_after_its_subject(tmp_path, name, subject):
    assert subject_of(tmp_path / name) == subject
