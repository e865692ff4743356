"""Parallel mathematics as in HRM8K: problems with a gold answer, translated, checked, queued for people.

    read -> answer -> translate -> check -> (round trip, judge) -> queue

Read `draft` from top to bottom: it is section 3 of the paper. Every drop is a `Refusal` with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from annotate.checks import MATH_CHECKS, Check, Pair, check, pair_of
from annotate.judge import judge
from annotate.llm import LLM, NotRecorded, Unanswered, Unfinished
from annotate.translate import TranslationTask, translate
from builders.drafting import Drafted, Progress, answered, model_failed
from builders.intake import take_in
from builders.published_translations import paired, read_published
from builders.review_batches import publish_batches
from builders.review_queue import flagged_items, review_queue
from crawlers.rows import Row
from schemas.digest import fraction
from schemas.math_runs import MathRun
from schemas.records import Finding, Problem, Record, Refusal, RoundTrip, Translation
from schemas.store import Store
from schemas.workspace import Workspace

BATCH = 500
ROUND_TRIP_CHECKS = tuple(check for check in MATH_CHECKS if check.name in {"numbers", "latex"})


async def draft(
    run: MathRun, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """HRM8K section 3: numeric-answer problems, translated, checked, queued for people."""
    problems = take_in(run, workspace=workspace, store=store, limit=limit)
    return await through_machines(problems, run, workspace=workspace, store=store, llm=llm, progress=progress)


async def through_machines(
    problems: Sequence[Problem], run: MathRun, *, workspace: Workspace, store: Store, llm: LLM, progress: Progress
) -> Drafted:
    """Every problem that has no outcome yet translated, checked, and queued for people, 500 at a time."""
    todo = _without_outcome(problems, run, store)
    published = read_published(run, workspace)
    drafted, finished = Drafted(came_in=len(problems)), len(problems) - len(todo)
    records: list[Record] = []
    try:
        work = partial(machines, run=run, llm=llm, published=published)
        async for made in answered(todo, work, llm=llm, window=2 * llm.concurrency, waiting=drafted.waiting):
            records += made
            finished += 1
            drafted.made += isinstance(made[0], Translation)
            progress(finished, len(problems))
            if finished % BATCH == 0:
                _keep(records, run, workspace, store, final=False)
    finally:
        _keep(records, run, workspace, store, final=True)
    return drafted


def _without_outcome(problems: Sequence[Problem], run: MathRun, store: Store) -> list[Problem]:
    done = {translation.item for translation in store.all(Translation, run=run.id)}
    done |= {refusal.item for refusal in store.all(Refusal, run=run.id) if refusal.stage == "translate"}
    return [problem for problem in problems if problem.item not in done]


async def machines(
    problem: Problem,
    *,
    run: MathRun,
    llm: LLM,
    published: Mapping[str, Row] | None = None,
    checks: Sequence[Check] = MATH_CHECKS,
) -> list[Record] | str:
    """The translation or its refusal, then all that was noticed; a sentence when nobody answered.

    `published` holds the rows of a translation that people made before, by identifier: no model translates then.
    """
    try:
        translation = (
            await translate(problem, llm=llm, task=task_of(run))
            if published is None
            else paired(problem, published, run)
        )
        if isinstance(translation, Refusal):
            return [translation]
        findings = list(check(pair_of(problem, translation, run), checks))
        records: list[Record] = [translation, *findings]
        if fraction(run.seed, "round trip", problem.item) < run.round_trip:
            records += await round_trip(problem, translation, run=run, llm=llm)
        if run.judge:
            records += await judge(problem, translation, llm=llm, model=run.judge, target=run.target_language)
    except Unfinished as failure:
        return [model_failed(run, problem.item, "translate", failure)]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    return records


async def round_trip(problem: Problem, translation: Translation, *, run: MathRun, llm: LLM) -> list[Record]:
    """The translation taken back, and what was lost on the way (HRM8K section 3: artefacts show in one direction)."""
    forward = problem.model_copy(update={"question": translation.question, "choices": translation.choices})
    task = TranslationTask(run.translator, run.target_language, run.source_language, max_tokens=run.max_tokens)
    back = await translate(forward, llm=llm, task=task, stage="round trip")
    findings = check(Pair(problem=problem, translation=back, target=run.source_language), ROUND_TRIP_CHECKS)
    trip = RoundTrip(
        run=run.id, item=problem.item, question=back.question, translator=run.translator, answer_key=back.answer_key
    )
    return [trip, *(_of_round_trip(finding) for finding in findings)]


def _of_round_trip(finding: Finding) -> Finding:
    return finding.model_copy(update={"check": "round trip", "message": f"taken back: {finding.message}", "quotes": ()})


def task_of(run: MathRun) -> TranslationTask:
    return TranslationTask(
        model=run.translator,
        source=run.source_language,
        target=run.target_language,
        exemplars=run.exemplars,
        glossary=run.glossary,
        localise=run.localise,
        temperature=run.temperature,
        max_tokens=run.max_tokens,
    )


def _keep(records: list[Record], run: MathRun, workspace: Workspace, store: Store, *, final: bool) -> None:
    """Everything gathered so far into the store, and what people can already read into a review batch."""
    with store.held():
        store.add(records)
        records.clear()
        if final or run.review == "all":
            store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
            publish_batches(workspace, store, run, final=final)
