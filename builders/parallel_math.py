"""Parallel mathematics as in HRM8K: problems with a gold answer, translated, checked, queued for people.

    read -> answer -> translate -> check -> (round trip, judge) -> queue

Read `draft` from top to bottom: it is section 3 of the paper. Every drop is a `Refusal` with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from annotate.answers import UnreadableGold, classify_gold, gsm8k_gold, parse_gold
from annotate.checks import MATH_CHECKS, Pair, check
from annotate.judge import judge
from annotate.llm import LLM, EndpointError, NotRecorded, Unanswered, Unfinished
from annotate.stream import each
from annotate.translate import TranslationTask, overlapping, translate
from builders.review_queue import flagged_items, publish_batches, review_queue
from crawlers.rows import BadRow, Row, read_rows
from schemas.digest import canonical_json, digest, fraction
from schemas.faults import Fault
from schemas.records import Finding, Problem, Record, Refusal, RoundTrip, Translation
from schemas.runs import Run
from schemas.store import Store
from schemas.workspace import Workspace

BATCH = 500
UNANSWERED_IN_A_ROW = 10
"""As many requests that failed at every attempt, with no answer between them, mean that the endpoint is down."""
ROUND_TRIP_CHECKS = tuple(check for check in MATH_CHECKS if check.name in {"numbers", "latex"})

Progress = Callable[[int, int], None]


class BadRowError(Fault):
    """A row of the input cannot be read; `--skip-bad-rows` records it as refused and goes on."""


@dataclass
class Drafted:
    """What one `draft` did."""

    came_in: int = 0
    translated: int = 0
    waiting: list[str] = field(default_factory=list)
    """Why items got no answer this time; the next draft asks for them again."""


async def draft(
    run: Run, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """HRM8K section 3: numeric-answer problems, translated, checked, queued for people."""
    problems = take_in(run, workspace=workspace, store=store, limit=limit)
    todo = _without_outcome(problems, run, store)
    drafted, finished = Drafted(came_in=len(problems)), len(problems) - len(todo)
    records: list[Record] = []
    failed_in_a_row = 0
    try:
        async for made in each(todo, lambda problem: machines(problem, run=run, llm=llm), window=2 * llm.concurrency):
            if isinstance(made, str):
                drafted.waiting.append(made)
                failed_in_a_row += 1
                _stop_when_down(failed_in_a_row, llm, made)
                continue
            records += made
            failed_in_a_row, finished = 0, finished + 1
            drafted.translated += isinstance(made[0], Translation)
            progress(finished, len(problems))
            if finished % BATCH == 0:
                _keep(records, run, workspace, store, final=False)
    finally:
        _keep(records, run, workspace, store, final=True)
    return drafted


def take_in(run: Run, *, workspace: Workspace, store: Store, limit: int | None) -> list[Problem]:
    """The source's rows as problems; what cannot be one is refused with the reason. Both are in the store then."""
    path = workspace.sources / run.file
    problems: dict[str, Problem] = {}
    refusals: list[Refusal] = []
    for row in read_rows(path, columns=run.columns, limit=limit):
        problem = problem_of(row, run)
        if isinstance(problem, Refusal):
            refusals.append(problem)
        elif (first := problems.get(problem.item)) is not None:
            refusals.append(_row_refused(row, run, "read", "duplicate question", f"the same as row {first.row}"))
        else:
            problems[problem.item] = problem
    store.add([*problems.values(), *refusals])
    return list(problems.values())


def problem_of(row: Row | BadRow, run: Run) -> Problem | Refusal:
    """One row as a problem with a typed gold, or why it is none. Raises `BadRowError` unless bad rows are skipped."""
    if isinstance(row, BadRow):
        if not run.skip_bad_rows:
            raise BadRowError(
                f"{run.source.location}, row {row.number}: {row.detail}; "
                "mend it, or add --skip-bad-rows to refuse such rows"
            )
        return _row_refused(row, run, "read", "bad row", row.detail)
    if overlapping(run.exemplars, row.question):
        return _row_refused(row, run, "read", "exemplar", "this problem is one of the translator's exemplars")
    try:
        solution, answer = _answer(row, run)
        if run.numeric_only and (kind := classify_gold(answer)) != "numeric":
            return _row_refused(row, run, "answer", f"{kind} answer", answer)
        gold = parse_gold(answer, run.answer_type, choices=row.choices)
    except UnreadableGold as error:
        return _row_refused(row, run, "answer", "unreadable gold", str(error))
    content = canonical_json([row.question, list(row.choices)])
    return Problem(
        run=run.id,
        item=f"{run.id}-{digest(content).removeprefix('b2:')[:12]}",
        row=row.number,
        source_id=row.source_id,
        question=row.question,
        choices=row.choices,
        answer=gold.text,
        answer_type=run.answer_type,
        solution=solution,
        language=run.source_language,
    )


def _answer(row: Row, run: Run) -> tuple[str, str]:
    """Solution and gold, out of the column or columns that hold them."""
    if run.answer_style == "gsm8k":
        worked = gsm8k_gold(row.answer)
        return worked.solution, worked.gold
    if run.answer_style == "index":
        return row.solution, _letter(row.answer)
    return row.solution, row.answer


def _letter(index: str) -> str:
    """The letter of the option with a 0-based index."""
    if not index.isdigit() or int(index) >= len(ascii_uppercase):
        raise UnreadableGold(f"{index!r} is not the 0-based index of an option")
    return ascii_uppercase[int(index)]


def _row_refused(row: Row | BadRow, run: Run, stage: str, reason: str, detail: str) -> Refusal:
    return Refusal.model_validate(
        {"run": run.id, "item": f"{run.id}-row-{row.number}", "stage": stage, "reason": reason, "detail": detail}
    )


def _without_outcome(problems: Sequence[Problem], run: Run, store: Store) -> list[Problem]:
    done = {translation.item for translation in store.all(Translation, run=run.id)}
    done |= {refusal.item for refusal in store.all(Refusal, run=run.id) if refusal.stage == "translate"}
    return [problem for problem in problems if problem.item not in done]


async def machines(problem: Problem, *, run: Run, llm: LLM) -> list[Record] | str:
    """The translation or its refusal, then all that was noticed; a sentence when nobody answered."""
    try:
        translation = await translate(problem, llm=llm, task=task_of(run))
        findings = list(check(pair_of(problem, translation, run)))
        records: list[Record] = [translation, *findings]
        if fraction(run.seed, "round trip", problem.item) < run.round_trip:
            records += await round_trip(problem, translation, run=run, llm=llm)
        if run.judge:
            records += await judge(problem, translation, llm=llm, model=run.judge, target=run.target_language)
    except Unfinished as failure:
        return [
            Refusal(run=run.id, item=problem.item, stage="translate", reason=failure.reason, detail=failure.text[:500])
        ]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    return records


async def round_trip(problem: Problem, translation: Translation, *, run: Run, llm: LLM) -> list[Record]:
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


def task_of(run: Run) -> TranslationTask:
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


def pair_of(problem: Problem, translation: Translation, run: Run) -> Pair:
    return Pair(
        problem=problem,
        translation=translation,
        target=run.target_language,
        glossary=run.glossary,
        exemplars=tuple(target for _source, target in run.exemplars),
    )


def _stop_when_down(failed_in_a_row: int, llm: LLM, why: str) -> None:
    if failed_in_a_row >= UNANSWERED_IN_A_ROW and llm.endpoint:
        raise EndpointError(
            f"{llm.endpoint.origin} is down ({why}): what was answered is kept, draft again when it is back"
        )


def _keep(records: list[Record], run: Run, workspace: Workspace, store: Store, *, final: bool) -> None:
    """Everything gathered so far into the store, and what people can already read into a review batch."""
    store.add(records)
    records.clear()
    if final or run.review == "all":
        store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
        publish_batches(workspace, store, run, final=final)
