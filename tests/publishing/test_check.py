"""A release as it is built passes; with one thing wrong in a copy of it, exactly that is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders.cli.publishing import check as check_command
from builders.deciding import decide, project
from builders.publishing.checking import check
from builders.publishing.public_text import public_text
from builders.publishing.release_files import open_release
from builders.publishing.scanning import scan
from builders.release import release
from schemas.records import Queued
from tests.publishing.planted_faults import INFERENCE, MATH
from tests.publishing.release_worlds import copied
from tests.review_world import a_run, drafted

EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "planted_faults.json").read_text(encoding="utf-8"))
"""Everything that is said of each fault."""


def sentences(folder):
    """Without the name of the temporary folder."""
    return [f"{defect.file}: {defect.sentence}".replace(str(folder), "FOLDER") for defect in check(folder).defects]


def test_a_release_of_mathematics_is_sound_and_its_figures_are_recomputed(math_release):
    checked = check(math_release)
    assert checked.defects == ()
    assert checked.rows == {"gsm8k": {"test": 8}}
    assert {figure.what: figure.files for figure in checked.figures} == {
        "problems": "8",
        "rows of gsm8k": "8 rows",
        "dataset_info of gsm8k": "test 8",
        "size_categories": "n<1K",
        "language": "en, ko",
        "language_bcp47": "en, ko",
        "languages": "en, ko",
        "composition, gsm8k, en-ko, numeric": "8 | 7 | 1 | 0",
        "lengths, gsm8k, en": "8 | 50 | 50 | 50",
        "lengths, gsm8k, ko": "8 | 39 | 27 | 39",
        "gold answers corrected": "nothing",
        "accepted, gsm8k-en-ko": "7",
        "fixed, gsm8k-en-ko": "1",
    }


def test_a_release_of_inference_pairs_is_sound_and_its_tables_are_recomputed(inference_release):
    checked = check(inference_release)
    assert checked.defects == ()
    figures = {figure.what: figure.files for figure in checked.figures}
    assert figures["statements"] == "67"
    assert figures["rows of invented-unbalanced"] == "train 60, validation 6, test 1"
    assert figures["balance of train"] == "20 20 20"
    assert figures["test of invented-nli-en: released, dropped, balanced, labels"] == "1; 1; 0; people's on 1"
    assert figures["invented-nli-en, native premises: languages, ar"] == "4 | 21.8 | 8 | 8 | 8"
    assert figures["invented-nli-en, translated premises: language pairs, de"] == "3 | 3 | "
    assert figures["invented-nli-en, native premises: documents needed, neutral"] == "1 | 6 | 2 | 4 | 0"
    assert figures["invented-nli-en, native premises: documents needed, by people, either"] == "0 | 0 | 0 | 0 | 0 | 1"
    assert len(figures) == 67


@pytest.mark.parametrize("name", MATH)
def test_a_fault_planted_into_a_release_of_mathematics_is_all_that_is_found(name, math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    MATH[name](folder)
    assert sentences(folder) == EXPECTED[name]


@pytest.mark.parametrize("name", INFERENCE)
def test_a_fault_planted_into_a_release_of_inference_pairs_is_all_that_is_found(name, inference_release, tmp_path):
    folder = copied(inference_release, tmp_path / "release")
    INFERENCE[name](folder)
    assert sentences(folder) == EXPECTED[name]


def test_a_provenance_that_cannot_be_read_is_one_sentence(math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    for content, why in (("[" * 100_000, "is nested deeper than any release's"), ("{", "is no JSON (line 1)")):
        (folder / "provenance.json").write_text(content)
        assert sentences(folder) == [f"provenance.json: {why}: build the release again"]


def test_every_planted_fault_is_expected_to_be_found():
    assert EXPECTED.keys() == {*MATH, *INFERENCE}
    assert all(EXPECTED.values())


def test_unread_rows_are_sound_in_a_preview_that_says_so(tmp_path):
    world = drafted(tmp_path, items=3, flagged=[])
    checked = check(release(world.workspace, preview=True).folder)
    assert (checked.preview, checked.rows, checked.defects) == (True, {"gsm8k": {"test": 3}}, ())


def test_unread_rows_within_the_bound_of_a_sample_are_sound(tmp_path):
    world = drafted(tmp_path, items=4, flagged=[], run=a_run(review="risk", sample_size=2))
    read = [queued.item for queued in world.store.all(Queued, run=world.run.id)]
    decide(world.workspace, world.write(*({"item": item, "decision": "accept", "annotator": "ana"} for item in read)))
    project(world.workspace, world.store)
    checked = check(release(world.workspace).folder)
    figures = {figure.what: figure.files for figure in checked.figures}
    assert (checked.rows, figures["accepted, gsm8k-en-ko"], checked.defects) == ({"gsm8k": {"test": 4}}, "2", ())


def test_the_command_prints_a_defect_a_line_and_exits_with_1(math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    MATH["other number accepted"](folder)
    ran = CliRunner().invoke(check_command, [str(folder)])
    assert ran.exit_code == 1
    assert ran.output.splitlines() == [
        f"{folder}: not sound, 1 defect",
        "README.md: accepted, gsm8k-en-ko: the card says 8, the files 7; build the release again",
    ]


def test_the_command_prints_what_it_recomputed_and_exits_with_0(math_release):
    ran = CliRunner().invoke(check_command, [str(math_release)])
    assert ran.exit_code == 0
    assert ran.output.splitlines()[:4] == [
        f"{math_release}: sound",
        "config        gsm8k: test 8",
        "figures       13 of the card recomputed from the Parquet files:",
        "  problems: 8",
    ]
    as_json = json.loads(CliRunner().invoke(check_command, [str(math_release), "--json"]).output)
    assert (as_json["rows"], as_json["defects"], len(as_json["figures"])) == ({"gsm8k": {"test": 8}}, [], 13)


def test_a_release_that_was_cloned_is_as_sound_as_it_was(math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / ".gitattributes").write_text("*.parquet filter=lfs\n")
    assert check(folder) == check(math_release).model_copy(update={"folder": folder})


def test_a_private_row_is_looked_for_past_links_that_lead_nowhere_or_to_a_folder(math_release, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    (folder / "gone.md").symlink_to("/nowhere")
    (folder / "etc").symlink_to("/etc")
    opened = open_release(folder)
    assert scan(opened) == ()
    assert public_text(opened) == public_text(open_release(math_release))


def test_no_room_to_load_a_release_is_not_said_to_be_its_fault(math_release, tmp_path):
    ran = subprocess.run(
        ["bash", "-c", f"ulimit -f 4; exec {sys.executable} -m builders check {math_release}"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.splitlines()[-1]) == (
        1, "", "isogloss: File too large; nothing that was kept is lost, mend it and run the same again"
    )  # fmt: skip
