"""Which items a release holds, as rows, and why the others are withheld. Nothing gets in by default: see `_state`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from builders.corrected_golds import corrected_golds
from builders.deciding import outcomes
from builders.review_queue import flagged_items, residual
from schemas.math_runs import MathRun
from schemas.outcomes import UNREAD, Outcome, by_item, original_at
from schemas.records import AnswerType, Decision, Problem, Queued, Record, Translation
from schemas.store import Store

ReviewState = Literal["reviewed", "machine-clean", "machine-clean-unread"]


class Row(Record):
    """One row of the published dataset, in the order of its columns."""

    id: str
    question: str
    original: str
    choices: tuple[str, ...]
    original_choices: tuple[str, ...]
    answer: str
    source_answer: str
    """What the source says; another than `answer` where that was corrected."""
    answer_type: AnswerType
    source: str
    source_id: str
    language: str
    original_language: str
    direction: str
    """`en-ko`"""
    translator: str
    decision: Literal["accepted", "fixed", "none"]
    review_state: ReviewState
    inclusion_probability: float


@dataclass(frozen=True)
class Selected:
    """The rows of one run, ordered as in the source, and how many items each reason withheld."""

    rows: list[Row]
    withheld: Counter[str]


def select(run: MathRun, store: Store, *, preview: bool) -> Selected:
    """Sort a run's translated items into rows and withheld ones."""
    flagged, decided, queue = flagged_items(run, store), outcomes(run, store), store.all(Queued, run=run.id)
    texts = {(text.item, text.revision): text for text in store.all(Translation, run=run.id)}
    every = store.all(Decision)
    chances, decisions, golds = _chances(flagged, queue), by_item(every), corrected_golds(store, every)
    within = run.review == "risk" and residual(run, queue, decided).releasable
    rows, withheld = [], Counter[str]()
    for problem in sorted(store.all(Problem, run=run.id), key=lambda problem: (problem.row, problem.item)):
        if problem.item not in flagged:
            withheld["not translated"] += 1
            continue
        found = decided.get(problem.item, UNREAD)
        state = _state(found, flagged=flagged[problem.item], within=within, preview=preview)
        if state is None:
            withheld[why_withheld(found, flagged=flagged[problem.item])] += 1
        else:
            text = texts[problem.item, found.revision]
            original = original_at(decisions.get(problem.item, ()), found.revision, problem.question)
            corrected = problem.model_copy(update={"question": original})
            row = _row(run, corrected, text, found, state, chances[problem.item])
            rows.append(row.model_copy(update={"answer": golds.get(problem.item, row.answer)}))
    return Selected(rows, withheld)


def _state(found: Outcome, *, flagged: bool, within: bool, preview: bool) -> ReviewState | None:
    """None keeps an item back. An item that anybody has spoken about is released by people's decision or not at all."""
    if found.state in {"accepted", "fixed"}:
        return "reviewed"
    if found != UNREAD or flagged:
        return None
    if within:
        return "machine-clean"
    return "machine-clean-unread" if preview else None


def why_withheld(found: Outcome, *, flagged: bool) -> str:
    if found.state != "waiting":
        return found.state
    if found != UNREAD:
        return "waiting for another person"
    return "flagged, unread" if flagged else "clean, unread"


def _chances(flagged: dict[str, bool], queue: list[Queued]) -> dict[str, float]:
    """Each item's chance of being asked about; a clean item that was not drawn had the chance of those that were."""
    drawn = next((queued.inclusion_probability for queued in queue if queued.because == "sample"), 0.0)
    return dict.fromkeys(flagged, drawn) | {queued.item: queued.inclusion_probability for queued in queue}


def _row(run: MathRun, problem: Problem, text: Translation, found: Outcome, state: ReviewState, chance: float) -> Row:
    return Row(
        id=problem.item,
        question=text.question,
        original=problem.question,
        choices=text.choices,
        original_choices=problem.choices,
        answer=problem.answer,
        source_answer=problem.answer,
        answer_type=problem.answer_type,
        source=run.source.name,
        source_id=problem.source_id,
        language=run.target_language,
        original_language=problem.language,
        direction=f"{run.source_language}-{run.target_language}",
        translator=text.translator,
        decision="accepted" if found.state == "accepted" else "fixed" if found.state == "fixed" else "none",
        review_state=state,
        inclusion_probability=chance,
    )
