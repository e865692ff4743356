"""Whether private rows are those that a release committed to, and whether one of them is public: each fault is said."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from builders.cli.publishing import check as check_command
from builders.deciding import decide
from builders.publishing.checking import check
from builders.publishing.hub_faults import PublishError
from builders.publishing.planning import plan
from builders.release import release
from schemas.private_share import PrivateShare, keep_private_share
from tests.publishing.release_worlds import MATH_DATA, edited, with_provenance, with_rows
from tests.review_world import drafted

OTHER_ROWS = "holds other rows than those that provenance.json commits to, or the salt is another"
PUBLIC = "stands in a public file: do not publish this release"


def _without_ids(file):
    table = pq.read_table(file)
    pq.write_table(table.drop_columns("id"), file)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Ten problems, two of them held out."""
    world = drafted(tmp_path_factory.mktemp("private") / "w", items=10, flagged=[])
    decide(
        world.workspace,
        world.write(*({"item": item, "decision": "accept", "annotator": "ana"} for item in world.items)),
    )
    keep_private_share(world.workspace.private_share, PrivateShare(share=0.2, seed="s", salt="5a" * 32))
    release(world.workspace)
    return world.workspace


@pytest.fixture
def both(made, tmp_path):
    """A copy of either folder, and what is held out."""
    folders = {
        name: shutil.copytree(made.root / folder, tmp_path / name)
        for name, folder in {"public": "release", "private": "private"}.items()
    }
    return SimpleNamespace(**folders, rows=pq.read_table(made.private / MATH_DATA).to_pylist())


def said(both):
    return [f"{one.file}: {one.sentence}" for one in check(both.public, private=both.private).defects]


def with_private_rows(both, change):
    file = both.private / MATH_DATA
    table = pq.read_table(file)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)


def test_the_rows_of_a_release_are_those_that_it_has_committed_to(both):
    assert said(both) == []
    ran = CliRunner().invoke(check_command, [str(both.public), "--private", str(both.private)])
    assert (ran.exit_code, ran.output.splitlines()[2]) == (0, "held out      2 rows, those that it has committed to")
    ran = CliRunner().invoke(check_command, [str(both.public)])
    assert ran.output.splitlines()[2] == "held out      2 rows, not compared: add --private FOLDER"


def test_a_row_that_was_changed_is_not_what_was_committed_to(both):
    with_private_rows(both, lambda rows: rows[0].update(answer="7"))
    assert said(both) == [f"private/{MATH_DATA}: {OTHER_ROWS}"]


def test_the_order_of_rows_is_no_part_of_the_commitment(both):
    with_private_rows(both, lambda rows: rows.reverse())
    assert said(both) == []


def test_a_row_that_is_missing_is_counted_as_well(both):
    with_private_rows(both, lambda rows: rows.pop())
    counts = "holds 1 accepted and provenance.json says 2 accepted: release again"
    assert said(both) == [f"private/{MATH_DATA}: {OTHER_ROWS}", f"private/{MATH_DATA}: {counts}"]


def test_a_salt_that_is_another_opens_nothing(both):
    edited(both.private, "opening.json", "5a5a", "5a5b")
    assert said(both) == [f"private/{MATH_DATA}: {OTHER_ROWS}"]


def test_a_folder_of_another_version_is_said_to_be_one(both):
    edited(both.private, "opening.json", '"1.0.0"', '"1.1.0"')
    [sentence] = said(both)
    assert sentence == (
        "private/opening.json: opens version 1.1.0, and the release is version 1.0.0: "
        "give the folder that was written with it"
    )


@pytest.mark.parametrize("content", ["{", '{"version": "1.0.0"}', '"5a"', '{"version": "1.0.0", "salt": "5z"}'])
def test_an_opening_that_cannot_be_read_is_one_sentence(content, both):
    (both.private / "opening.json").write_text(content)
    assert said(both) == [
        "private/opening.json: holds no version and salt: restore it from a copy, or release again"
    ]  # fmt: skip


def test_a_folder_that_is_no_private_one_is_one_sentence(both, tmp_path):
    both.private = tmp_path
    assert said(both) == [
        "private/opening.json: is not there: name the private folder of the release's workspace"
    ]  # fmt: skip


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"PAR1"), _without_ids])
def test_a_file_that_is_lost_or_torn_is_one_sentence(spoil, both):
    spoil(both.private / MATH_DATA)
    assert said(both) == [
        f"private/{MATH_DATA}: is not there or cannot be read: restore it from a copy, or release again"
    ]


def test_a_file_without_the_canary_and_one_that_nothing_commits_to_are_said(both):
    table = pq.read_table(both.private / MATH_DATA)
    pq.write_table(table.replace_schema_metadata({}), both.private / MATH_DATA)
    other = both.private / "data" / "gsm8k" / "more.parquet"
    pq.write_table(table, other)
    guid = table.schema.metadata[b"canary"].decode()
    assert said(both) == [
        f"private/{MATH_DATA}: has not the canary {guid} in its metadata: release again",
        "private/data/gsm8k/more.parquet: is of no part that provenance.json commits to: take it out",
    ]


def test_a_text_that_is_public_too_is_found_whatever_its_case_and_spaces(both):
    row = both.rows[0]
    with_rows(both.public, lambda rows: rows[0].update(original=row["original"].upper().replace(" ", "\n ")))
    assert f"private/{MATH_DATA}: 1 row ({row['id']}) whose text {PUBLIC}" in said(both)


def test_a_text_is_found_on_the_card_and_within_the_provenance(both):
    first, second = both.rows
    edited(both.public, "README.md", "## Dataset Creation\n", f"## Dataset Creation\n\nAs in: {first['question']}\n")
    with_provenance(both.public, lambda known: known.update(example={"deep": [second["original"]]}))
    assert f"private/{MATH_DATA}: 2 rows ({first['id']}, {second['id']}) whose text {PUBLIC}" in said(both)


def test_a_salt_that_is_public_is_a_defect(both):
    with_provenance(both.public, lambda known: known.update(note="5A" * 32))
    assert said(both) == [
        "private/opening.json: holds a salt that stands in a public file: do not publish this release"
    ]


def test_an_id_is_found_in_a_table_and_in_a_text(both):
    first, second = both.rows
    with_rows(both.public, lambda rows: rows[0].update(id=first["id"]))
    (both.public / "ERRATA.md").write_text(f"# Errata\n\n| {second['id']} | withdrawn |\n")
    assert f"private/{MATH_DATA}: 2 rows ({first['id']}, {second['id']}) whose id {PUBLIC}" in said(both)


def test_a_release_with_a_row_of_the_private_folder_beside_it_is_not_published(both, repository):
    release_folder = both.public.rename(both.public.with_name("release"))
    with_rows(release_folder, lambda rows: rows[0].update(original=both.rows[0]["original"]))
    with pytest.raises(PublishError, match=rf"the first in private/{MATH_DATA}: 1 row .* whose text {PUBLIC}"):
        plan(release_folder, repository)


def test_a_release_that_holds_nothing_out_is_not_the_one(both):
    with_provenance(both.public, lambda known: known.update(private=None))
    sentence = f"says of nothing that it is held out: {both.private} is not of this release"
    assert f"provenance.json: {sentence}" in said(both)


def test_accounts_add_up_to_what_is_public_and_what_is_held_out(both):
    with_provenance(both.public, lambda known: known["private"]["parts"][0].update(states={"accepted": 1, "fixed": 1}))
    assert [one.sentence for one in check(both.public).defects] == [
        "gsm8k-en-ko: 10 items accepted and 9 such rows: build the release again",
        "gsm8k-en-ko: 0 items fixed and 1 such row: build the release again",
        "accepted, gsm8k-en-ko: the card says 10, the files 9; build the release again",
        "fixed, gsm8k-en-ko: the card says 0, the files 1; build the release again",
    ]
