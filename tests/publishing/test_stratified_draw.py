"""The same share of every stratum, where groups have rows in several; and which rows are one group."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.releasing.siblings import Candidate, siblings
from builders.releasing.stratified_draw import drawn


def rows_of(groups, chosen):
    found = Counter()
    for group in chosen:
        found.update(groups[group])
    return found


def test_a_share_of_every_stratum_is_drawn_and_a_stratum_of_one_group_stays_whole():
    groups = {f"a{n}": {"ko": 1} for n in range(20)} | {f"b{n}": {"de": 1} for n in range(10)} | {"c": {"sw": 1}}
    chosen = drawn(groups, {}, share=0.2, seed="s")
    assert rows_of(groups, chosen) == {"ko": 4, "de": 2}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.34, 0.5])
def test_groups_with_rows_in_several_strata_bring_every_stratum_near_its_share(share):
    languages = ("de", "es", "ko", "ru", "zh")
    groups = {
        str(n): {languages[n % 5]: 1 + n % 3, languages[(n + 1 + n % 4) % 5]: 2}
        for n in range(200)
    }  # fmt: skip
    every, found = rows_of(groups, groups), rows_of(groups, drawn(groups, {}, share=share, seed="s"))
    assert {stratum for stratum in every if abs(found[stratum] - share * every[stratum]) > 3} == set()


def test_the_draw_rests_on_the_seed_and_not_on_the_order():
    groups = {str(n): {"ko": 1} for n in range(50)}
    backwards = dict(reversed(groups.items()))
    first = drawn(groups, {}, share=0.2, seed="one")
    assert drawn(backwards, {}, share=0.2, seed="one") == first
    assert drawn(groups, {}, share=0.2, seed="another") != first


def test_what_is_known_is_not_drawn_again_and_counts_towards_the_share():
    groups = {str(n): {"ko": 1} for n in range(15)}
    known = {str(n): n < 2 for n in range(10)}
    more = drawn(groups, known, share=0.2, seed="s")
    assert (len(more), more & known.keys()) == (1, set())
    enough = drawn(groups, {str(n): n < 3 for n in range(10)}, share=0.2, seed="s")
    assert enough == frozenset()


@given(
    sizes=st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), min_size=1), min_size=1, max_size=12),
    tenths=st.integers(1, 9),
)
def test_every_stratum_keeps_a_row_whatever_the_share(sizes, tenths):
    groups = {str(n): size for n, size in enumerate(sizes)}
    chosen = drawn(groups, {}, share=tenths / 10, seed="s")
    assert rows_of(groups, groups.keys() - chosen).keys() == rows_of(groups, groups).keys()


def test_many_strata_of_few_rows_do_not_all_round_to_nothing():
    groups = {str(n): {f"pair {n}": 3, f"pair {n + 1}": 3} for n in range(50)}
    assert len(drawn(groups, {}, share=0.1, seed="s")) == 5


def a_candidate(item, *, names=(), texts=()):
    return Candidate(item, (f"own {item}", *names), texts, stratum="ko", testing=True)


def test_rows_with_a_name_or_a_text_in_common_are_siblings_and_so_are_siblings_of_siblings():
    rows = [
        a_candidate("a", names=("problem 1",)),
        a_candidate("b", texts=("Ana has  12 apples.",)),
        a_candidate("c", names=("problem 2",), texts=("Other",)),
        a_candidate("d", names=("problem 1",), texts=("ana has 12\napples.",)),
    ]
    assert [[one.item for one in group] for group in siblings(rows)] == [["a", "b", "d"], ["c"]]
    assert [[one.item for one in group] for group in siblings(reversed(rows))] == [["d", "b", "a"], ["c"]]


def test_a_name_is_no_text_and_a_text_no_name():
    rows = [a_candidate("a", names=("17",)), a_candidate("b", texts=("17",))]
    assert len(siblings(rows)) == 2
