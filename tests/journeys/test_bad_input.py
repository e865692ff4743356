"""What a wrong file, option or endpoint gets: one sentence on stderr, exit 1, nothing half written."""

import json

import pytest

GOOD = '{"question": "What is 1 + 1?", "answer": "2"}\n'


def draft(isogloss, name, *more, **changed):
    return isogloss(
        "math", "draft", "--input", name, "--to", "ko", "--model", "m", "--workspace", "w", *more, **changed
    )


def assert_one_sentence(result, *parts):
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stderr.startswith("isogloss: ")
    assert result.stderr.count("\n") == 1
    assert [part for part in parts if part not in result.stderr] == []


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ["p.jsonl"]),
        ("", ["p.jsonl", "empty"]),
        ('{"problem": "x", "gold": "1"}\n', ["question", "problem", "gold", "--question-column"]),
        (GOOD + '{"question": broken\n', ["row 2", "--skip-bad-rows"]),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(isogloss, tmp_path, content, parts):
    if content is not None:
        (tmp_path / "p.jsonl").write_text(content)
    assert_one_sentence(draft(isogloss, "p.jsonl"), *parts)


def test_bad_rows_can_be_refused_and_the_rest_goes_on(isogloss, tmp_path):
    duplicate, unreadable = GOOD, '{"question": "Why?", "answer": "because of it"}\n'
    (tmp_path / "p.jsonl").write_text("\ufeff" + GOOD + "{broken\n" + duplicate + unreadable, encoding="utf-8")
    assert_one_sentence(draft(isogloss, "p.jsonl", "--from", "en"), "row 2", "--skip-bad-rows")
    assert draft(isogloss, "p.jsonl", "--skip-bad-rows", "--from", "en").returncode == 0
    account = json.loads(isogloss("status", "w", "--json").stdout)[0]
    assert account["came_in"] == 4
    assert account["refused"] == {"bad row": 1, "duplicate question": 1, "text answer": 1}


def test_an_endpoint_that_is_not_there_stops_the_draft_with_its_origin(isogloss, tmp_path):
    (tmp_path / "p.jsonl").write_text(GOOD)
    result = draft(isogloss, "p.jsonl", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert_one_sentence(result, "http://127.0.0.1:9 cannot be reached", "OPENAI_BASE_URL")
    account = json.loads(isogloss("status", "w", "--json").stdout)[0]
    assert account["came_in"] == 1


def test_other_parameters_for_the_same_source_are_refused_with_the_difference(isogloss, tmp_path):
    (tmp_path / "p.jsonl").write_text(GOOD)
    assert draft(isogloss, "p.jsonl", "--from", "en").returncode == 0
    assert_one_sentence(draft(isogloss, "p.jsonl", "--from", "en", "--seed", 5), "seed: 0 -> 5", "--workspace")


def test_no_endpoint_says_which_variables_to_set(isogloss, tmp_path):
    (tmp_path / "p.jsonl").write_text(GOOD)
    result = draft(isogloss, "p.jsonl", OPENAI_BASE_URL="", OPENAI_API_KEY="")
    assert_one_sentence(result, "OPENAI_API_KEY", "--model-file")


def test_a_budget_stops_cleanly_and_a_larger_one_goes_on(isogloss, tmp_path, server):
    (tmp_path / "p.jsonl").write_text(
        "".join(json.dumps({"question": f"What is {n} + 1?", "answer": n + 1}) + "\n" for n in range(60))
    )
    more = ("--from", "en", "--concurrency", 4, "--round-trip", 0)
    assert_one_sentence(draft(isogloss, "p.jsonl", *more, "--max-tokens", 3000), "--max-tokens 3000 is spent")
    sent = server.stats().received
    assert 0 < sent < 60
    assert draft(isogloss, "p.jsonl", *more).returncode == 0
    assert server.stats().received == 60
