"""What a search finds where there is nothing to find, and what is found without a search: on drawn shares of seeds.

    null 1     the unperturbed question resampled as often as the search evaluated nodes: luck alone passes
    null 2     the same search with neutral perturbations (arm `neutral`)
    one-shot   as many perturbations as the search evaluated nodes, none built on another (arm `one-shot`)

With a true accuracy of 0.6 five simulators are right at most once with probability 0.087, so that of eight resamples
one passes with probability 0.52: selection is no evidence, and null 1 says how little.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Sequence

from annotate.llm import LLM
from builders.adversarial.bounds import Standing, at_most, passes_gate, sure_votes
from builders.adversarial.evidence.cells import Asked
from builders.adversarial.evidence.fresh import asked_anew, option_order
from builders.adversarial.search import search
from builders.adversarial.world import ModelWorld
from schemas.adversarial import Arm, ResampledNode, SearchNode, SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import fraction
from schemas.records import Problem, Record
from schemas.search_settings import SearchSettings


def null_seeds(seeds: Iterable[Problem], run: AdversarialRun) -> list[Problem]:
    """The share of the seeds on which both nulls are run; a seed's lot does not depend on the others."""
    return [seed for seed in seeds if fraction(run.seed, "null", seed.item) < run.null_share]


def baseline_seeds(seeds: Iterable[Problem], run: AdversarialRun) -> list[Problem]:
    """The share of the seeds that get perturbations without a search."""
    return [seed for seed in seeds if fraction(run.seed, "one-shot", seed.item) < run.baseline_share]


def evaluated(nodes: Iterable[SearchNode]) -> list[SearchNode]:
    """Nodes of which any target vote was asked: each was a chance to be included by luck."""
    return [node for node in nodes if any(vote.side == "target" for vote in node.votes) and node.parent]


async def beside_the_search(
    nodes: Sequence[SearchNode], seed: Problem, translation: SeedTranslation, *, run: AdversarialRun, llm: LLM
) -> list[Record]:
    """Nulls and baseline of a seed whose lot it is; `nodes` are those of its search, the root first.

    Raises an `LLMError`.
    """
    root, children = nodes[0], len(evaluated(nodes))
    records: list[Record] = []
    if null_seeds([seed], run):
        records += await resampled(root, seed, translation, nodes=children, run=run, llm=llm)
        records += await _arm("neutral", root, seed, translation, run=run, llm=llm)
    if baseline_seeds([seed], run) and children:
        settings = one_shot(run.search, children=children, wrong_options=len(seed.choices) - 1)
        once = run.model_copy(update={"search": settings})
        records += await _arm("one-shot", root, seed, translation, run=once, llm=llm)
    return records


async def _arm(
    arm: Arm, root: SearchNode, seed: Problem, translation: SeedTranslation, *, run: AdversarialRun, llm: LLM
) -> list[SearchNode]:
    """Every node of the search of another arm from the same root, with the votes that this one has."""
    world = ModelWorld(run, seed, translation, arm, llm)
    own = root.model_copy(update={"node": world.root.node, "arm": arm})
    return (await search(own, world, run.search)).nodes


def one_shot(settings: SearchSettings, *, children: int, wrong_options: int) -> SearchSettings:
    """Settings under which a seed gets that many perturbations at depth 1, rounded up to the same for each option."""
    drafts = max(1, math.ceil(children / wrong_options))
    return settings.model_copy(update={"depth": 1, "extended_depth": 1, "drafts": drafts})


async def resampled(
    root: SearchNode, seed: Problem, translation: SeedTranslation, *, nodes: int, run: AdversarialRun, llm: LLM
) -> list[ResampledNode]:
    """Null 1 of one seed in one language: at most `nodes` resamples, none after the first that passes.

    The English votes are those of the root and are not drawn again: whoever got here passed the gate once, and asking
    again could only let fewer pass, so that the null errs towards more. Raises an `LLMError`.
    """
    drawn: list[ResampledNode] = []
    while len(drawn) < nodes and not (drawn and drawn[-1].passes):
        drawn.append(await _resample(root, seed, translation, number=len(drawn), run=run, llm=llm))
    return drawn


async def _resample(
    root: SearchNode, seed: Problem, translation: SeedTranslation, *, number: int, run: AdversarialRun, llm: LLM
) -> ResampledNode:
    """One resample, its simulators asked in order for as long as it can still pass."""
    gold, standing = int(seed.answer), _in_english(root, int(seed.answer))
    while _may_pass(standing, run) and standing.asked_target < len(run.simulators):
        votes = sure_votes(standing, simulators=len(run.simulators), settings=run.search)
        models = run.simulators[standing.asked_target :][:votes]
        right = await _right(models, translation, gold, number=number, run=run, llm=llm)
        standing = standing._replace(
            asked_target=standing.asked_target + len(models), right_target=standing.right_target + right
        )
    return ResampledNode(
        run=run.id,
        seed=seed.item,
        language=translation.language,
        number=number,
        right=standing.right_target,
        asked=standing.asked_target,
        passes=_may_pass(standing, run),
    )


def _in_english(root: SearchNode, gold: int) -> Standing:
    votes = [vote for vote in root.votes if vote.side == "english"]
    return Standing(len(votes), sum(vote.choice == gold for vote in votes), 0, 0)


def _may_pass(standing: Standing, run: AdversarialRun) -> bool:
    """Whether V can still reach `include`; whether it has, once all simulators were asked."""
    simulators, settings = len(run.simulators), run.search
    return (
        passes_gate(standing, simulators=simulators, epsilon=settings.epsilon)
        and at_most(standing, simulators=simulators, gamma=settings.gamma) >= settings.include
    )


async def _right(
    models: Sequence[str], translation: SeedTranslation, gold: int, *, number: int, run: AdversarialRun, llm: LLM
) -> int:
    """How many of the models are right about the unperturbed question, asked as fresh samples are."""
    order = option_order(translation.seed, len(translation.choices), sample=number, run_seed=run.seed)
    asked = Asked(translation.question, translation.choices)
    answers = await asyncio.gather(
        *(asked_anew(asked, order, model=model, sample=number, stage="null", run=run, llm=llm) for model in models)
    )
    return sum(answer.choice == gold for answer in answers)
