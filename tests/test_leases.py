"""Leases: real processes over one file."""

from __future__ import annotations

import pytest

from schemas.leases import LeaseError, Open, claim, heartbeat, leases
from tests.bench.reviewers import measure

FIRST, SECOND = Open("item-1", 0, 1), Open("item-2", 0, 1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "leases.sqlite"


def test_two_people_are_sent_to_different_items(path):
    assert [claim(path, name, [FIRST, SECOND]) for name in ("ana", "ben", "eva")] == [FIRST, SECOND, None]


def test_an_item_with_two_places_is_leased_twice(path):
    both = Open("item-1", 0, 2)
    assert [claim(path, name, [both]) for name in ("ana", "ben", "eva")] == [both, both, None]


def test_another_revision_is_another_place(path):
    assert [claim(path, "ana", [FIRST]), claim(path, "ben", [Open("item-1", 1, 1)])] == [FIRST, Open("item-1", 1, 1)]


def test_a_person_holds_one_lease_and_taking_another_gives_it_back(path):
    claim(path, "ana", [FIRST])
    claim(path, "ana", [SECOND])
    assert [(lease.annotator, lease.item) for lease in leases(path)] == [("ana", "item-2")]
    assert claim(path, "ben", [FIRST]) == FIRST


def test_a_lease_without_a_sign_of_life_ends(path):
    claim(path, "ana", [FIRST], seconds=-1)
    assert (heartbeat(path, "ana", "item-1"), claim(path, "ben", [FIRST])) == (False, FIRST)


def test_a_sign_of_life_keeps_a_lease(path):
    claim(path, "ana", [FIRST], seconds=60)
    before = leases(path)[0].expires
    assert heartbeat(path, "ana", "item-1", seconds=600)
    assert leases(path)[0].expires > before + 500


def test_a_file_that_is_no_lease_file_is_said_in_one_sentence(path):
    path.write_text("not a database" * 100)
    with pytest.raises(LeaseError, match="may be deleted, nothing is lost"):
        claim(path, "ana", [FIRST])


def test_many_processes_judge_every_item_exactly_twice(tmp_path):
    figures = measure(tmp_path, items=40, processes=4, overlap=2, abandoned=0.1)
    assert figures["items by number of judgments"] == {2: 40}
    assert figures["rows in the chain"] == 80
