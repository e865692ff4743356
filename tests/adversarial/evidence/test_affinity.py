"""Which languages fail alike: by hand, invariant, nothing where there is nothing, and a picture of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.adversarial.evidence import affinity
from builders.adversarial.evidence.affinity import affinities, agreeing, clades_of
from builders.adversarial.evidence.affinity_picture import brackets, draw_affinities
from builders.adversarial.evidence.language_rates import language_rates
from builders.adversarial.evidence.margins import failures, same_margins, traded
from tests.adversarial.evidence.records import common

LANGUAGES = ("aa", "bb", "cc", "dd")
TABLES = st.integers(0, 10**6).map(np.random.default_rng)


def golds(rows):
    return {f"s{row}": 0 for row in range(rows)}


def found(wrong, languages=LANGUAGES, seed=1):
    return affinities(common(wrong, languages), golds(len(wrong)), seed=seed)


def values(languages):
    return {(pair.one, pair.other): pair.value for pair in languages.pairs}


def test_the_table_holds_what_was_not_asked_as_missing():
    table = failures(common([[1, 0, None, 0], [1, 1, 1, 1]]), golds(2))
    assert table.languages == LANGUAGES
    np.testing.assert_array_equal(table.wrong, [[1, 0, np.nan, 0], [1, 1, 1, 1]])
    assert table.informative.tolist() == [0]


def test_an_answer_that_names_no_option_is_a_failure():
    answers = [one.model_copy(update={"choice": None}) for one in common([[0, 0, 0, 0]])]
    assert failures(answers, golds(1)).wrong.tolist() == [[1, 1, 1, 1]]


def test_agreement_by_hand():
    wrong = np.array([[1, 1, 0, np.nan], [0, 0, 1, np.nan]])
    assert agreeing(wrong, [(0, 1), (0, 2), (0, 3), (2, 3)]).tolist() == [[1, 0, 0, 0], [1, 0, 0, 0]]


def test_affinity_by_hand():
    # Each row fails in two of four languages, each language in half of the rows: of the three ways to pair languages
    # a third is expected to put two given ones together, so (O - E) / (N - E) is 1 for aa and bb, -1/2 for aa and cc.
    pairs = values(found([[1, 1, 0, 0], [0, 0, 1, 1]] * 60))
    assert pairs["aa", "bb"] == pairs["cc", "dd"] == pytest.approx(1)
    assert [pairs[pair] for pair in [("aa", "cc"), ("aa", "dd"), ("bb", "cc"), ("bb", "dd")]] == pytest.approx(
        [-0.5] * 4, abs=0.02
    )


def test_languages_that_are_always_weak_are_not_alike_for_that():
    rng = np.random.default_rng(2)
    wrong = (rng.random((300, 4)) < [0.8, 0.8, 0.2, 0.2]).astype(int).tolist()
    assert found(wrong).pairs[0].value == pytest.approx(0, abs=0.12)
    assert found(wrong).pairs[0].p > 0.02


def test_questions_that_are_hard_everywhere_bring_no_languages_together():
    rng = np.random.default_rng(4)
    hard = rng.normal(0, 3, size=(400, 1))
    wrong = (rng.random((400, 4)) < 1 / (1 + np.exp(-hard))).astype(int).tolist()
    pairs = found(wrong)
    assert [pair.value for pair in pairs.pairs] == pytest.approx([0] * 6, abs=0.2)
    assert min(pair.p_of_all for pair in pairs.pairs) > 0.05


def test_p_values_of_nothing_are_spread_evenly(monkeypatch):
    monkeypatch.setattr(affinity, "TABLES", 20)
    rng = np.random.default_rng(6)
    ps = [found((rng.random((18, 4)) < 0.5).astype(int).tolist(), seed=number).pairs[0].p for number in range(60)]
    assert 0.35 < np.mean(ps) < 0.65
    assert np.mean(np.array(ps) <= 0.05) <= 0.12


def test_questions_that_fail_every_model_in_a_language_are_no_more_evidence_than_one(monkeypatch):
    monkeypatch.setattr(affinity, "TABLES", 20)
    rng = np.random.default_rng(7)
    least = []
    for number in range(30):
        wrong = (rng.random((18, 4)) < 0.5).astype(int).tolist()
        answers = [answer for model in "abcde" for answer in common(wrong, model=model)]
        least.append(min(pair.p_of_all for pair in affinities(answers, golds(18), seed=number).pairs))
    assert np.mean(np.array(least) <= 0.05) <= 0.15


def test_a_shared_weakness_is_found_with_its_clades_and_their_support():
    rng = np.random.default_rng(8)
    shared = rng.random((60, 2)) < 0.5
    noise = rng.random((60, 4)) < 0.15
    wrong = (shared[:, [0, 0, 1, 1]] ^ noise).astype(int).tolist()
    languages = found(wrong)
    by_pair = {(pair.one, pair.other): pair for pair in languages.pairs}
    for pair in (("aa", "bb"), ("cc", "dd")):
        assert by_pair[pair].p_of_all <= 0.002
        assert 0 < by_pair[pair].low < by_pair[pair].value < by_pair[pair].high
    assert [(clade.languages, clade.support) for clade in languages.clades] == [
        (pair, pytest.approx(1)) for pair in sorted([("aa", "bb"), ("cc", "dd")], key=lambda p: -by_pair[p].value)
    ]


def test_below_twenty_seeds_nothing_is_resampled():
    languages = found([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]] * 6)
    assert languages.seeds == 18
    assert {clade.support for clade in languages.clades} == {None}
    assert {(pair.low, pair.high) for pair in languages.pairs} == {(None, None)}


@pytest.mark.parametrize("wrong", [[[1, 0]] * 25, [[0, 0]] * 25, [[1, 1]] * 25])
def test_of_two_languages_there_is_nothing_to_tell(wrong):
    languages = found(wrong, ("aa", "bb"))
    assert [(pair.value, pair.p) for pair in languages.pairs] in ([(None, None)], [(0.0, 1.0)])
    assert languages.clades == ()


def test_languages_that_were_never_asked_the_same_are_not_compared():
    languages = found([[1, 0, None, 0], [0, None, 1, 1], [1, 0, None, 1]] * 10)
    pairs = {(pair.one, pair.other): pair for pair in languages.pairs}
    assert (pairs["bb", "cc"].value, pairs["bb", "cc"].p, pairs["bb", "cc"].rows) == (None, None, 0)
    assert pairs["aa", "dd"].value is not None
    assert languages.clades == ()


@settings(max_examples=40, deadline=None)
@given(rng=TABLES, missing=st.sampled_from([0.0, 0.3]), share=st.sampled_from([0.2, 0.5]))
def test_tables_drawn_have_the_same_margins_within_each_model_and_the_same_gaps(rng, missing, share):
    wrong = (rng.random((24, 5)) < share).astype(float)
    wrong[rng.random(wrong.shape) < missing] = np.nan
    models = np.repeat([0, 1, 2], [9, 8, 7])
    after = wrong
    for _trade in range(5):
        after = traded(after, models, rng)
    np.testing.assert_array_equal(np.isnan(after), np.isnan(wrong))
    np.testing.assert_array_equal(np.nansum(after, axis=1), np.nansum(wrong, axis=1))
    for model in range(3):
        np.testing.assert_array_equal(
            np.nansum(after[models == model], axis=0), np.nansum(wrong[models == model], axis=0)
        )


def test_every_table_with_the_same_margins_is_drawn_as_often():
    # Two failures a row and a column of 3 x 3: the six tables are the complements of permutations.
    table = failures(common([[1, 1, 0], [1, 0, 1], [0, 1, 1]], ("aa", "bb", "cc")), golds(3))
    drawn = [tuple(map(tuple, wrong)) for wrong in same_margins(table, draws=3000, seed=1)]
    counts = [drawn.count(one) for one in set(drawn)]
    assert len(counts) == 6
    assert all(400 < count < 600 for count in counts)


@settings(max_examples=4, deadline=None)
@given(rng=TABLES)
def test_right_and_wrong_may_change_places(rng):
    wrong = (rng.random((18, 4)) < 0.4).astype(int)
    one, other = values(found(wrong.tolist())), values(found((1 - wrong).tolist()))
    assert list(one.values()) == pytest.approx(list(other.values()), abs=0.1)  # E is drawn, not computed


def test_rates_of_languages_leave_out_what_was_not_asked():
    wrong = [[0, 1, None, 1] if row % 2 else [0, 0, 0, 1] for row in range(20)]
    answers = [
        one.model_copy(update={"choice": None}) if one.language == "dd" and one.seed == "s4" else one
        for one in common(wrong)
    ]
    rates = language_rates(answers, golds(20), seed=1)
    assert [(rate.language, rate.accuracy.value, rate.accuracy.n, rate.unparsable) for rate in rates] == [
        ("aa", 1, 20, 0), ("bb", 0.5, 20, 0), ("cc", None, 10, 0), ("dd", 0, 20, 1),
    ]  # fmt: skip
    assert rates[2].accuracy.why == "counts only: 10 of the 20 clusters that an estimate needs"


def test_clades_of_a_linkage_leave_out_the_one_that_holds_all():
    tree = np.array([[0, 1, 0.2, 2], [2, 3, 0.4, 2], [4, 5, 0.9, 4]])
    assert clades_of(tree) == [(frozenset({0, 1}), 0.2), (frozenset({2, 3}), 0.4)]


def test_a_bracket_joins_the_middles_of_its_parts():
    languages = found([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 1, 0]] * 6)
    drawn = {clade.languages: bracket for clade, bracket in brackets(languages)}
    bracket = drawn["aa", "bb"]
    assert abs(bracket.right - bracket.left) == 1
    assert (bracket.left_height, bracket.right_height) == (0, 0)


@pytest.mark.parametrize("wrong", [[[1, 1, 0, 0], [0, 0, 1, 1]] * 12, [[None, 0, 1, 0], [0, None, 1, 1]] * 3])
def test_the_picture_is_the_same_for_the_same_answers(wrong, tmp_path):
    for name in ("one.png", "other.png"):
        draw_affinities(found(wrong), tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()
