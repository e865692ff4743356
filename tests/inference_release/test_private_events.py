"""Whole events of the test split are held out of a release of inference pairs, in every config of it."""

import json
from collections import Counter

import pyarrow.parquet as pq
import pytest

from builders.inference_release.releasing import release
from builders.publishing.checking import check
from schemas.inference import LABELS
from schemas.private_share import PrivateShare, keep_private_share
from tests.inference_release.inference_world import a_run, drafted


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Forty events, four of them of the test split, one of which is to be held out; some items are rejected."""
    made = drafted(tmp_path_factory.mktemp("nli") / "w", events=40, pairs=2, twins=range(40), run=a_run(twins="gpt-t"))
    made.agree(made.hypotheses[::7], "reject")
    made.agree([one for number, one in enumerate(made.hypotheses) if number % 7])
    made.keep()
    keep_private_share(made.workspace.private_share, PrivateShare(share=0.3, seed="s", salt="5a" * 32))
    release(made.workspace)
    return made


def rows_of(folder):
    return {
        (file.parent.name, file.name.split("-")[0]): pq.read_table(file).to_pylist()
        for file in sorted(folder.glob("data/*/*.parquet"))
    }


@pytest.fixture(scope="module")
def public(world):
    return rows_of(world.workspace.release)


@pytest.fixture(scope="module")
def private(world):
    return rows_of(world.workspace.private)


def events(rows):
    return {row["event"] for row in rows}


def test_an_event_is_held_out_with_all_its_hypotheses_and_only_of_the_test_split(public, private):
    held_out = events(private["invented-unbalanced", "test"])
    assert {split for _config, split in private} == {"test"}
    assert held_out & {event for rows in public.values() for event in events(rows)} == set()
    assert (len(held_out), len(events(public["invented-unbalanced", "test"]))) == (1, 3)
    assert {config for config, _split in private} == {"invented", "invented-unbalanced", "invented-english"}
    assert all(events(rows) <= held_out for rows in private.values())


def test_labels_stand_equally_often_in_what_is_public_and_in_what_is_held_out(public, private):
    for rows in (public["invented", "test"], private["invented", "test"]):
        assert len(set(Counter(row["label"] for row in rows).values())) == 1
        assert len({row["label"] for row in rows}) == len(LABELS)


def test_the_release_is_sound_with_what_is_held_out_among_what_is_withheld(world, private):
    checked = check(world.workspace.release, private=world.workspace.private)
    assert (checked.defects, checked.held_out) == ((), len(private["invented-unbalanced", "test"]))
    told = json.loads((world.workspace.release / "provenance.json").read_text())
    test = next(counts for counts in told["splits"]["invented-nli-en"] if counts["split"] == "test")
    assert test["withheld"]["in the private part"] == len(private["invented-unbalanced", "test"])
    assert {one["stratum"].split(", ")[0] for one in told["private"]["strata"]} == {"invented"}
    assert all(one["public"] for one in told["private"]["strata"])


def test_an_event_that_comes_to_stand_in_another_split_stays_held_out(world, private):
    before = events(private["invented-unbalanced", "test"])
    release(world.workspace, seed=99)
    later = rows_of(world.workspace.release)
    splits = {split for (_config, split), rows in later.items() if events(rows) & before}
    assert (splits, events(rows_of(world.workspace.private)["invented-unbalanced", "test"]) >= before) == (set(), True)
    assert check(world.workspace.release, private=world.workspace.private).defects == ()
