import json

import pytest

from builders.deciding import Decided, DecideError, decide, outcomes, project
from schemas.asked import REASONS
from schemas.decisions import read_decisions
from schemas.outcomes import Outcome
from schemas.records import Decision, Finding, Translation
from schemas.store import Store
from tests.review_world import a_decision, a_run, drafted

ITEM = "gsm8k-en-ko-0001"
ACCEPT = {"item": ITEM, "decision": "accept", "annotator": "ana"}
FIX = {"item": ITEM, "decision": "fix", "annotator": "ana", "text": "아나는 사과 11개 중 하나를 먹습니다."}


@pytest.fixture
def world(tmp_path):
    return drafted(tmp_path)


def taken(world, *lines):
    return decide(world.workspace, world.write(*lines))


def refused(world, *lines):
    with pytest.raises(DecideError) as fault:
        taken(world, *lines)
    assert read_decisions(world.workspace.decisions) == []
    return str(fault.value).removeprefix(f"{world.workspace.root / 'decisions.jsonl'}:")


def test_a_file_read_twice_decides_once(world):
    lines = [FIX, ACCEPT | {"annotator": "ben"}, ACCEPT | {"item": world.items[1]}]
    assert taken(world, *lines) == Decided(new=3, already=0, by_verdict={"fix": 1, "accept": 2})
    assert taken(world, *lines) == Decided(new=0, already=3, by_verdict={})
    assert taken(world, *lines, ACCEPT | {"item": world.items[2]}) == Decided(
        new=1, already=3, by_verdict={"accept": 1}
    )


def test_a_decision_keeps_who_when_and_what(world):
    line = {
        "item": ITEM,
        "decision": "reject",
        "annotator": "ana",
        "role": "adjudicator",
        "reason": "number",
        "note": "12 became 21",
        "when": "2026-03-01T10:00:00+09:00",
        "event": "mine-1",
        "active_ms": 4200,
        "revision": 0,
    }
    taken(world, line)
    expected = a_decision(
        1,
        "reject",
        "ana",
        event="mine-1",
        made_at="2026-03-01T01:00:00+00:00",
        role="adjudicator",
        note="12 became 21",
        active_ms=4200,
    )
    assert read_decisions(world.workspace.decisions) == [expected]


def test_a_line_without_a_revision_is_about_the_newest_one_also_within_the_file(world):
    taken(world, FIX, ACCEPT | {"annotator": "ben"})
    assert [d.revision for d in read_decisions(world.workspace.decisions)] == [0, 1]
    project(world.workspace, world.store)
    assert outcomes(world.run, world.store) == {ITEM: Outcome("fixed", 1, ("ana", "ben"))}


def test_an_undo_takes_back_a_persons_last_decision(world):
    taken(world, ACCEPT, {"item": ITEM, "decision": "undo", "annotator": "ana"})
    accept, undo = read_decisions(world.workspace.decisions)
    assert undo.undoes == accept.event


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (FIX | {"text": " "}, "a fix needs the corrected question as `text`"),
        (
            FIX | {"text": "아나는 사과 11개를 가지고 있고 하나를 먹습니다. 몇 개가 남습니까?"},
            "the fix equals revision 0: to agree with it, `accept`",
        ),
        (FIX | {"choices": ["1", "2"]}, f"{ITEM} has 0 choices, and the fix gives 2"),
        (ACCEPT | {"text": "x"}, "only a fix has text or choices, and this line says accept"),
        (ACCEPT | {"decision": "reject"}, f"a reject needs a `reason`: give one of {', '.join(REASONS)}"),
        (
            ACCEPT | {"decision": "reject", "reason": "bad"},
            f"`bad` is no reason: give one of {', '.join(REASONS)}",
        ),
        (ACCEPT | {"revision": 3}, f"{ITEM} has no revision 3: its newest is 0"),
        (ACCEPT | {"when": "yesterday"}, "`when` is no ISO 8601 time: yesterday"),
        (ACCEPT | {"decision": "undo"}, f"ana has decided nothing about {ITEM} that could be undone"),
        (ACCEPT | {"decision": "undo", "event": "e9"}, f"{ITEM} has no event e9 to undo"),
        (
            ACCEPT | {"verdict": "accept"},
            (
                "`verdict` is not a key of a decision: the keys are item, decision, annotator, text, choices, reason, "
                "revision, when, role, note, event, active_ms, guideline, round, original, ratings, "
                "chance, answer"
            ),
        ),
        ({"item": ITEM, "decision": "accept"}, "`annotator` is missing"),
        (
            ACCEPT | {"decision": "agree"},
            (
                "`decision`: input should be 'accept', 'fix', 'reject', 'gold', 'entailment', 'neutral', "
                "'contradiction', 'skip' or 'undo'"
            ),
        ),
        (ACCEPT | {"active_ms": -1}, "`active_ms`: input should be greater than or equal to 0"),
        ([ACCEPT], "not a JSON object"),
    ],
)
def test_one_bad_line_is_named_and_nothing_is_written(world, line, sentence):
    assert refused(world, ACCEPT | {"item": world.items[1]}, line) == f"2: {sentence}; nothing was written"


def test_an_unknown_item_is_named_with_where_the_known_ones_stand(world):
    assert refused(world, ACCEPT | {"item": "gsm8k-en-ko-9999"}) == (
        "1: there is no item gsm8k-en-ko-9999 (the column `item` of "
        f"{world.workspace.review}/*.parquet lists them); nothing was written"
    )


def test_nobody_but_an_adjudicator_undoes_anothers_decision(world):
    undo = ACCEPT | {"decision": "undo", "annotator": "ben", "event": "e1"}
    assert "only they or an adjudicator can undo it" in refused(world, ACCEPT | {"event": "e1"}, undo)
    assert taken(world, ACCEPT | {"event": "e1"}, undo | {"role": "adjudicator"}).new == 2


def test_a_broken_line_is_named_by_its_number(world):
    file = world.workspace.root / "decisions.jsonl"
    file.write_text(f"{json.dumps(ACCEPT)}\n\n{{broken\n")
    with pytest.raises(DecideError, match=r"decisions\.jsonl:3: not JSON"):
        decide(world.workspace, file)


@pytest.mark.parametrize(
    ("content", "why"), [(None, "cannot read"), (b"", "holds no decisions"), (b"\xff\xfe", "is not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_one_sentence(world, content, why):
    file = world.workspace.root / "d.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DecideError, match=why):
        decide(world.workspace, file)


def test_files_with_a_byte_order_mark_crlf_and_decomposed_hangul_are_read(world):
    decomposed = json.dumps(FIX | {"text": "가"}, ensure_ascii=False)
    file = world.workspace.root / "d.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + decomposed.encode() + b"\r\n")
    decide(world.workspace, file)
    assert [d.question for d in read_decisions(world.workspace.decisions)] == ["가"]


def test_a_fix_of_a_choice_problem_keeps_the_options_it_does_not_name(tmp_path):
    world = drafted(tmp_path, run=a_run(answer_type="choice"), choices=("ten", "eleven"))
    taken(world, FIX, FIX | {"choices": ["열", "열하나"]})
    project(world.workspace, world.store)
    assert [t.choices for t in world.store.all(Translation) if t.item == ITEM] == [
        ("ten", "eleven"),
        ("ten", "eleven"),
        ("열", "열하나"),
    ]


def test_projecting_brings_decisions_fixes_and_their_findings_in_exactly_once(world):
    taken(world, FIX | {"text": "아나는 사과를 하나 먹습니다. 몇 개가 남습니까?"})
    assert project(world.workspace, world.store) == 1
    decisions, texts, findings = (world.store.all(kind) for kind in (Decision, Translation, Finding))
    assert decisions == read_decisions(world.workspace.decisions)
    assert texts[1] == Translation(
        run=world.run.id,
        item=ITEM,
        revision=1,
        question="아나는 사과를 하나 먹습니다. 몇 개가 남습니까?",
        choices=(),
        translator="human:ana",
        answer_key="",
    )
    assert [(f.revision, f.check) for f in findings if f.item == ITEM] == [(0, "numbers"), (1, "numbers")]
    assert project(world.workspace, world.store) == 0
    assert [world.store.all(kind) for kind in (Decision, Translation, Finding)] == [decisions, texts, findings]


def test_projecting_in_pieces_comes_out_as_projecting_at_once(world, tmp_path_factory):
    other = drafted(tmp_path_factory.mktemp("other"))
    lines = [FIX, FIX | {"annotator": "ben", "text": "두 번째"}, ACCEPT | {"annotator": "cho"}]
    lines = [line | {"when": "2026-01-01T00:00:00Z"} for line in lines]
    for line in lines:
        taken(world, line)
        project(world.workspace, world.store)
    taken(other, *lines)
    project(other.workspace, other.store)
    for kind in (Decision, Translation, Finding):
        assert world.store.all(kind) == other.store.all(kind)


def test_a_store_that_lacks_a_decided_item_says_so_and_keeps_its_watermark(world, tmp_path):
    taken(world, ACCEPT)
    empty = Store(tmp_path / "empty.duckdb")
    with pytest.raises(DecideError, match=rf"decides about {ITEM}, which is not in the store"):
        project(world.workspace, empty)
    assert empty.highest_decision() == 0
