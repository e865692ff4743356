"""A gold that its source states wrongly: corrected by an erratum, in every direction, beside what the source says."""

import json
import sqlite3

import pyarrow.parquet as pq
import pytest

from builders.corrected_golds import corrected_golds
from builders.deciding import DecideError, decide
from builders.publishing.checking import check
from builders.release import release
from builders.releasing.errata import take_errata
from schemas.decisions import read_decisions, verify_chain
from schemas.store import Store
from tests.publishing.release_worlds import copied, with_rows
from tests.review_world import a_decision, a_problem, a_run, drafted


def rows_of(released):
    return {
        row["id"]: row for file in released.folder.glob("data/*/*.parquet") for row in pq.read_table(file).to_pylist()
    }


def golds_of(released):
    return {item: (row["answer"], row["source_answer"]) for item, row in rows_of(released).items()}


def accept(world):
    decide(world.workspace, world.write(*({"item": i, "decision": "accept", "annotator": "ana"} for i in world.items)))


def correct(world, item, answer, reason="the half was forgotten"):
    line = {"item": item, "action": "correct", "reason": reason, "answer": answer}
    return take_errata(world.workspace, world.write(line, name="e.jsonl"))


@pytest.fixture
def world(tmp_path):
    """Two problems, accepted."""
    made = drafted(tmp_path / "w", items=2, flagged=[])
    accept(made)
    return made


def spanish(world):
    """The same problems into another language, in the same workspace, not yet accepted."""
    return drafted(world.workspace.root, items=2, flagged=[], run=a_run(target_language="es"))


def test_the_next_release_has_the_right_answer_in_every_direction_beside_the_sources_own(world):
    accept(spanish(world))
    before = rows_of(release(world.workspace))
    assert correct(world, "gsm8k-en-ko-0001", "10.50").model_dump() == {"withdrawn": 0, "corrected": 1, "already": 0}
    released = release(world.workspace)
    after = rows_of(released)
    wrong = ["gsm8k-en-es-0001", "gsm8k-en-ko-0001"]
    assert after == before | {item: before[item] | {"answer": "21/2", "source_answer": "10"} for item in wrong}
    told = json.loads((released.folder / "provenance.json").read_text())
    assert (released.version, told["changed"]["changed"]) == ("2.0.0", wrong)
    assert told["errata"] == [
        {"item": wrong[1], "action": "correct gold", "reason": "the half was forgotten", "version": "2.0.0"}
    ]
    card = (released.folder / "README.md").read_text()
    assert (
        "| gsm8k-en-ko-0001 | gold answer corrected, in every direction | 2.0.0 | the half was forgotten |"
        in card.splitlines()
    )
    assert "- Gold answers that were corrected: 2, for reasons that the errata tell." in card
    assert check(released.folder).defects == ()


def test_a_direction_that_is_drafted_after_the_erratum_has_the_right_answer_too(world):
    release(world.workspace)
    correct(world, "gsm8k-en-ko-0002", "12")
    accept(spanish(world))
    assert golds_of(release(world.workspace)) == {
        "gsm8k-en-ko-0001": ("10", "10"), "gsm8k-en-ko-0002": ("12", "11"),
        "gsm8k-en-es-0001": ("10", "10"), "gsm8k-en-es-0002": ("12", "11"),
    }  # fmt: skip


def test_a_corrected_gold_says_nothing_of_the_text(world):
    """What was rejected stays out, and what was withdrawn does not come back."""
    other = spanish(world)
    reject = {"item": other.items[0], "decision": "reject", "annotator": "ana", "reason": "number"}
    decide(world.workspace, world.write(reject))
    release(world.workspace)
    take_errata(world.workspace, world.write({"item": world.items[0], "action": "withdraw", "reason": "ambiguous"}))
    correct(world, world.items[0], "42")
    assert golds_of(release(world.workspace)) == {"gsm8k-en-ko-0002": ("11", "11")}


def test_the_last_correction_counts_and_one_that_is_taken_back_does_not(world):
    first, second = world.items
    release(world.workspace)
    correct(world, first, "12")
    correct(world, first, "13", reason="and the other half")
    correct(world, second, "14")
    last = read_decisions(world.workspace.decisions)[-1]
    undo = {"item": second, "decision": "undo", "annotator": "cho", "role": "adjudicator", "event": last.event}
    decide(world.workspace, world.write(undo))
    assert golds_of(release(world.workspace)) == {first: ("13", "10"), second: ("11", "11")}
    assert verify_chain(world.workspace.decisions) == 6


def test_a_problem_is_the_same_where_question_options_and_gold_are_and_the_last_word_counts(tmp_path):
    store, korean, spanish = Store(tmp_path / "store.duckdb"), a_run(), a_run(target_language="es")
    other = a_run(name="revised")
    store.add([a_problem(korean, 1), a_problem(korean, 2), a_problem(spanish, 1), a_problem(other, 1, answer="11")])
    said = {"role": "adjudicator", "item": "gsm8k-en-ko-0001"}
    earlier = a_decision(2, "gold", "cho", answer="12", **said)
    later = a_decision(3, "gold", "cho", answer="13", **said | {"item": "gsm8k-en-es-0001"})
    accepted = a_decision(1, "accept", "cho", **said | {"item": "gsm8k-en-es-0001"})
    right = dict.fromkeys(["gsm8k-en-es-0001", "gsm8k-en-ko-0001"], "13")
    assert corrected_golds(store, [accepted, earlier, later]) == right
    assert corrected_golds(store, [accepted]) == {}


def test_a_choice_is_corrected_by_letter_or_by_the_options_own_text(tmp_path):
    world = drafted(
        tmp_path / "w", items=2, flagged=[], run=a_run(answer_type="choice"), choices=("ten", "a dozen") * 6
    )
    accept(world)
    release(world.workspace)
    correct(world, world.items[0], "(B)")
    assert golds_of(release(world.workspace))[world.items[0]] == ("1", "10")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("ten", '"ten" cannot be read as the numeric answer of gsm8k-en-ko-0001: give one number in English notation'),
        ("", '"" cannot be read as the numeric answer of gsm8k-en-ko-0001: give one number in English notation'),
        ("10.0", "the gold answer of gsm8k-en-ko-0001 is 10 already: there is nothing to correct"),
    ],
)
def test_an_answer_that_is_none_of_its_type_or_stands_already_is_one_sentence(answer, why, world):
    release(world.workspace)
    with pytest.raises(DecideError) as refused:
        correct(world, "gsm8k-en-ko-0001", answer)
    assert str(refused.value) == f"{world.workspace.root / 'e.jsonl'}:1: {why}; nothing was written"
    assert verify_chain(world.workspace.decisions) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"decision": "gold", "answer": "12"}, "cannot be decided as gold: give accept, fix, reject, skip or undo"),
        ({"decision": "gold", "role": "adjudicator"}, "`gold` needs the right answer as `answer`"),
        ({"decision": "accept", "answer": "12"}, "`gold` needs the right answer as `answer`"),
    ],
)
def test_only_an_adjudicator_corrects_a_gold_and_says_what_is_right(said, why, world):
    with pytest.raises(DecideError, match=why):
        decide(world.workspace, world.write({"item": world.items[0], "annotator": "ana", **said}))


def test_a_gold_that_differs_behind_the_cards_back_is_found(world, tmp_path):
    folder = copied(release(world.workspace).folder, tmp_path / "copy")
    with_rows(folder, lambda rows: rows[0].update(answer="99"))
    assert [defect.sentence for defect in check(folder).defects] == [
        "gold answers corrected: the card says nothing, the files 1; build the release again"
    ]


def test_a_decision_without_an_answer_is_written_as_before_answers_were_known(world):
    release(world.workspace)
    correct(world, world.items[0], "12")
    with sqlite3.connect(world.workspace.decisions) as connection:
        rows = [json.loads(row) for (row,) in connection.execute("SELECT row FROM decisions ORDER BY seq")]
    assert [row.get("answer") for row in rows] == [None, None, "12"]
