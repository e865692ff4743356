"""Secrets and personal data in a release, and what only looks like them."""

import pytest
from detect_secrets.plugins.keyword import DENYLIST

from builders.publishing.leaked_secrets import NAME, leaked_secrets
from builders.publishing.personal_data import personal_data
from builders.publishing.release_files import open_release
from builders.publishing.scanning import scan
from tests.publishing.release_worlds import UNBALANCED_TRAIN, copied, edited, with_rows

KEY = "AKIA" + "IOSFODNN7EXAMPLE"
HUB_TOKEN = "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567"


def kinds(text):
    return [kind for kind, _piece in [*leaked_secrets(text), *personal_data(text)]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"key {KEY}", "aws access key"),
        (f"use {HUB_TOKEN}, please", "Hugging Face token"),
        ("sk-" + "proj-0123456789abcdefghijkl", "model provider's key"),
        ("https://ana:geheim@store/data", "basic auth credentials"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
        ("schreiben Sie an ana.muster@uni-bonn.de", "e-mail address"),
        ("전화 +82 2-312-3456로", "phone number"),
        ("call +1 (212) 555-2368 now", "phone number"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN"),
        ("card 4111 1111 1111 1234 567", None),
        ("card 4539 1488 0343 6467", "card number"),
    ],
)
def test_a_piece_is_found_and_named(text, kind):
    assert kinds(text) == ([kind] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        "Write to ana@example.org or to bot@lab.example.com.",
        "x + 82 2312 3456 = y, and 1 + 2125552368",
        "The digits 4111 1111 1111 1112 and 1111222233334444 are no card.",
        "IBAN DE88 3704 0044 0532 0130 00",
        "f(x) = a@b, sk-learn, hf_hub, 3:2, 50%",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "아나는 사과 11개를 가지고 있고 하나를 먹습니다. $x^2 + 3x = 10$",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert kinds(text) == []


def test_a_release_as_it_is_built_holds_none(math_release, inference_release):
    assert scan(open_release(math_release)) == scan(open_release(inference_release)) == ()


def test_a_finding_says_where_and_does_not_say_it_again(math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    with_rows(folder, lambda rows: [row.update(question=f"{row['question']} {HUB_TOKEN}") for row in rows[:2]])
    edited(folder, "README.md", "## Considerations", "Ask ana@lab-bonn.de.\n\n## Considerations")
    assert [finding.model_dump() for finding in scan(open_release(folder))] == [
        {
            "file": "data/gsm8k/test-00000-of-00001.parquet",
            "column": "question",
            "items": ("gsm8k-en-ko-0001", "gsm8k-en-ko-0002"),
            "kind": "Hugging Face token",
            "shown": "hf…67 (37 characters)",
        },
        {
            "file": "README.md",
            "column": "",
            "items": (),
            "kind": "e-mail address",
            "shown": "an…de (15 characters)",
        },
    ]


def test_a_document_within_a_row_is_searched_too(inference_release, tmp_path):
    folder = copied(inference_release, tmp_path / "release")
    with_rows(folder, lambda rows: rows[3]["document2"].update(text="Call +49 30 901820."), file=UNBALANCED_TRAIN)
    [found] = scan(open_release(folder))
    assert (found.column, found.kind, len(found.items)) == ("document2", "phone number", 1)


def test_a_secret_within_a_row_is_found_by_its_name(inference_release, tmp_path):
    folder = copied(inference_release, tmp_path / "release")
    with_rows(folder, lambda rows: rows[3]["document2"].update(title="password = 'tRee-h0use'"), file=UNBALANCED_TRAIN)
    [found] = scan(open_release(folder))
    assert (found.column, found.kind, len(found.items)) == ("document2", "secret keyword", 1)


def test_every_name_that_the_detector_of_named_secrets_knows_is_looked_at():
    assert [name for name in DENYLIST if not NAME.search(name)] == []
