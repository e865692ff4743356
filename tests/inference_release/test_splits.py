import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.audits.leakage import LeakageError, leaked_events, require_no_leakage
from builders.inference_release.splits import SPLITS, shared_name, split_events

EVENTS = st.sets(st.text("0123456789abcdef", min_size=1, max_size=6), max_size=60)


def sizes(splits):
    return [list(splits.values()).count(split) for split in SPLITS]


@given(events=EVENTS, seed=st.integers(0, 9))
def test_every_event_is_in_one_split_and_the_order_they_come_in_does_not_matter(events, seed):
    splits = split_events(sorted(events), seed=seed)
    assert splits == split_events([*sorted(events, reverse=True), *events], seed=seed)
    assert splits.keys() == events
    assert leaked_events({split: [e for e in events if splits[e] == split] for split in SPLITS}) == {}


def test_the_papers_370_events_are_split_as_in_the_paper():
    assert sizes(split_events(map(str, range(370)), seed=0)) == [296, 37, 37]


@pytest.mark.parametrize(("events", "expected"), [(0, [0, 0, 0]), (2, [2, 0, 0]), (3, [1, 1, 1]), (27, [21, 3, 3])])
def test_few_events_are_held_out_as_soon_as_one_remains_to_train_on(events, expected):
    assert sizes(split_events(map(str, range(events)), seed=0)) == expected


def test_another_seed_holds_out_other_events():
    events = [str(number) for number in range(370)]
    assert split_events(events, seed=0) != split_events(events, seed=1)


def test_two_runs_know_an_event_by_the_same_name():
    assert shared_name("itn-nli-en-3fa9c1", "itn-nli-en") == shared_name("itn-nli-de-3fa9c1", "itn-nli-de") == "3fa9c1"


def test_an_event_in_two_splits_is_refused_with_both():
    require_no_leakage({"train": ["a", "a"], "test": ["b"]})
    with pytest.raises(LeakageError, match=r"1 events stand in more than one split \(a in train and test\)"):
        require_no_leakage({"train": ["a"], "test": ["b", "a"]})
