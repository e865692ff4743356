"""A search that asks only what matters finds what one that asks everything finds; each of its bounds is needed."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.adversarial import bounds, candidates, search
from schemas.adversarial import SearchNode, Vote
from schemas.digest import fraction
from schemas.faults import Fault
from schemas.search_settings import SearchSettings

ROOT = SearchNode(
    run="r", node="root", seed="s", language="ko", arm="search", parent="", depth=0, wrong_option=-1, draft=0,
    place="after", perturbation="", perturbation_target="", question="Q", question_target="질문", meaning=None,
    meaning_target=None, votes=(), accuracy=None, accuracy_target=None, value=None, fate="root", why="",
)  # fmt: skip


class RandomWorld:
    """Questions grow by a letter, and each simulator is right with a set chance, drawn from question and model."""

    gold = 0

    def __init__(self, seed, *, english, target, simulators=5, options=4, alike=0.0):
        self.seed, self.chances = seed, {"english": english, "target": target}
        self.simulators = [f"m{number}" for number in range(simulators)]
        self.options, self.alike, self.asked = options, alike, 0

    async def expand(self, parent):
        return [self._child(parent, option) for option in range(1, self.options)]

    def _child(self, parent, option):
        text = "same" if fraction(self.seed, "alike", parent.question, option) < self.alike else f"{option}"
        question = f"{parent.question} {text}"
        grown = {"node": f"{parent.node}/{option}", "parent": parent.node, "depth": parent.depth + 1}
        return parent.model_copy(
            update=grown | {"question": question, "wrong_option": option, "fate": "beam", "votes": (), "value": None}
        )

    async def vote(self, node, side, simulator):
        self.asked += 1
        right = fraction(self.seed, side, node.question, simulator) < self.chances[side]
        return Vote(
            side=side, model=simulator, answer="", choice=0 if right else 1, extracted=False, answer_key=""
        )  # fmt: skip


def found(world_of, parameters, *, exhaustive):
    world = world_of()
    result = asyncio.run(search.search(ROOT, world, parameters, exhaustive=exhaustive))
    kept = {node.node: node for node in result.nodes if node.fate in {"included", "beam", "over"}}
    return kept, world.asked


def same(frugal, everything):
    """The same nodes in the same order with the same fates, and no value that is another."""
    fates = [[(name, node.fate) for name, node in kept.items()] for kept in (frugal, everything)]
    known = {name: node.value for name, node in frugal.items() if node.value is not None}
    return fates[0] == fates[1] and known == {name: everything[name].value for name in known}


WORLDS = {
    "seed": st.integers(0, 10**6),
    "english": st.sampled_from([0.6, 0.9, 0.95, 1.0]),
    "target": st.sampled_from([0.2, 0.5, 0.7, 0.9]),
    "simulators": st.integers(1, 6),
    "options": st.integers(2, 5),
    "alike": st.sampled_from([0.0, 0.5]),
}
SETTINGS = st.builds(
    SearchSettings,
    width=st.integers(1, 6),
    depth=st.integers(1, 3),
    extended_depth=st.integers(1, 4),
    promising=st.sampled_from([0.2, 0.4, 0.6]),
    include=st.sampled_from([0.5, 0.8, 1.0]),
    gamma=st.sampled_from([1.0, 2.0, 3.5]),
    epsilon=st.sampled_from([0.0, 0.2, 0.5]),
    max_per_seed=st.integers(1, 4),
)


@settings(max_examples=300, deadline=None)
@given(world=st.fixed_dictionaries(WORLDS), parameters=SETTINGS)
def test_beams_and_pairs_are_those_of_the_search_that_asks_everything(world, parameters):
    frugal, _asked = found(lambda: RandomWorld(**world), parameters, exhaustive=False)
    everything, _all_votes = found(lambda: RandomWorld(**world), parameters, exhaustive=True)
    assert same(frugal, everything)


def shares(*, english, target):
    """Votes asked for and votes that there are, over some searches with the paper's width and depths."""
    runs = [
        [found(lambda: RandomWorld(seed, english=english, target=target), SearchSettings(), exhaustive=every)  # noqa: B023
         for every in (False, True)]
        for seed in range(12)
    ]  # fmt: skip
    assert all(same(frugal[0], everything[0]) for frugal, everything in runs)
    return [sum(asked for _kept, asked in column) for column in zip(*runs, strict=True)]


@pytest.mark.parametrize("target", [0.5, 0.7, 0.9])
def test_a_fifth_of_the_votes_need_not_be_asked(target):
    asked, there = shares(english=0.95, target=target)
    assert asked <= 0.8 * there


class SecondFirst(RandomWorld):
    """The first child's answers come when the second has all of its own."""

    def __init__(self):
        super().__init__(1, english=1.0, target=0.0, options=3)
        self.open, self.second_is_known = 2 * len(self.simulators), asyncio.Event()

    async def vote(self, node, side, simulator):
        if node.wrong_option == 1:
            await self.second_is_known.wait()
        else:
            self.open -= 1
            if not self.open:
                self.second_is_known.set()
        return await super().vote(node, side, simulator)


async def test_no_node_waits_for_the_answers_about_another():
    shallow = SearchSettings(depth=1, extended_depth=1)
    result = await asyncio.wait_for(search.search(ROOT, SecondFirst(), shallow), timeout=10)
    assert [node.wrong_option for node in result.pairs] == [1, 2]


class Refusing(RandomWorld):
    """Asking about the first child fails."""

    async def vote(self, node, side, simulator):
        if node.wrong_option == 1:
            raise Fault("nobody answers")
        vote = await super().vote(node, side, simulator)
        await asyncio.sleep(0.001)
        return vote


async def test_when_one_vote_fails_the_others_ask_nothing_more():
    world = Refusing(1, english=1.0, target=0.0)
    with pytest.raises(Fault):
        await search.search(ROOT, world, SearchSettings())
    asked = world.asked
    await asyncio.sleep(0.02)
    assert world.asked == asked


MUTANTS = {
    "V is bounded too low": ("at_most", lambda standing, *, simulators, gamma: bounds.value(
        standing.right + max(0, simulators - standing.asked - 1), standing.right_target,
        simulators=simulators, gamma=gamma)),
    "votes that are out count as wrong in English": ("at_most", lambda standing, *, simulators, gamma: bounds.value(
        standing.right, standing.right_target, simulators=simulators, gamma=gamma)),
    "votes that are out count as right in the target": ("at_most", lambda standing, *, simulators, gamma: bounds.value(
        standing.right + simulators - standing.asked,
        standing.right_target + simulators - standing.asked_target, simulators=simulators, gamma=gamma)),
    "the least V takes open votes in the target for wrong": ("at_least", lambda standing, **given: bounds.at_least(
        standing._replace(asked_target=given["simulators"]), **given)),
    "the gate closes one answer early": ("passes_gate", lambda standing, *, simulators, epsilon: bounds.passes_gate(
        standing._replace(right=standing.right - 1), simulators=simulators, epsilon=epsilon)),
    "the gate closes one answer late": ("passes_gate", lambda standing, *, simulators, epsilon: bounds.passes_gate(
        standing._replace(right=standing.right + 1), simulators=simulators, epsilon=epsilon)),
    "a node is complete without its last target vote": ("complete", lambda standing, *, simulators: (
        standing.asked == simulators and standing.asked_target >= simulators - 1)),
    "a node is complete without its last English vote": ("complete", lambda standing, *, simulators: (
        standing.asked >= simulators - 1 and standing.asked_target == simulators)),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_bound_changes_what_is_found(mutant, monkeypatch):
    worlds = [{"seed": seed, "english": 0.95, "target": 0.6, "options": 4} for seed in range(40)]
    given = [
        (world, SearchSettings(width=4, depth=3, extended_depth=3, epsilon=epsilon, max_per_seed=9))
        for world in worlds
        for epsilon in (0.0, 0.2)
    ]
    right = [found(lambda: RandomWorld(**world), settings, exhaustive=True)[0] for world, settings in given]  # noqa: B023
    monkeypatch.setattr(candidates, *MUTANTS[mutant])
    wrong = [found(lambda: RandomWorld(**world), settings, exhaustive=False)[0] for world, settings in given]  # noqa: B023
    assert not all(map(same, wrong, right))
