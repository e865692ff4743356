"""One workspace, several sources: HRM8K's mixture of what a model translates and what people had translated before."""

import json
from pathlib import Path

import datasets
import pytest

from tests.far_end.dataset_hub import COMMIT, dataset_hub
from tests.mmlu_files import SUBJECTS, english, korean
from tests.whole_store import everything

SAMPLE = Path(__file__).parents[2] / "builders" / "samples" / "gsm8k_sample.jsonl"
QUESTIONS = sum(len(questions) for questions in SUBJECTS.values())
NO_MODEL = {"OPENAI_BASE_URL": "", "OPENAI_API_KEY": ""}


@pytest.fixture
def hub():
    with dataset_hub({"cais/mmlu": english(), "openai/MMMLU": {"test/mmlu_KO-KR.csv": korean()}}) as running:
        yield running


def done(result):
    assert result.returncode == 0, result.stderr
    return result.stdout


def status(isogloss):
    return {account["run"]: account for account in json.loads(done(isogloss("status", "w", "--json")))}


def test_gsm8k_by_a_model_and_mmmlu_by_people_become_one_release_with_a_config_each(isogloss, server, hub, tmp_path):
    here = ("--to", "ko", "--workspace", "w")
    done(isogloss("math", "draft", "--input", SAMPLE, "--model", "m", "--round-trip", 0, *here))
    done(isogloss("math", "draft", "--benchmark", "mmmlu", *here, HF_ENDPOINT=hub.url, **NO_MODEL))
    assert server.stats().received == 10
    books = status(isogloss)
    assert {run: (book["came_in"], book["translated"]) for run, book in books.items()} == {
        "gsm8k-en-ko": (10, 10),
        "mmmlu-en-ko": (QUESTIONS, QUESTIONS),
    }
    assert books["mmmlu-en-ko"]["usage"] == []

    items = json.loads(done(isogloss("queue", "w", "--json", "--limit", 100)))
    assert {item["run"] for item in items} == set(books)
    accept = {"decision": "accept", "annotator": "mina"}
    (tmp_path / "d.jsonl").write_text("".join(json.dumps({"item": item["item"], **accept}) + "\n" for item in items))
    assert done(isogloss("decide", "w", "d.jsonl")).startswith(f"{10 + QUESTIONS} new decisions")

    released = json.loads(done(isogloss("math", "release", "w", "--json")))
    assert released["rows"] == {"gsm8k": 10, "mmmlu": QUESTIONS}
    folder = tmp_path / "w" / "release"
    rows = datasets.load_dataset(str(folder), "mmmlu", split="test", cache_dir=str(tmp_path / "c")).to_list()
    told = [(row["source_id"], row["original"], row["question"], row["answer"]) for row in rows]
    assert told == [
        (f"{subject}/{position}", question, translated, str(answer))
        for subject, questions in SUBJECTS.items()
        for position, (question, _choices, answer, translated) in enumerate(questions)
    ]
    assert {(row["translator"], row["review_state"], len(row["choices"])) for row in rows} == {
        ("human:mmmlu", "reviewed", 4)
    }
    card, licences = (folder / "README.md").read_text(), (folder / "LICENSES.md").read_text()
    assert f"people published as mmmlu (openai/MMMLU at {COMMIT})" in " ".join(card.split())
    assert [place for place in ("cais/mmlu", "openai/MMMLU", "gsm8k") if place not in licences] == []


def test_the_store_of_several_sources_is_rebuilt_the_same_and_a_second_draft_changes_nothing(isogloss, hub, tmp_path):
    mmmlu = ("math", "draft", "--benchmark", "mmmlu", "--to", "ko", "--workspace", "w")
    done(isogloss("math", "draft", "--input", SAMPLE, "--model", "m", "--to", "ko", "--workspace", "w"))
    done(isogloss(*mmmlu, HF_ENDPOINT=hub.url))
    before = everything(tmp_path / "w")
    done(isogloss(*mmmlu, HF_ENDPOINT=hub.url))
    assert everything(tmp_path / "w") == before
    (tmp_path / "w" / "store.duckdb").unlink()
    done(isogloss("rebuild", "w", **NO_MODEL))
    assert everything(tmp_path / "w") == before


def test_from_local_files_rows_that_do_not_pair_are_refused_and_counted(isogloss, server, tmp_path):
    inputs = []
    for subject, questions in SUBJECTS.items():
        rows = [
            {"question": question, "answer": answer, **{f"choice{i}": choices[i] for i in range(4)}}
            for question, choices, answer, _translated in questions
        ]
        (tmp_path / f"{subject}_test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        inputs += ["--input", f"{subject}_test.jsonl"]
    # Without its first question the subject's others move up: the gold shows that they are of other problems.
    spoilt = korean(without=["abstract_algebra/0"], other_gold=["high_school_mathematics/1"])
    (tmp_path / "mmlu_KO-KR.csv").write_bytes(spoilt)
    done(isogloss("math", "draft", *inputs, "--translation", "mmlu_KO-KR.csv", "--to", "ko", "--workspace", "w"))
    book = status(isogloss)["mmlu-en-ko"]
    assert (book["kept"], book["translated"], book["waiting_for_model"]) == (QUESTIONS, QUESTIONS - 3, 0)
    assert book["failed"] == {"another gold": 2, "no published translation": 1}
    assert server.stats().received == 0


def test_a_model_named_beside_a_published_translation_is_refused(isogloss, tmp_path):
    (tmp_path / "t.jsonl").write_text('{"question": "1+1?", "answer": 2, "id": "a"}\n')
    result = isogloss("math", "draft", "--input", SAMPLE, "--translation", "t.jsonl", "--to", "ko", "--model", "m")
    assert (result.returncode, result.stderr) == (
        1,
        "isogloss: the translation is published already, so no model is asked for it: leave --model out\n",
    )
