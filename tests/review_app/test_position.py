"""Where a person is, from the address and the journal alone."""

from hypothesis import given
from hypothesis import strategies as st

from review_app.position import Position, neighbour, position, to_claim
from schemas.leases import Open
from tests.review_world import a_decision

ITEMS = ["i1", "i2", "i3"]
SAID = st.tuples(st.sampled_from(ITEMS), st.sampled_from(["accept", "reject", "fix", "skip", "undo"]))


def journal(said):
    """One person's decisions, numbered as a journal does."""
    return [a_decision(seq, verdict, "ana", item=item) for seq, (item, verdict) in enumerate(said, start=1)]


def test_without_an_address_what_comes_next_is_asked_for():
    assert position([], None, None, highest=0) == Position(None, 0)


def test_an_address_of_an_item_opens_it_though_it_was_decided_before():
    assert position(journal([("i1", "accept")]), "i1", None, highest=1) == Position("i1", 1)


def test_a_decision_about_the_item_moves_on():
    assert position(journal([("i1", "accept")]), "i1", 0, highest=1) == Position(None, 1)


def test_a_decision_about_another_item_moves_nothing():
    assert position(journal([("i2", "accept")]), "i1", 0, highest=1) == Position("i1", 0)


def test_an_undo_goes_back_to_the_item_it_is_about():
    own = journal([("i1", "accept"), ("i1", "undo")])
    assert position(own, "i2", 1, highest=2) == Position("i1", 2)


@given(
    st.lists(SAID, max_size=8), st.sampled_from([*ITEMS, None]), st.integers(0, 8) | st.none(), st.sampled_from(ITEMS)
)
def test_loading_the_page_again_keeps_the_place(said, item, after, following):
    own = journal(said)
    where = position(own, item, after, highest=len(own))
    shown = where.item or following
    assert position(own, shown, where.after, highest=len(own)) == Position(shown, where.after)


@given(st.lists(SAID, max_size=8), st.sampled_from(ITEMS), st.sampled_from(["accept", "reject", "fix", "skip"]))
def test_a_press_leaves_the_item_it_was_on_and_repeating_it_leaves_no_other(said, shown, verdict):
    own = journal(said)
    after = len(own)
    own = [*own, a_decision(after + 1, verdict, "ana", item=shown)]
    moved = position(own, shown, after, highest=after + 1)
    assert moved == Position(None, after + 1)
    following = next(item for item in ITEMS if item != shown)
    late = [*own, a_decision(after + 2, verdict, "ana", item=shown)]  # the key's second stroke, still about `shown`
    assert position(late, following, moved.after, highest=after + 2) == Position(following, after + 1)


def test_skipped_items_come_last_and_closed_ones_never():
    places = {"i1": 1, "i2": 1, "i3": 0}
    found = to_claim(ITEMS, lambda item: Open(item, 0, 1) if places[item] else None, lambda item: item == "i1")
    assert [claimed.item for claimed in found] == ["i2", "i1"]


def test_neighbours_end_with_the_listing():
    steps = [neighbour(ITEMS, item, step) for item, step in (("i1", -1), ("i1", 1), ("i3", 1), ("gone", 1))]
    assert steps == [None, "i2", None, "i1"]
    assert neighbour([], "i1", 1) is None
