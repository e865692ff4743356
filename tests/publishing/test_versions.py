"""What changes from a release to the next, what errata do, and what never changes."""

import json
import shutil
import uuid

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from builders.cli.workspaces import errata as errata_command
from builders.deciding import DecideError, decide
from builders.inference_release.releasing import release as release_inference
from builders.publishing.checking import check
from builders.release import release
from builders.releasing.errata import take_errata
from builders.releasing.versions import Change, Version, VersionError, difference, next_version
from schemas.decisions import verify_chain
from tests.inference_release.inference_world import drafted as drafted_inference
from tests.inference_release.inference_world import publish
from tests.publishing.release_worlds import MATH_DATA, copied, edited, with_provenance
from tests.review_world import drafted


def rows_of(folder, file=MATH_DATA):
    return {row["id"]: row for row in pq.read_table(folder / file).to_pylist()}


def provenance_of(folder):
    return json.loads((folder / "provenance.json").read_text(encoding="utf-8"))


def accept(world, *numbers):
    lines = [{"item": world.items[number - 1], "decision": "accept", "annotator": "ana"} for number in numbers]
    decide(world.workspace, world.write(*lines))


def written(file, lines):
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def world(tmp_path):
    made = drafted(tmp_path / "w", items=5, flagged=[])
    accept(made, 1, 2, 3, 4)
    return made


def test_an_erratum_takes_effect_in_the_next_version_and_every_other_row_stays_as_it_was(world):
    first, second, third, fourth = world.items[:4]
    before = rows_of(release(world.workspace).folder)
    canary = provenance_of(world.workspace.release)["canary"]
    lines = world.write(
        {"item": second, "action": "withdraw", "reason": "Ana | Ben: both answers are right"},
        {"item": third, "action": "correct", "reason": "the number was wrong", "text": "사과 13개 중 하나를 먹으면?"},
    )
    assert take_errata(world.workspace, lines).model_dump() == {"withdrawn": 1, "corrected": 1, "already": 0}
    released = release(world.workspace)
    after, told = rows_of(released.folder), provenance_of(released.folder)
    assert list(after) == [first, third, fourth]
    assert {first: before[first], fourth: before[fourth]} == {first: after[first], fourth: after[fourth]}
    changed = {name for name in before[third] if before[third][name] != after[third][name]}
    assert (changed, after[third]["question"]) == (
        {"question", "translator", "decision"},
        "사과 13개 중 하나를 먹으면?",
    )
    assert (released.version, told["version"], told["canary"]) == ("2.0.0", "2.0.0", canary)
    assert told["changed"] == {"added": [], "removed": [second], "changed": [third]}
    assert told["errata"] == [
        {"item": second, "action": "withdraw", "reason": "Ana | Ben: both answers are right", "version": "2.0.0"},
        {"item": third, "action": "correct", "reason": "the number was wrong", "version": "2.0.0"},
    ]
    line = f"| {second} | withdrawn | 2.0.0 | Ana \\| Ben: both answers are right |"
    assert all(line in (released.folder / file).read_text() for file in ("README.md", "ERRATA.md"))
    assert check(released.folder).defects == ()
    assert verify_chain(world.workspace.decisions) == 6


def test_errata_that_were_told_of_are_told_of_by_every_later_version(world):
    release(world.workspace)
    lines = world.write({"item": world.items[0], "action": "withdraw", "reason": "ambiguous"})
    take_errata(world.workspace, lines)
    release(world.workspace)
    assert take_errata(world.workspace, lines).already == 1
    accept(world, 5)
    released = release(world.workspace)
    told = provenance_of(released.folder)
    assert (released.version, told["changed"]["added"]) == ("2.1.0", [world.items[4]])
    assert [(one["item"], one["version"]) for one in told["errata"]] == [(world.items[0], "2.0.0")]
    card = (released.folder / "README.md").read_text()
    table = [line for line in card.splitlines() if line[:5] in {"| 1.0", "| 2.0", "| 2.1"}]
    assert table == ["| 2.1.0 | 4 | 1 | 0 | 0 |", "| 2.0.0 | 3 | 0 | 0 | 1 |", "| 1.0.0 | 4 | 0 | 0 | 0 |"]
    assert "**Version 2.1.0.** Against the version before: 1 added." in card


def test_an_erratum_that_was_undone_is_said_to_be_and_may_come_again(world):
    release(world.workspace)
    item, line = world.items[0], {"item": world.items[0], "action": "withdraw", "reason": "ambiguous"}
    take_errata(world.workspace, world.write(line))
    assert release(world.workspace).version == "2.0.0"
    decide(world.workspace, world.write({"item": item, "decision": "undo", "annotator": "maintainer"}))
    assert [release(world.workspace).version for _ in range(2)] == ["2.1.0", "2.1.0"]
    told = provenance_of(world.workspace.release)["errata"]
    once = {"item": item, "action": "withdraw", "reason": "ambiguous", "version": "2.0.0", "taken_back": "2.1.0"}
    assert told == [once]
    text = (world.workspace.release / "ERRATA.md").read_text()
    assert f"| {item} | withdrawn; taken back in 2.1.0 | 2.0.0 | ambiguous |" in text.splitlines()
    take_errata(world.workspace, world.write(line | {"by": "ana"}))
    released = release(world.workspace)
    again = {"item": item, "action": "withdraw", "reason": "ambiguous", "version": "3.0.0"}
    assert provenance_of(released.folder)["errata"] == [once, again]


def test_an_undone_erratum_of_which_no_row_tells_makes_a_new_version_too(world):
    release(world.workspace)
    lines = [{"item": world.items[0], "action": "withdraw", "reason": reason} for reason in ("one", "two")]
    take_errata(world.workspace, world.write(*lines))
    release(world.workspace)
    decide(world.workspace, world.write({"item": world.items[0], "decision": "undo", "annotator": "maintainer"}))
    assert [release(world.workspace).version for _ in range(2)] == ["2.0.1", "2.0.1"]
    told = provenance_of(world.workspace.release)["errata"]
    assert [(one["reason"], one.get("taken_back")) for one in told] == [("one", None), ("two", "2.0.1")]


def test_a_label_is_corrected_and_a_hypothesis_withdrawn(tmp_path):
    world = drafted_inference(tmp_path / "w", events=4, pairs=1)
    world.agree(world.hypotheses)
    world.keep()
    publish(world)
    release_inference(world.workspace)
    wrong, bad = [hypothesis for hypothesis in world.hypotheses if hypothesis.label == "neutral"][:2]
    lines = [
        {"item": wrong.item, "action": "correct", "reason": "the second report denies it", "label": "contradiction"},
        {"item": bad.item, "action": "withdraw", "reason": "two claims"},
    ]
    take_errata(world.workspace, written(tmp_path / "errata.jsonl", lines))
    lines = [{"item": wrong.item, "action": "correct", "reason": "x", "text": "y"}]
    with pytest.raises(DecideError, match=r"is a hypothesis, judged as it reads: correct its `label`, or withdraw it;"):
        take_errata(world.workspace, written(tmp_path / "text.jsonl", lines))
    released = release_inference(world.workspace)
    unbalanced = [rows_of(released.folder, path.relative_to(released.folder))
                  for path in released.folder.glob("data/*-unbalanced/*.parquet")]  # fmt: skip
    rows = {item: row for part in unbalanced for item, row in part.items()}
    assert (rows[wrong.item]["label"], bad.item in rows, released.version) == (2, False, "2.0.0")
    assert check(released.folder).defects == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"item": "gsm8k-en-ko-9999", "action": "withdraw", "reason": "x"},
         "no release held gsm8k-en-ko-9999: decide about it with `isogloss decide`"),
        ({"item": "gsm8k-en-ko-0005", "action": "withdraw", "reason": "x"},
         "no release held gsm8k-en-ko-0005: decide about it with `isogloss decide`"),
        ({"item": "gsm8k-en-ko-0001", "action": "withdraw"}, "`reason` is missing"),
        ({"item": "gsm8k-en-ko-0001", "action": "withdraw", "reason": " "},
         "its reason is empty, and it is published: say in a sentence what is wrong"),
        ({"item": "gsm8k-en-ko-0001", "action": "mend", "reason": "x"},
         "`action`: input should be 'withdraw' or 'correct'"),
        ({"item": "gsm8k-en-ko-0001", "action": "correct", "reason": "x"},
         "a correction gives one of `text`, `answer` and `label`, a withdrawal none"),
        ({"item": "gsm8k-en-ko-0001", "action": "withdraw", "reason": "x", "text": "y"},
         "a correction gives one of `text`, `answer` and `label`, a withdrawal none"),
        ({"item": "gsm8k-en-ko-0001", "action": "correct", "reason": "x", "text": "y", "answer": "7"},
         "a correction gives one of `text`, `answer` and `label`, a withdrawal none"),
        ({"item": "gsm8k-en-ko-0001", "action": "correct", "reason": "x", "gold": "7"},
         ("`gold` is not a key of an erratum: the keys are item, action, reason, text, choices, original, answer, "
          "label, by")),
        ({"item": "gsm8k-en-ko-0001", "action": "correct", "reason": "x", "label": "neutral"},
         "gsm8k-en-ko-0001 is a problem without a label: correct its `text` or its `answer`, or withdraw it"),
    ],
)  # fmt: skip
def test_an_erratum_that_cannot_be_taken_is_one_sentence_and_nothing_is_written(line, why, world):
    release(world.workspace)
    good = {"item": "gsm8k-en-ko-0002", "action": "withdraw", "reason": "x"}
    with pytest.raises(DecideError) as refused:
        take_errata(world.workspace, world.write(good, line, name="e.jsonl"))
    assert str(refused.value) == f"{world.workspace.root / 'e.jsonl'}:2: {why}; nothing was written"
    assert verify_chain(world.workspace.decisions) == 4


def test_the_command_says_what_it_took(world):
    release(world.workspace)
    file = world.write({"item": world.items[0], "action": "withdraw", "reason": "ambiguous"}, name="e.jsonl")
    ran = CliRunner().invoke(errata_command, [str(world.workspace.root), str(file)])
    assert (ran.exit_code, ran.output) == (0, "1 withdrawn, 0 corrected, 0 known before\n")


def version(number, rows, prose="p"):
    return Version(version=number, rows={"c/test": rows}, prose=prose, change=Change(), errata=())


@pytest.mark.parametrize(
    ("rows", "prose", "number"),
    [
        ({"a": "1", "b": "2"}, "p", "1.2.3"),
        ({"a": "1", "b": "2"}, "other", "1.2.4"),
        ({"a": "1", "b": "2", "c": "3"}, "other", "1.3.0"),
        ({"a": "1", "b": "other", "c": "3"}, "p", "2.0.0"),
        ({"a": "1"}, "p", "2.0.0"),
    ],
)
def test_the_number_says_how_a_version_differs_from_the_one_before(rows, prose, number):
    before = [version("1.0.0", {}), version("1.2.3", {"a": "1", "b": "2"})]
    assert next_version(before, {"c/test": rows}, prose, []).version == number


def test_a_row_that_changed_its_split_was_added_and_removed():
    found = difference({"c/train": {"a": "1"}, "c/test": {"b": "2"}}, {"c/test": {"a": "1", "b": "2"}})
    assert found == Change(added=("a",), removed=("a",))


def test_the_same_release_again_keeps_its_version_also_when_the_folder_was_lost(world):
    first = release(world.workspace)
    card = (first.folder / "README.md").read_bytes()
    shutil.rmtree(first.folder)
    again = release(world.workspace)
    assert (again.version, (again.folder / "README.md").read_bytes()) == ("1.0.0", card)


def test_a_preview_is_marked_and_not_remembered(world):
    release(world.workspace)
    assert release(world.workspace, preview=True).version == "1.1.0-preview"
    assert release(world.workspace).version == "1.0.0"


def test_versions_are_in_the_order_of_their_numbers(world):
    release(world.workspace)
    for number in ("2.0.0", "10.0.0"):
        (world.workspace.versions / f"{number}.json").write_text(version(number, {}).model_dump_json())
    assert release(world.workspace).version == "10.1.0"


def test_a_version_that_was_damaged_stops_the_release_in_one_sentence(world):
    release(world.workspace)
    kept = world.workspace.versions / "1.0.0.json"
    kept.unlink()
    kept.write_text("{}")
    with pytest.raises(VersionError, match="is no version that a release wrote: restore it from a copy"):
        release(world.workspace)


def test_the_canary_is_on_the_card_and_in_every_file_and_no_row_differs_for_it(inference_release, math_release):
    guid = provenance_of(inference_release)["canary"]
    assert uuid.UUID(guid).version == 4
    files = list(inference_release.glob("data/*/*.parquet"))
    assert {pq.read_schema(file).metadata[b"canary"].decode() for file in files} == {guid}
    assert f"canary GUID {guid}" in (inference_release / "README.md").read_text()
    assert guid != provenance_of(math_release)["canary"]


def test_a_canary_that_is_missing_or_another_is_a_defect(math_release, tmp_path):
    guid = provenance_of(math_release)["canary"]
    other = str(uuid.UUID(int=4))
    card, data, none = (copied(math_release, tmp_path / name) for name in ("card", "data", "none"))
    edited(card, "README.md", guid, other)
    file = data / MATH_DATA
    pq.write_table(pq.read_table(file).replace_schema_metadata({"canary": other}), file)
    with_provenance(none, lambda told: told.update(canary=""))
    said = [[f"{defect.file}: {defect.sentence}" for defect in check(folder).defects] for folder in (card, data, none)]
    assert said == [
        [f"README.md: does not show the canary {guid} alone: build the release again"],
        [f"{MATH_DATA}: is not the file whose sum provenance.json has: build the release again",
         f"{MATH_DATA}: has not the canary {guid} in its metadata: build the release again"],
        ["provenance.json: names no canary: build the release again"],
    ]  # fmt: skip
