"""From rows of a source to problems with a typed gold (HRM8K, section 3.1); every row refused, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase
from typing import NamedTuple

from annotate.boxed import last_boxed
from annotate.gold import UnreadableGold, Worked, classify_gold, gsm8k_gold, parse_gold
from annotate.translate import overlapping
from crawlers.rows import BadRow, Row, read_rows
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import canonical_json, short_digest
from schemas.faults import Fault
from schemas.math_runs import AnswerStyle, MathRun
from schemas.records import Problem, Refusal
from schemas.run_parameters import Run
from schemas.store import Store
from schemas.workspace import Workspace


class BadRowError(Fault):
    """A row of the input cannot be read; `--skip-bad-rows` records it as refused and goes on."""


class Intake(NamedTuple):
    """The rows of a source: what becomes a problem, and what does not."""

    problems: list[Problem]
    refusals: list[Refusal]


def take_in(run: MathRun, *, workspace: Workspace, store: Store, limit: int | None) -> list[Problem]:
    """The source's rows as problems; what cannot be one is refused with the reason. Both are in the store then."""
    intake = read_problems(run, workspace=workspace, limit=limit)
    store.add([*intake.problems, *intake.refusals])
    return intake.problems


def read_problems(run: MathRun, *, workspace: Workspace, limit: int | None) -> Intake:
    """The source's rows, each as a problem or as its refusal; nothing is written."""
    path = workspace.sources / run.file
    problems: dict[str, Problem] = {}
    refusals: list[Refusal] = []
    for row in read_rows(path, columns=run.columns, limit=limit):
        problem = problem_of(row, run)
        if isinstance(problem, Refusal):
            refusals.append(problem)
        elif (first := problems.get(problem.item)) is not None:
            refusals.append(row_refused(row, run, "read", "duplicate question", f"the same as row {first.row}"))
        else:
            problems[problem.item] = problem
    return Intake(list(problems.values()), refusals)


def problem_of(row: Row | BadRow, run: MathRun) -> Problem | Refusal:
    """One row as a problem with a typed gold, or why it is none. Raises `BadRowError` unless bad rows are skipped."""
    if isinstance(row, BadRow):
        return bad_row_refused(row, run)
    if overlapping(run.exemplars, row.question):
        return row_refused(row, run, "read", "exemplar", "this problem is one of the translator's exemplars")
    try:
        solution, answer = gold_of(row, run.answer_style)
        if run.numeric_only and (kind := classify_gold(answer)) != "numeric":
            return row_refused(row, run, "answer", f"{kind} answer", answer)
        gold = parse_gold(answer, run.answer_type, choices=row.choices)
    except UnreadableGold as error:
        return row_refused(row, run, "answer", "unreadable gold", str(error))
    return Problem(
        run=run.id,
        item=item_of(run, row.question, row.choices),
        row=row.number,
        source_id=row.source_id,
        question=row.question,
        choices=row.choices,
        answer=gold.text,
        answer_type=run.answer_type,
        solution=solution,
        language=run.source_language,
    )


def gold_of(row: Row, style: AnswerStyle) -> Worked:
    """Solution and gold, out of the column or columns that hold them; raises `UnreadableGold`."""
    match style:
        case "gsm8k":
            return gsm8k_gold(row.answer)
        case "index":
            return Worked(row.solution, _letter(row.answer))
        case "boxed":
            return Worked(row.solution, _boxed(row.answer))
        case "plain" | "text":
            return Worked(row.solution, row.answer)


def _boxed(solution: str) -> str:
    if not (gold := last_boxed(solution)):
        raise UnreadableGold("the solution ends without a box that holds its answer")
    return gold


def _letter(index: str) -> str:
    """The letter of the option with a 0-based index."""
    if not index.isdigit() or int(index) >= len(ascii_uppercase):
        raise UnreadableGold(f"{index!r} is not the 0-based index of an option")
    return ascii_uppercase[int(index)]


def item_of(run: Run, question: str, choices: Sequence[str]) -> str:
    """Name of a problem, after its content."""
    return f"{run.id}-{short_digest(canonical_json([question, list(choices)]))}"


def bad_row_refused(row: BadRow, run: MathRun | AdversarialRun) -> Refusal:
    """The refusal of a row that cannot be read; raises `BadRowError` unless the run skips such."""
    if not run.skip_bad_rows:
        raise BadRowError(
            f"{run.source.location}, row {row.number}: {row.detail}; "
            "mend it, or add --skip-bad-rows to refuse such rows"
        )
    return row_refused(row, run, "read", "bad row", row.detail)


def row_refused(row: Row | BadRow, run: Run, stage: str, reason: str, detail: str) -> Refusal:
    return Refusal.model_validate(
        {"run": run.id, "item": f"{run.id}-row-{row.number}", "stage": stage, "reason": reason, "detail": detail}
    )
