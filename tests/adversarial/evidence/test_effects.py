"""Differences between cells: by hand, whatever the order, and nothing where there is nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.adversarial.evidence.effects import DIFFERENCES, effects
from builders.adversarial.evidence.rates import CellRate, cell_rates
from builders.adversarial.evidence.seed_means import estimated, kish, seed_mean
from schemas.adversarial import CELLS
from tests.adversarial.evidence.records import all_cells, fresh, node
from tests.adversarial.worlds import run

RUN = run(simulators=("sim",), held_out=("other",))


def of(found, panel, difference, language=0):
    return next(one for one in found[language].effects if (one.panel, one.difference) == (panel, difference))


def many(seeds, *, right, pairs_of=lambda _seed: 1):
    """Pairs of as many seeds with fresh answers of both panels; `right` gives the counts of five by seed."""
    pairs = [node(f"p{seed}-{number}", f"s{seed}") for seed in range(seeds) for number in range(pairs_of(seed))]
    answers = [
        answer for pair in pairs for model in ("sim", "other") for answer in fresh(pair.node, model, right(pair.seed))
    ]
    return pairs, answers, {f"s{seed}": 0 for seed in range(seeds)}


def test_an_answer_that_names_no_option_is_wrong_and_told():
    answers = fresh("p", "m", {"T0": 3}, unparsable=1)
    assert cell_rates(answers, {"p": 0}) == [CellRate("p", "m", "T0", right=3, unparsable=1, of=5)]


def test_a_cell_of_another_gold_counts_nothing_as_right():
    assert cell_rates(fresh("p", "m", {"T0": 3}), {"p": 2}) == [CellRate("p", "m", "T0", 0, 0, 5)]


# By hand, of five: E0 5, E+dE 4, T0 4, T+dT 1, T+dE 3, E+n 5, T+n 3.
WORKED = {
    "drop": 0.6, "claim": 0.4, "gap": 0.2, "untranslated": 0.0, "translated": 0.4, "neutral": 0.2,
    "beyond neutral": 0.2,
}  # fmt: skip


def test_every_difference_is_the_one_worked_by_hand():
    found = effects(*many(20, right=lambda _seed: all_cells(5, 4, 4, 1, 3, 5, 3))[:2], run=RUN,
                    golds={f"s{seed}": 0 for seed in range(20)})  # fmt: skip
    got = {one.difference: one.estimate.value for one in found[0].effects if one.panel == "held-out"}
    assert got == pytest.approx(WORKED)
    assert WORKED["claim"] == pytest.approx(WORKED["neutral"] + WORKED["beyond neutral"])
    assert of(found, "selection", "drop").estimate.value == pytest.approx(0.8)
    assert of(found, "held-out", "claim").left.value == pytest.approx(0.4 / 0.8)
    accuracies = {one.cell: (one.accuracy.value, one.answers) for one in found[0].cells if one.panel == "simulators"}
    assert accuracies == {
        cell: (pytest.approx(right / 5), 100) for cell, right in zip(CELLS, (5, 4, 4, 1, 3, 5, 3), strict=True)
    }


def test_differences_take_as_much_as_they_give():
    assert {name: sum(weights.values()) for name, weights in DIFFERENCES.items()} == dict.fromkeys(DIFFERENCES, 0)


def test_a_seed_weighs_as_much_as_another_however_many_pairs_it_gave():
    full, none = all_cells(5, 5, 5, 0, 5, 5, 5), all_cells(5, 5, 5, 5, 5, 5, 5)
    pairs, answers, golds = many(
        20, right=lambda seed: full if seed == "s0" else none, pairs_of=lambda seed: 10 if seed == 0 else 1
    )
    (found,) = effects(pairs, answers, run=RUN, golds=golds)
    claim = of([found], "held-out", "claim")
    assert (claim.estimate.value, claim.above, claim.below) == (pytest.approx(1 / 20), 1, 0)
    assert (claim.estimate.n, claim.estimate.clusters) == (29, 20)
    assert (found.pairs, found.seeds, found.pairs_per_seed) == (29, 20, 29 / 20)
    assert found.effective_seeds == pytest.approx(29**2 / (10**2 + 19))


def test_below_twenty_seeds_there_are_counts_and_no_estimate():
    found = effects(*many(19, right=lambda _seed: all_cells(5, 5, 5, 1, 5, 5, 5))[:2], run=RUN,
                    golds={f"s{seed}": 0 for seed in range(19)})  # fmt: skip
    claim = of(found, "held-out", "claim")
    assert (claim.estimate.value, claim.above) == (None, 19)
    assert claim.estimate.why == "counts only: 19 of the 20 clusters that an estimate needs"


def test_cells_that_were_not_asked_are_missing_and_not_0():
    pairs, answers, golds = many(20, right=lambda _seed: all_cells(5, 5, 5, 1, 5, 5, 5))
    without = [one for one in answers if not one.cell.endswith("+n") or one.item == "p3-0"]
    found = effects(pairs, without, run=RUN, golds=golds)
    neutral = of(found, "held-out", "neutral").estimate
    assert (neutral.n, neutral.clusters, of(found, "held-out", "claim").estimate.n) == (1, 1, 20)
    unasked = effects(pairs, [], run=RUN, golds=golds)
    assert {one.estimate.why for one in unasked[0].effects if one.panel != "selection"} == {"not asked of any pair"}


def test_languages_stand_alone_and_together_and_share_their_seeds():
    pairs = [
        node(f"{language}{seed}", f"s{seed}", language=language) for seed in range(20) for language in ("ko", "sw")
    ]
    answers = [
        answer
        for pair in pairs
        for answer in fresh(pair.node, "other", all_cells(5, 5, 5, 1 if pair.language == "sw" else 4, 5, 5, 5))
    ]
    found = effects(pairs, answers, run=RUN, golds={f"s{seed}": 0 for seed in range(20)})
    claims = {
        one.language: (effect.estimate.value, effect.estimate.clusters)
        for one in found
        for effect in one.effects
        if (effect.panel, effect.difference) == ("held-out", "claim")
    }
    assert claims == {
        "ko": (pytest.approx(0.2), 20), "sw": (pytest.approx(0.8), 20), "all": (pytest.approx(0.5), 20),
    }  # fmt: skip


def test_seeds_whose_mean_is_nothing_but_rounding_are_neither_above_nor_below():
    found = effects(*many(20, right=lambda _seed: all_cells(5, 4, 3, 2, 5, 5, 5))[:2], run=RUN,
                    golds={f"s{seed}": 0 for seed in range(20)})  # fmt: skip
    claim = of(found, "held-out", "claim")  # (0.6 - 0.4) - (1 - 0.8)
    assert (claim.above, claim.below) == (0, 0)


def test_no_pairs_have_no_effects_and_no_fault():
    assert effects([], [], run=RUN, golds={}) == []


@settings(max_examples=8, deadline=None)
@given(order=st.integers(0, 10**6))
def test_the_order_of_answers_and_pairs_changes_nothing(order):
    rng = np.random.default_rng(order)
    counts = rng.integers(0, 6, 22)
    pairs, answers, golds = many(
        22, right=lambda seed: all_cells(5, 5, 5, counts[int(seed[1:])], 5, 5, 5), pairs_of=lambda seed: 1 + seed % 3
    )
    first = effects(pairs, answers, run=RUN, golds=golds)
    rng.shuffle(answers)
    rng.shuffle(pairs)
    assert_close(effects(pairs, answers, run=RUN, golds=golds), first)


def assert_close(found, expected):
    """Sums in another order differ in the last digit, and resamples with them."""
    for one, other in zip(found[0].effects, expected[0].effects, strict=True):
        assert one.estimate.value == pytest.approx(other.estimate.value)
        assert (one.panel, one.difference, one.above, one.below) == (
            other.panel, other.difference, other.above, other.below,
        )  # fmt: skip


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30))
def test_kishs_n_is_the_number_of_seeds_only_when_all_gave_the_same(counts):
    assert 1 - 1e-9 <= kish(counts) <= len(counts) + 1e-9
    assert (kish(counts) == pytest.approx(len(counts))) == (len(set(counts)) == 1)


def test_the_interval_of_a_claim_that_is_not_there_covers_0_nineteen_times_of_twenty():
    rng, covered = np.random.default_rng(3), 0
    codes = np.repeat(np.arange(40), 2)
    for number in range(200):
        right = rng.binomial(10, 0.6, size=(4, len(codes))) / 10
        claims = (right[0] - right[1]) - (right[2] - right[3])
        (claim,) = estimated([seed_mean(claims, codes)], seed=number)
        covered += claim.low <= 0 <= claim.high
    assert 0.91 <= covered / 200 <= 0.985


def test_the_drop_that_selection_saw_is_gone_when_models_are_asked_anew():
    rng = np.random.default_rng(5)
    votes = rng.random((2000, 5)) < 0.6  # every question is answered right with 0.6, whatever is added to it
    lucky = [place for place, right in enumerate(votes.sum(axis=1)) if right <= 1]
    assert 0.068 < len(lucky) / 2000 < 0.106  # 0.087 is expected
    pairs = [node(f"p{place}", f"s{place}", accuracy_target=votes[place].mean()) for place in lucky]
    answers = [
        answer for pair in pairs for answer in fresh(pair.node, "other", all_cells(*rng.binomial(20, 0.6, 7)), of=20)
    ]
    found = effects(pairs, answers, run=RUN, golds={pair.seed: 0 for pair in pairs})
    claim, selected = of(found, "held-out", "claim"), of(found, "selection", "drop")
    assert selected.estimate.value > 0.8
    assert claim.estimate.low < 0 < claim.estimate.high
    assert abs(claim.left.value) < 0.1
