"""Annotators take turns: every item has exactly its readers, every group its share, and no write goes around it."""

from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from builders.cli import isogloss
from review_app.permissions import NotPermitted
from review_app.standings import Standings
from review_app.writing import Press, Said, submit
from schemas.decisions import read_decisions
from schemas.people import Private, invite, load_people
from schemas.rotation import Rotation, RotationError, read_rotation, start_rotation
from tests.review_batches import a_workspace, many_items
from tests.review_world import a_run

NAMES = ("ana", "ben", "cho")
ITEMS = many_items(6)


@given(people=st.integers(2, 6), persons=st.integers(1, 5), seed=st.integers(), item=st.text())
def test_an_item_has_its_number_of_different_readers_and_always_the_same(people, persons, seed, item):
    names = tuple(f"p{number}" for number in range(people))
    turns = Rotation(people=names, persons=min(persons, people - 1), seed=seed)
    readers = turns.group_of(item)
    assert len(set(readers)) == turns.persons
    assert set(readers) <= set(names)
    assert readers == turns.group_of(item)


def test_every_pair_of_three_reads_a_third():
    turns = Rotation(people=NAMES, persons=2, seed=7)
    parts = Counter(turns.group_of(f"gsm8k-en-ko-{number:06}") for number in range(3000))
    assert sorted(parts) == [("ana", "ben"), ("ana", "cho"), ("ben", "cho")]
    assert all(900 < size < 1100 for size in parts.values())
    assert turns.probability == pytest.approx(2 / 3)


def test_a_rotation_is_begun_once(tmp_path):
    begun = start_rotation(tmp_path, ["cho", "ana", "ben", "ana"], persons=2, seed=1)
    assert (begun.people, read_rotation(tmp_path)) == (NAMES, begun)
    assert start_rotation(tmp_path, NAMES, persons=2, seed=1) == begun
    with pytest.raises(RotationError, match="another rotation stands in"):
        start_rotation(tmp_path, NAMES, persons=2, seed=2)


def test_as_many_people_as_an_item_needs_take_no_turns(tmp_path):
    with pytest.raises(RotationError, match="2 of 2 people is no rotation"):
        start_rotation(tmp_path, ["ana", "ben"], persons=2, seed=0)
    assert read_rotation(tmp_path) is None


def test_a_file_that_is_no_rotation_is_said_to_be_none(tmp_path):
    (tmp_path / "rotation.json").write_text("{}")
    with pytest.raises(RotationError, match="is no rotation"):
        read_rotation(tmp_path)


@pytest.fixture
def workspace(tmp_path):
    place = a_workspace(tmp_path, ITEMS, annotators=2)
    for name in NAMES:
        invite(place.people, name, role=None, languages={}, private=Private())
    return place


def test_only_the_readers_of_an_item_can_write_about_it_and_with_the_chance_they_were_asked(workspace):
    turns = start_rotation(workspace.people, NAMES, persons=2, seed=0)
    standings = Standings(workspace.decisions, {ITEMS[0].run: a_run(annotators=2)})
    refused = []
    for item in ITEMS:
        for person in load_people(workspace.people).values():
            try:
                submit(workspace, standings, Press(item, 0, 0, person, "v1", turns), Said("accept"))
            except NotPermitted:
                refused.append((item.item, person.pseudonym))
    assert set(refused) == {(item.item, name) for item in ITEMS for name in set(NAMES) - set(turns.group_of(item.item))}
    assert len(refused) == len(ITEMS)
    assert {row.chance for row in read_decisions(workspace.decisions)} == {2 / 3}


def rotated(workspace, *names):
    return CliRunner().invoke(isogloss, ["review", "rotate", str(workspace.root), *names])


def test_the_command_says_who_reads_with_whom(workspace):
    assert rotated(workspace, *NAMES).output.splitlines() == [
        "3 parts, 2 people each: ana and ben; ana and cho; ben and cho",
        "each of them is asked about 67% of the items",
    ]
    assert read_rotation(workspace.people) == Rotation(people=NAMES, persons=2, seed=0)


def test_the_command_names_who_was_not_invited(workspace):
    shown = rotated(workspace, "ana", "ben", "dee")
    assert (shown.exit_code, shown.exception is None) != (0, True)
    assert "dee was not invited" in str(shown.exception or shown.output)
