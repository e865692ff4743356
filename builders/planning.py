"""What a draft will cost and what its result will be worth, before anything is sent.

The number of requests is exact (`rehearsal`). Their tokens are guessed from the length of the texts, until enough kept
answers of the same stage say how far the guess is off: then they are extrapolated by the ratio of what was used to what
was guessed, with a 95 % prediction interval (Cochran 1977, Sampling Techniques, chapter 6).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

from annotate.prices import Price, price_of
from builders.intake import read_problems
from builders.rehearsal import Question, rehearse
from builders.review_queue import flagged_items, upper_bound
from builders.spending import spent
from schemas.math_runs import MathRun
from schemas.plans import Plan, Reading, Span, StagePlan, parameters_of
from schemas.store import Store
from schemas.workspace import Workspace

SECONDS_PER_ITEM = 60.0
"""Our assumption, for want of a published figure: two texts of 50 words are 25 s of reading at 238 words a minute
(Brysbaert 2019, silent reading of English), and as long again to compare and decide. Hard items take longer."""
FEWEST_ANSWERS = 5
"""Kept answers of a stage that its tokens are extrapolated from; with fewer the guess stands."""
CONFIDENCE = 0.95
ERRORS_SHOWN = 3


def plan_of(
    run: MathRun,
    workspace: Workspace,
    *,
    prices: dict[str, Price],
    limit: int | None = None,
    seconds_per_item: float | None = None,
) -> Plan:
    """The plan of a draft of the first `limit` rows; sends nothing, and writes nothing."""
    intake = read_problems(run, workspace=workspace, limit=limit)
    questions = asyncio.run(rehearse(run, intake.problems, workspace))
    items = len(intake.problems)
    return Plan(
        run=run.id,
        parameters=parameters_of(run),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        limit=limit,
        items=items,
        refused=len(intake.refusals),
        stages=stage_plans(questions, prices),
        before=spent(run, workspace, prices),
        reading=Reading(
            items=items_to_read(run, items, _flagged_share(run, workspace)),
            seconds_per_item=seconds_per_item or SECONDS_PER_ITEM,
            annotators=run.annotators,
        ),
        score_half_width=half_width(items),
        error_bounds=_error_bounds(run, items),
        max_residual_error=run.max_residual_error,
    )


def stage_plans(questions: Sequence[Question], prices: dict[str, Price]) -> tuple[StagePlan, ...]:
    """What each stage asks of each model, in the order in which the recipe first asks."""
    first = {key: number for number, key in reversed(list(enumerate(map(_stage_of, questions))))}
    ordered = sorted(questions, key=lambda question: first[_stage_of(question)])
    return tuple(
        _stage_plan(list(asked), price_of(model, prices)) for (_, model), asked in groupby(ordered, key=_stage_of)
    )


_stage_of = attrgetter("stage", "model")


def _stage_plan(questions: Sequence[Question], price: Price | None) -> StagePlan:
    used = [(question, question.used) for question in questions if question.used]
    todo = [question for question in questions if question.used is None]
    prompt = extrapolated(
        [question.prompt_tokens for question in todo],
        known=[(question.prompt_tokens.middle, tokens.prompt_tokens) for question, tokens in used],
    )
    completion = extrapolated(
        [question.completion_tokens for question in todo],
        known=[(question.completion_tokens.middle, tokens.completion_tokens) for question, tokens in used],
    )
    return StagePlan(
        stage=questions[0].stage,
        model=questions[0].model,
        answered=len(used),
        requests=len(todo),
        prompt_tokens=prompt,
        completion_tokens=completion,
        cost=_cost(prompt, completion, price) if todo else Span(0, 0),
        measured=len(used) if len(used) >= FEWEST_ANSWERS else 0,
    )


def extrapolated(guesses: Sequence[Span], *, known: Sequence[tuple[float, int]]) -> Span:
    """The sum of the guessed numbers; `known` pairs of guess and truth correct it when there are enough."""
    if len(known) < FEWEST_ANSWERS or not guesses:
        return Span(sum(guess.low for guess in guesses), sum(guess.high for guess in guesses))
    from scipy.stats import t

    n, m = len(known), len(guesses)
    guessed, true = sum(guess for guess, _ in known), sum(truth for _, truth in known)
    ratio, todo = true / guessed, sum(guess.middle for guess in guesses)
    variance = sum((truth - ratio * guess) ** 2 for guess, truth in known) / (n - 1)
    # Two errors: of the ratio, which all that is to come shares, and of each request by itself.
    error = float(t.ppf((1 + CONFIDENCE) / 2, n - 1)) * math.sqrt(variance * (n * (todo / guessed) ** 2 + m))
    return Span(max(0.0, ratio * todo - error), ratio * todo + error)


def _cost(prompt: Span, completion: Span, price: Price | None) -> Span | None:
    if price is None:
        return None
    low, high = ((price.prompt * p + price.completion * c) / 1e6 for p, c in zip(prompt, completion, strict=True))
    return Span(low, high)


def items_to_read(run: MathRun, items: int, flagged_share: Span) -> Span:
    """Items that people are asked to read: all, or the flagged ones and a sample of the clean."""
    if run.review == "all":
        return Span(items, items)
    low, high = (share * items + min(run.sample_size, items - share * items) for share in flagged_share)
    return Span(round(low), round(high))


def _flagged_share(run: MathRun, workspace: Workspace) -> Span:
    """Share of the items that a check will flag: bounds from those drafted, each with 95 % confidence."""
    flagged = list(flagged_items(run, Store(workspace.store)).values()) if workspace.store.exists() else []
    return Span(1 - upper_bound(flagged.count(False), len(flagged)), upper_bound(sum(flagged), len(flagged)))


def half_width(items: int) -> float:
    """Half of the Wilson 95 % interval around an accuracy of one half measured on so many items; 0.5 for none."""
    z = 1.96
    return z / (2 * math.sqrt(items + z * z))


def _error_bounds(run: MathRun, items: int) -> tuple[float, ...]:
    if run.review == "all":
        return ()
    read = min(run.sample_size, items)
    return tuple(upper_bound(errors, read) for errors in range(ERRORS_SHOWN + 1))
