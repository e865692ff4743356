"""What counts as a pair that stands, where seeds are lost, what the pairs cost, and when a search goes wrong."""

import numpy as np
import pytest

from annotate.annotator_quality import share
from annotate.prices import Price
from builders.adversarial.evidence.conversion import Reviewed, conversions
from builders.adversarial.evidence.costs import PairCost, cost_per_pair
from builders.adversarial.evidence.nulls import baseline_seeds, evaluated, null_seeds, one_shot
from builders.adversarial.evidence.retest import held_up, mirrored
from builders.adversarial.evidence.signatures import signs
from builders.adversarial.report_text import standing
from schemas.answers import Usage
from schemas.search_settings import SearchSettings
from tests.adversarial.evidence.records import all_cells, fresh, node, resample, root, vote
from tests.adversarial.worlds import run, seed

SEEDS = [seed(item=f"s{number}") for number in range(10)]
ALL = run(null_share=1.0, baseline_share=1.0)


@pytest.mark.parametrize(
    ("right", "stands"),
    [
        (all_cells(5, 5, 5, 2, 5, 5, 5), True),
        (all_cells(5, 5, 5, 5, 5, 5, 5), False),
        (all_cells(5, 2, 5, 2, 5, 5, 5), False),  # costs English as much
        (all_cells(5, 5, 2, 2, 5, 5, 5), False),  # was there before anything was added
        (all_cells(1, 5, 3, 5, 5, 5, 5), False),  # English only got better
    ],
)
def test_a_pair_holds_up_when_the_text_costs_the_target_language_more_and_leaves_it_behind(right, stands):
    pair = node("p", "s")
    held = held_up([pair], fresh("p", "other", right), models=["other"], golds={"s": 0})
    assert held == {"p": stands}


def test_a_pair_holds_up_by_models_that_were_held_out_alone():
    answers = fresh("p", "sim", all_cells(5, 5, 5, 0, 5, 5, 5)) + fresh("p", "other", all_cells(5, 5, 5, 5, 5, 5, 5))
    assert held_up([node("p", "s")], answers, models=["other"], golds={"s": 0}) == {"p": False}
    assert held_up([node("p", "s")], answers, models=[], golds={"s": 0}) == {"p": None}


def test_as_many_mirrored_pairs_hold_up_as_pairs_if_added_text_does_nothing():
    rng = np.random.default_rng(11)
    pairs = [node(f"p{number}", "s") for number in range(400)]
    answers = [one for pair in pairs for one in fresh(pair.node, "m", all_cells(*rng.binomial(5, [1, 1, *[0.6] * 5])))]
    held, lucky = (
        sum(held_up(pairs, each, models=["m"], golds={"s": 0}).values()) for each in (answers, mirrored(answers))
    )
    assert held == pytest.approx(lucky, abs=40)
    assert 0.3 < held / 400 < 0.5


def test_mirroring_twice_changes_nothing_and_once_turns_the_claim_around():
    answers = fresh("p", "m", all_cells(5, 5, 5, 2, 5, 5, 5))
    assert mirrored(mirrored(answers)) == answers
    assert held_up([node("p", "s")], mirrored(answers), models=["m"], golds={"s": 0}) == {"p": False}


def test_a_pair_without_fresh_answers_is_unknown_and_no_failure():
    assert held_up([node("p", "s")], [], models=["other"], golds={"s": 0}) == {"p": None}


def steps(rows):
    return {
        row.arm: (row.valid, row.found, row.held_up, row.by_luck, row.untested, row.accepted, row.share) for row in rows
    }


def test_each_step_loses_seeds_and_says_how_many():
    nodes = [root(f"s{number}", value=0.8 if number == 7 else 0.2) for number in range(8)]  # two were no valid seeds
    nodes += [node("a", "s0"), node("b", "s0"), node("c", "s1"), node("d", "s2"), node("e", "s3", fate="over")]
    nodes += [node("n", "s1", arm="neutral"), node("o", "s2", arm="one-shot"), node("w", "s5", fate="beam")]
    nodes += [root("s0", language="sw"), node("z", "s4", language="sw")]
    again = [resample("s0", 0, passes=False), resample("s0", 1, passes=True), resample("s9", 0, passes=True)]
    reviewed = Reviewed({"a": False, "b": True, "c": True, "d": False}, by_luck={"d": True}, accepted={"a", "c"})
    rows = conversions(SEEDS, nodes, again, run=ALL, reviewed=reviewed)
    assert steps(rows) == {
        "search": (8, 3, 2, 1, 0, 1, share(1, 8)),
        "neutral": (8, 1, None, None, 1, None, share(1, 8)),
        "resampled": (8, 1, None, None, 0, None, share(1, 8)),
        "one-shot": (8, 1, None, None, 1, None, share(1, 8)),
        "no perturbation": (8, 1, None, None, 0, None, share(1, 8)),
    }
    assert {row.found_share for row in rows if row.arm == "search"} == {share(3, 8)}
    assert share(1, 8).low == pytest.approx(0.0224, abs=1e-4)


def test_before_review_the_last_step_is_the_one_before():
    nodes = [*(root(f"s{number}") for number in range(6)), node("a", "s0"), node("b", "s1")]
    (search, *_others) = conversions(
        SEEDS, nodes, [], run=ALL, reviewed=Reviewed({"a": True, "b": None}, by_luck={}, accepted=None)
    )
    assert (search.held_up, search.untested, search.accepted, search.share) == (1, 1, None, share(1, 6))


def test_what_people_say_counts_also_where_nothing_was_asked_anew():
    nodes = [*(root(f"s{number}") for number in range(6)), node("a", "s0"), node("b", "s1")]
    (search, *_others) = conversions(
        SEEDS, nodes, [], run=ALL, reviewed=Reviewed({"a": None, "b": None}, by_luck={}, accepted={"b"})
    )
    assert steps([search]) == {"search": (6, 2, None, None, 2, 1, share(1, 6))}
    assert standing(search) == "1 of 6 seeds, 17% [3, 56]: accepted by people; 2 found are not known to hold up"


def test_nulls_and_baseline_are_counted_on_their_own_seeds():
    of = run(null_share=0.4, baseline_share=0.4)
    null, baseline = null_seeds(SEEDS, of), baseline_seeds(SEEDS, of)
    assert 0 < len(null) < 10
    assert null != baseline
    elsewhere = next(one.item for one in SEEDS if one not in null)
    nodes = [*(root(one.item) for one in SEEDS), node("n", elsewhere, arm="neutral")]
    rows = conversions(SEEDS, nodes, [], run=of, reviewed=Reviewed({}, by_luck={}, accepted=None))
    assert {row.found for row in rows} == {0}
    assert {row.arm: row.valid for row in rows} == {
        "search": 10, "neutral": len(null), "resampled": len(null), "one-shot": len(baseline), "no perturbation": 10,
    }  # fmt: skip


def test_a_seed_keeps_its_lot_when_others_join():
    of = run(null_share=0.4)
    assert null_seeds(SEEDS[:5], of) == [one for one in null_seeds(SEEDS, of) if one in SEEDS[:5]]


def test_nodes_count_as_evaluated_that_got_a_target_vote():
    english, both = [vote("english")], [vote("english"), vote("target")]
    nodes = [root("s", votes=both), node("a", "s", votes=both), node("b", "s", votes=english), node("c", "s")]
    assert [one.node for one in evaluated(nodes)] == ["a"]


@pytest.mark.parametrize(("children", "drafts"), [(1, 1), (3, 1), (4, 2), (40, 14)])
def test_one_shot_has_as_many_perturbations_in_one_step(children, drafts):
    settings = one_shot(SearchSettings(), children=children, wrong_options=3)
    assert settings == SearchSettings(depth=1, extended_depth=1, drafts=drafts)


def used(model, stage="vote"):
    return Usage(
        "r", stage, model, answers=9, unfinished=0, prompt_tokens=900_000, completion_tokens=100_000, seconds=1
    )


def test_a_pair_costs_what_all_stages_cost_and_an_unknown_price_is_unknown():
    prices = {"a": Price(10.0, 20.0)}
    assert cost_per_pair([used("a"), used("a", "fresh")], prices, pairs=4) == PairCost(
        pairs=4, tokens=2_000_000, cost=22.0, tokens_per_pair=500_000, cost_per_pair=5.5
    )
    assert cost_per_pair([used("a"), used("b")], prices, pairs=4).cost_per_pair is None
    assert cost_per_pair([used("a")], prices, pairs=0).tokens_per_pair is None


def searched(of, *children):
    """The signs of a search with as many valid seeds, each with these children: fate and V by depth."""
    nodes = [
        node(f"{number}-{place}", f"s{number}", fate=fate, depth=depth, value=value, votes=(vote("english"),))
        for number in range(of)
        for place, (fate, depth, value) in enumerate(children)
    ]
    nodes += [root(f"s{number}") for number in range(of)]
    seeds = [seed(item=f"s{number}") for number in range(of)]
    rows = conversions(seeds, nodes, [], run=ALL, reviewed=Reviewed({}, by_luck={}, accepted=None))
    return {sign.signature: sign.why for sign in signs(nodes, rows)}


def test_a_search_that_finds_pairs_has_no_sign():
    assert searched(20, ("beam", 1, 0.4), ("included", 2, 0.8), ("gate", 2, None)) == {}


def test_conversion_near_zero_is_said_with_what_the_semantic_check_took():
    assert searched(20, ("beam", 1, 0.4), ("meaning", 1, None)) == {
        "conversion near zero": "0 of 20 seeds gave a pair, and 20 of 40 perturbed questions were taken for other "
        "questions: lower theta, or choose a language further from English"
    }


def test_english_falling_is_said_when_most_children_fall_at_the_gate():
    found = searched(20, ("included", 1, 0.8), ("gate", 1, None), ("gate", 1, None))
    assert found == {
        "English falling": "40 of 60 perturbed questions are no longer answered right in English: ask for weaker "
        "perturbations, or raise epsilon"
    }


def test_a_plateau_is_said_when_v_rises_no_more():
    assert searched(20, ("beam", 1, 0.4), ("beam", 2, 0.4), ("over", 1, 0.8), ("included", 1, 0.8)) == {
        "plateau": "in 20 of 20 searches that went deeper V rose no more after the depth before: widen the beam, or "
        "change gamma"
    }
    assert searched(20, ("beam", 1, 0.4), ("beam", 2, 0.6), ("included", 3, 0.8)) == {}


def test_of_four_seeds_nothing_is_said():
    assert searched(4, ("gate", 1, None)) == {}
