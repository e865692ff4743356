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
        ("card 4539 1488 0343 6467.", "card number"),
        ("카드 4539148803436467번", "card number"),
        ("이메일은mina@uni-bonn.de로", "e-mail address"),
        ("토큰은 " + HUB_TOKEN + "입니다", "Hugging Face token"),
        ("hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZabcdefgh", "Hugging Face token"),
        ("AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6q", "model provider's key"),
        ("github_pat_" + "11ABCDEFG0aB3dE5fG7h" * 3, "github token"),
        ("계좌 DE89370400440532013000으로", "IBAN"),
        ("電話 ＋８１　３−３２２４−９９９９です", "phone number"),
        ("전화（+82）10-1234-5678", "phone number"),
        ("주민등록번호 900101-1234568입니다", "resident registration number"),
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
        "900101-1234567, 901301-1234568 and 900101-1234568-2 are nobody's number, 123456-7654321 is a difference.",
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


def test_a_key_is_found_with_its_name_far_into_a_document():
    document = "word " * 500 + "https://example.org/2024/05/17/a-long-address-of-1-page " * 3
    assert {*leaked_secrets(f"{document}password = 'tRee-h0use' {document}use {KEY}. {document}")} == {
        ("aws access key", KEY),
        ("secret keyword", "tRee-h0use"),
    }


def test_a_secret_within_a_row_is_found_by_its_name(inference_release, tmp_path):
    folder = copied(inference_release, tmp_path / "release")
    with_rows(folder, lambda rows: rows[3]["document2"].update(title="password = 'tRee-h0use'"), file=UNBALANCED_TRAIN)
    [found] = scan(open_release(folder))
    assert (found.column, found.kind, len(found.items)) == ("document2", "secret keyword", 1)


def test_every_name_that_the_detector_of_named_secrets_knows_is_looked_at():
    assert [name for name in DENYLIST if not NAME.search(name)] == []
