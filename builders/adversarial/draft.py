"""Adversarial bilingual pairs as in Cross-Lingual Pitfalls: seeds, one search a seed and language, fresh evidence.

    read -> gate -> translate -> search -> test anew -> nulls and baselines -> queue

Read `machines` from top to bottom: it is section 2 of the paper, and after it the evidence that the paper lacks. A seed
is done in all languages together, because what they have in common is then asked once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from annotate.llm import LLM, NotRecorded, Unanswered
from builders.adversarial.bounds import Standing, passes_gate
from builders.adversarial.candidates import Candidate
from builders.adversarial.evidence.common import CommonQuestion, common_answers, common_questions
from builders.adversarial.evidence.fresh import fresh_answers
from builders.adversarial.evidence.nulls import beside_the_search
from builders.adversarial.search import search
from builders.adversarial.seeds import take_in, translate_seed
from builders.adversarial.world import ModelWorld, ask
from builders.drafting import Drafted, Progress, answered
from builders.review_batches import publish_batches
from builders.review_queue import flagged_items, review_queue
from schemas.adversarial import CommonAnswer, SearchNode, SeedTranslation, Vote
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem, Record, Refusal
from schemas.store import Store
from schemas.workspace import Workspace

RECORDS_AT_ONCE = 5_000
REQUESTS_A_SEED = 4
"""That a seed has in flight at least, most of the time: so many seeds are begun that the endpoint is kept busy."""


async def draft(
    run: AdversarialRun, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """Every seed that has no outcome yet searched in every language, tested, and what was found queued for people."""
    seeds = take_in(run, workspace=workspace, store=store, limit=limit)
    todo = _without_outcome(seeds, run, store)
    drafted, finished = Drafted(came_in=len(seeds)), len(seeds) - len(todo)
    records: list[Record] = []
    try:
        work, window = partial(machines, run=run, llm=llm), max(4, llm.concurrency // REQUESTS_A_SEED)
        async for made in answered(todo, work, llm=llm, window=window, waiting=drafted.waiting):
            records += made
            finished += 1
            if len(records) >= RECORDS_AT_ONCE:
                store.add(records)
                records.clear()
            drafted.made += any(isinstance(record, SearchNode) and record.fate == "included" for record in made)
            progress(finished, len(seeds))
        store.add(records)
        records.clear()
        await compare_languages(run, store, llm, drafted)
    finally:
        with store.held():
            store.add(records)
            store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
            publish_batches(workspace, store, run, final=True)
    return drafted


def _without_outcome(seeds: Sequence[Problem], run: AdversarialRun, store: Store) -> list[Problem]:
    """A seed's records go in together, so that one of them says that all are there."""
    roots = store.query("SELECT DISTINCT seed FROM search_node WHERE run = ? AND fate = 'root'", [run.id])
    done = {root["seed"] for root in roots}
    done |= {refusal.item.partition(":")[0] for refusal in store.all(Refusal, run=run.id)}
    return [seed for seed in seeds if seed.item not in done]


async def machines(seed: Problem, *, run: AdversarialRun, llm: LLM) -> list[Record] | str:
    """All that comes of one seed, in every language; a sentence when nobody answered."""
    try:
        english = await gate(seed, run=run, llm=llm)
        if isinstance(english, Refusal):
            return [english]
        parts = await asyncio.gather(
            *(in_language(seed, language, english, run=run, llm=llm) for language in run.targets)
        )
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    return [record for part in parts for record in part]


async def gate(seed: Problem, *, run: AdversarialRun, llm: LLM) -> list[Vote] | Refusal:
    """The simulators' answers to the seed in English; refused at the first one that takes it below 1 - epsilon."""
    votes: list[Vote] = []
    for simulator in run.simulators:
        votes.append(await ask(seed.question, seed.choices, "english", simulator, run=run, llm=llm))
        right = sum(vote.choice == int(seed.answer) for vote in votes)
        standing = Standing(len(votes), right, 0, 0)
        if not passes_gate(standing, simulators=len(run.simulators), epsilon=run.search.epsilon):
            detail = f"{len(votes) - right} of the first {len(votes)} simulators are wrong about it as it stands"
            return Refusal(run=run.id, item=seed.item, stage="gate", reason="wrong in English", detail=detail)
    return votes


async def in_language(
    seed: Problem, language: str, english: Sequence[Vote], *, run: AdversarialRun, llm: LLM
) -> list[Record]:
    """The seed's translation, every node of its search, and the evidence for the pairs; or why there is none."""
    translation = await translate_seed(seed, language, run=run, llm=llm)
    if isinstance(translation, Refusal):
        return [translation]
    world = ModelWorld(run, seed, translation, "search", llm)
    target = await asyncio.gather(*(world.vote(world.root, "target", simulator) for simulator in run.simulators))
    seen = Candidate(world.root, world.gold, run.simulators, run.search, {"english": [*english], "target": [*target]})
    found = await search(seen.settled("root", ""), world, run.search)
    tested = found.pairs if run.fresh else []
    fresh = await asyncio.gather(
        *(fresh_answers(pair, seed, translation, nodes=found.nodes, run=run, llm=llm) for pair in tested)
    )
    beside = await beside_the_search(found.nodes, seed, translation, run=run, llm=llm)
    return [translation, *found.nodes, *(record for part in fresh for record in part), *beside]


async def compare_languages(run: AdversarialRun, store: Store, llm: LLM, drafted: Drafted) -> None:
    """A drawn sample of all perturbed questions asked in every language, and what is missing of it."""
    if not run.common:
        return
    seeds = {seed.item: seed for seed in store.all(Problem, run=run.id)}
    translations: dict[str, dict[str, SeedTranslation]] = {}
    for text in store.all(SeedTranslation, run=run.id):
        translations.setdefault(text.seed, {})[text.language] = text
    drawn = common_questions(store.all(SearchNode, run=run.id), run)
    store.keep_common(run.id, [question.name for question in drawn])
    done = {answer.question for answer in store.all(CommonAnswer, run=run.id)}
    questions = [question for question in drawn if question.name not in done]

    async def everywhere(question: CommonQuestion) -> list[Record] | str:
        try:
            seed = seeds[question.seed]
            return [*await common_answers(question, seed, translations[seed.item], run=run, llm=llm)]
        except (Unanswered, NotRecorded) as failure:
            return str(failure)

    async for made in answered(questions, everywhere, llm=llm, window=llm.concurrency, waiting=drafted.waiting):
        store.add(made)
