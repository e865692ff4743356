"""A part of the test rows is held out: which, for how long, and what the public is told of it."""

import json
import re

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from builders.cli.mathematics import release as release_command
from builders.deciding import decide, project
from builders.publishing.checking import check
from builders.release import release
from builders.releasing.errata import take_errata
from schemas.private_share import PrivateShare, PrivateShareError, keep_private_share, new_share
from tests.review_world import a_run, drafted

SALT = "5a" * 32


def accept(world, *numbers):
    lines = [{"item": world.items[number - 1], "decision": "accept", "annotator": "ana"} for number in numbers]
    decide(world.workspace, world.write(*lines))
    project(world.workspace, world.store)


@pytest.fixture
def world(tmp_path):
    """Fifteen problems, the first ten accepted."""
    made = drafted(tmp_path / "w", items=15, flagged=[])
    accept(made, *range(1, 11))
    return made


@pytest.fixture
def shared(world):
    """The same, with a fifth to be held out under a seed that is known."""
    keep_private_share(world.workspace.private_share, PrivateShare(share=0.2, seed="s", salt=SALT))
    return world


def ids(folder):
    """Of every row, by config and split."""
    files = sorted(folder.glob("data/*/*.parquet"))
    return {
        f"{file.parent.name}/{file.name.split('-')[0]}": set(pq.read_table(file)["id"].to_pylist()) for file in files
    }


def told(world):
    return json.loads((world.workspace.release / "provenance.json").read_text(encoding="utf-8"))["private"]


def defects(world):
    return check(world.workspace.release, private=world.workspace.private).defects


def every_file(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_problem_is_held_out_in_every_direction_and_its_rows_are_in_no_public_file(world):
    spanish = drafted(world.workspace.root, items=10, flagged=[], run=a_run(target_language="es"))
    accept(spanish, *range(1, 11))
    released = release(world.workspace, private_share=0.2)
    public, private = ids(world.workspace.release), ids(world.workspace.private)
    numbers = {part: {item[-4:] for item in items} for part, items in private.items()}
    assert numbers["gsm8k-en-es/test"] == numbers["gsm8k-en-ko/test"]
    assert released.held_out == {"gsm8k-en-es/test": 2, "gsm8k-en-ko/test": 2}
    assert {part: len(public[part] | private[part]) for part in public} == dict.fromkeys(public, 10)
    assert [public[part] & private[part] for part in public] == [set(), set()]
    assert defects(world) == ()


def test_what_is_held_out_has_the_columns_and_the_canary_of_what_is_public(shared):
    release(shared.workspace)
    file = "data/gsm8k/test-00000-of-00001.parquet"
    public, private = (pq.read_schema(folder / file) for folder in (shared.workspace.release, shared.workspace.private))
    assert public.equals(private, check_metadata=True)
    assert (public.metadata[b"canary"], len(public)) == (shared.workspace.canary.read_bytes().strip(), 17)


def test_the_public_is_told_how_many_rows_are_held_out_and_a_commitment_and_no_secret(shared):
    release(shared.workspace)
    said, card = told(shared), (shared.workspace.release / "README.md").read_text()
    commitment = said["parts"][0].pop("commitment")
    assert re.fullmatch("sha256:[0-9a-f]{64}", commitment)
    assert said == {
        "share": 0.2,
        "strata": [{"stratum": "gsm8k", "public": 8, "private": 2}],
        "parts": [{"config": "gsm8k", "split": "test", "rows": 2, "groups": 2, "states": {"accepted": 2}}],
        "change": {},
        "errata": {},
    }
    assert "**Private part.** 2 of 10 test rows are held out" in card
    assert "| gsm8k | 8 | 2 |" in card
    assert f"| gsm8k/test | 2 | 2 | {commitment} |" in card
    secrets = [SALT, *ids(shared.workspace.private)["gsm8k/test"]]
    files = every_file(shared.workspace.release).values()
    assert [secret for secret in secrets if any(secret.encode() in content for content in files)] == []


def test_seed_and_salt_are_random():
    one, other = new_share(0.2), new_share(0.2)
    assert (one.share, len(one.seed), len(one.salt)) == (0.2, 32, 64)
    assert {one.seed, one.salt}.isdisjoint({other.seed, other.salt})


def test_the_same_release_again_makes_the_same_bytes(shared):
    first = release(shared.workspace)
    before = every_file(shared.workspace.release), every_file(shared.workspace.private)
    again = release(shared.workspace, private_share=0.2)
    assert (again.version, again.held_out) == (first.version, first.held_out)
    assert (every_file(shared.workspace.release), every_file(shared.workspace.private)) == before


def test_later_releases_hold_out_the_same_rows_and_the_same_share_of_new_ones(shared):
    release(shared.workspace)
    public, private = ids(shared.workspace.release)["gsm8k/test"], ids(shared.workspace.private)["gsm8k/test"]
    accept(shared, *range(11, 16))
    released = release(shared.workspace)
    later = ids(shared.workspace.private)["gsm8k/test"]
    assert (private < later, public & later, len(later)) == (True, set(), 3)
    assert (released.version, told(shared)["change"], defects(shared)) == ("1.1.0", {"added": 1}, ())


def test_a_share_that_is_chosen_late_takes_nothing_back_and_no_more_of_the_new_rows(world):
    release(world.workspace)
    public = ids(world.workspace.release)["gsm8k/test"]
    with pytest.raises(PrivateShareError, match="none of 10 test rows in 10 groups; 10 of them were public before"):
        release(world.workspace, private_share=0.2)
    accept(world, *range(11, 16))
    released = release(world.workspace, private_share=0.2)
    assert (ids(world.workspace.private)["gsm8k/test"] & public, released.held_out) == (set(), {"gsm8k/test": 1})
    assert defects(world) == ()


def test_an_erratum_withdraws_a_row_that_is_held_out_without_a_word_of_which(shared):
    release(shared.workspace)
    public, before = ids(shared.workspace.release), told(shared)["parts"][0]
    first, second = sorted(ids(shared.workspace.private)["gsm8k/test"])
    line = {"item": first, "action": "withdraw", "reason": "the cake is a lie"}
    assert take_errata(shared.workspace, shared.write(line)).withdrawn == 1
    released = release(shared.workspace)
    said = told(shared)
    assert (ids(shared.workspace.private), ids(shared.workspace.release)) == ({"gsm8k/test": {second}}, public)
    assert (said["change"], said["errata"], released.version) == ({"withdrawn": 1}, {"withdraw": 1}, "2.0.0")
    assert said["parts"][0]["commitment"] != before["commitment"]
    everything = b"".join(every_file(shared.workspace.release).values())
    assert (first.encode() in everything, b"the cake is a lie" in everything) == (False, False)
    card = (shared.workspace.release / "README.md").read_text()
    assert "**Version 2.0.0.** Against the version before: the same public rows." in card
    assert "see below. Against the version before: 1 withdrawn of these." in card
    assert "No error of a public row has been reported." in card
    assert "Errata of held-out rows, all so far: 1 withdrawn" in card
    assert defects(shared) == ()


def test_a_sibling_of_what_was_held_out_is_held_out_also_when_the_other_was_withdrawn(shared):
    release(shared.workspace)
    withdrawn = min(ids(shared.workspace.private)["gsm8k/test"])
    take_errata(shared.workspace, shared.write({"item": withdrawn, "action": "withdraw", "reason": "x"}))
    release(shared.workspace)
    spanish = drafted(shared.workspace.root, items=15, flagged=[], run=a_run(target_language="es"))
    accept(spanish, *range(1, 16))
    release(shared.workspace)
    assert f"gsm8k-en-es-{withdrawn[-4:]}" in ids(shared.workspace.private)["gsm8k-en-es/test"]


def test_a_preview_keeps_held_out_what_is_held_out(shared):
    release(shared.workspace)
    private = ids(shared.workspace.private)["gsm8k/test"]
    released = release(shared.workspace, preview=True)
    assert private & ids(shared.workspace.release)["gsm8k/test"] == set()
    assert (released.version, defects(shared)) == ("1.1.0-preview", ())
    release(shared.workspace)
    assert ids(shared.workspace.private)["gsm8k/test"] == private


def test_another_share_is_refused_and_the_release_before_stays(shared):
    release(shared.workspace)
    before = every_file(shared.workspace.release)
    with pytest.raises(PrivateShareError) as refused:
        release(shared.workspace, private_share=0.3)
    assert str(refused.value) == (
        f"{shared.workspace.private_share} holds out a share of 0.2, not 0.3, and what was held out once stays so: "
        "leave out --private-share"
    )
    assert every_file(shared.workspace.release) == before


def test_a_share_that_holds_out_nothing_is_refused_with_the_numbers_and_not_kept(tmp_path):
    world = drafted(tmp_path / "w", items=2, flagged=[])
    accept(world, 1, 2)
    with pytest.raises(PrivateShareError) as refused:
        release(world.workspace, private_share=0.2)
    assert str(refused.value) == (
        "a private share of 0.2 holds out none of 2 test rows in 2 groups; 0 of them were public before and stay so: "
        "choose a larger one, or decide about more items"
    )
    assert not world.workspace.private_share.exists()
    assert release(world.workspace, private_share=0.5).held_out == {"gsm8k/test": 1}


def test_of_what_is_public_already_no_share_can_be_held_out(tmp_path):
    world = drafted(tmp_path / "w", items=2, flagged=[])
    accept(world, 1, 2)
    release(world.workspace)
    with pytest.raises(PrivateShareError, match=r"2 of them were public before and stay so: decide about more items$"):
        release(world.workspace, private_share=0.5)


def test_a_share_cannot_begin_with_a_preview(world):
    with pytest.raises(PrivateShareError, match="give --private-share without --preview"):
        release(world.workspace, preview=True, private_share=0.2)


def test_a_share_that_was_damaged_stops_the_release_in_one_sentence(shared):
    shared.workspace.private_share.unlink()
    shared.workspace.private_share.write_text('{"share": 2}')
    with pytest.raises(PrivateShareError, match=r"private.json cannot be read .*: restore it from a copy"):
        release(shared.workspace)


def test_the_command_says_what_it_held_out_and_refuses_a_share_that_is_none(world):
    ran = CliRunner().invoke(release_command, [str(world.workspace.root), "--private-share", "0.2"])
    lines = ["withheld: 5 clean, unread", "withheld: 2 in the private part"]
    lines += [f"held out: gsm8k/test: 2 rows, in {world.workspace.private}", "version: 1.0.0"]
    assert (ran.exit_code, ran.output.splitlines()[:-1]) == (0, ["gsm8k: 8 rows", *lines])
    assert CliRunner().invoke(release_command, [str(world.workspace.root), "--private-share", "1"]).exit_code == 2
