"""Decisions come in: from a file into the journal, and from the journal into the store, each exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate import checks
from builders.corrected_golds import with_canonical_gold
from builders.review_batches import drafted_items, queued_items
from builders.review_queue import escalate
from schemas.decision_lines import Line, LineError, read_line, resolve
from schemas.decisions import read_decisions, write_decisions
from schemas.faults import Fault
from schemas.known_answers import counted, known_items, known_review_items
from schemas.math_runs import MathRun
from schemas.outcomes import Outcome, by_item, original_at, outcome, revisions
from schemas.records import Decision, Problem, Record, Translation, Verdict
from schemas.review_items import ReviewItem
from schemas.run_parameters import Run
from schemas.runs import load_math_runs, load_runs
from schemas.store import Store
from schemas.workspace import Workspace


class DecideError(Fault):
    """The decisions cannot be taken; the message says which line, why, and what to do. Nothing was written."""


class Decided(Record):
    """What a file of decisions brought."""

    new: int
    already: int
    """Lines that the journal had already."""
    by_verdict: dict[Verdict, int]
    """Of the new ones."""


@dataclass(frozen=True)
class _Reviewed:
    """What is known of the items while a file is read."""

    workspace: Workspace
    problems: Mapping[str, Problem]
    originals: Mapping[str, Translation]
    asked: Mapping[str, ReviewItem]
    """Queued items whose text is not for people to change: hypotheses, perturbed questions."""
    decisions: dict[str, list[Decision]]


def decide(workspace: Workspace, file: Path) -> Decided:
    """Take a JSONL file of decisions into the journal, all or none; raises `DecideError`."""
    return take(workspace, file, read_lines(file, read_line))


def take(workspace: Workspace, file: Path, lines: Sequence[tuple[int, Line]]) -> Decided:
    """Take numbered lines of a file into the journal, all or none; raises `DecideError`."""
    kept = read_decisions(workspace.decisions)
    known = {decision.event for decision in kept}
    reviewed = _reviewed(workspace, kept)
    new = []
    for number, line in lines:
        if line.name in known:
            continue
        try:
            decision = _decision(line, reviewed)
        except LineError as error:
            raise _at(file, number, error) from error
        known.add(decision.event)
        reviewed.decisions.setdefault(line.item, []).append(decision)
        new.append(decision)
    written = write_decisions(workspace.decisions, new) if new else 0
    return Decided(
        new=written, already=len(lines) - written, by_verdict=dict(Counter(decision.verdict for decision in new))
    )


def project(workspace: Workspace, store: Store) -> int:
    """Take the journal's new decisions into the store, with the text of every fix and what the checks say of it.

    Known answers and training verdicts stay in the journal: they are about people, not about the dataset.
    One transaction with the watermark, so exactly once whatever happens. A risk run whose sample showed too much error
    is then queued whole. Returns the number of new decisions; raises `DecideError` when the store lacks an item.
    """
    watermark, known = store.highest_decision(), known_items(workspace)
    new = counted(read_decisions(workspace.decisions, after=watermark), known)
    if new:
        decisions = counted(read_decisions(workspace.decisions), known) if watermark else new
        store.add([*new, *_texts_of_fixes(workspace, store, new, by_item(decisions))])
    for run in load_runs(workspace.runs):
        if run.review == "risk":  # elsewhere everything is queued, and the outcomes of 25,000 items take seconds
            escalate(workspace, store, run, outcomes(run, store))
    return len(new)


def _texts_of_fixes(
    workspace: Workspace, store: Store, new: Sequence[Decision], grouped: Mapping[str, Sequence[Decision]]
) -> list[Record]:
    """The text of every fix of the items newly decided about, with what the checks say of it."""
    runs = {run.id: run for run in load_math_runs(workspace.runs)}
    problems = {problem.item: problem for problem in store.all(Problem)}
    others = {  # their text is not for people to change
        item for run in load_runs(workspace.runs) if not isinstance(run, MathRun) for item in drafted_items(run, store)
    }
    records: list[Record] = []
    for item in sorted({decision.item for decision in new} - others):
        if item not in problems or problems[item].run not in runs:
            raise DecideError(
                f"{workspace.decisions} decides about {item}, which is not in the store: "
                "draft it again, or run `isogloss rebuild`"
            )
        records += _fixes(runs[problems[item].run], problems[item], grouped[item])
    return records


def outcomes(run: Run, store: Store) -> dict[str, Outcome]:
    """The outcome of every item of a run that somebody decided about, from the decisions projected so far."""
    if isinstance(run, MathRun):
        own = {problem.item for problem in store.all(Problem, run=run.id)}
    else:
        own = set(drafted_items(run, store))
    grouped = by_item(store.all(Decision))
    return {
        item: outcome(decisions, annotators=run.annotators, fixes_final=run.fixes_final)
        for item, decisions in grouped.items()
        if item in own
    }


def read_lines(file: Path, read: Callable[[str], Line]) -> list[tuple[int, Line]]:
    """The lines of a JSONL file that hold something, numbered from 1; raises `DecideError` at the first bad one."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DecideError(f"cannot read the decisions in {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DecideError(f"{file} is not UTF-8 (byte {error.start}): save it as UTF-8 and decide again") from error
    lines = []
    # Not splitlines: a question may hold U+2028, which JSON allows unescaped.
    for number, row in enumerate(text.split("\n"), start=1):
        if row.strip():
            try:
                lines.append((number, read(row)))
            except LineError as error:
                raise _at(file, number, error) from error
    if not lines:
        raise DecideError(f"{file} holds no decisions: write one JSON object a line")
    return lines


def _at(file: Path, number: int, error: LineError) -> DecideError:
    return DecideError(f"{file}:{number}: {error}; nothing was written")


def _reviewed(workspace: Workspace, kept: Sequence[Decision]) -> _Reviewed:
    known = known_review_items(workspace)
    others = [run for run in load_runs(workspace.runs) if not isinstance(run, MathRun)]
    with Store(workspace.store).held() as store:
        problems = [*store.all(Problem), *(item.problem for item in known)]
        translations = [*store.all(Translation), *(item.translation for item in known)]
    return _Reviewed(
        workspace,
        {problem.item: problem for problem in problems},
        {translation.item: translation for translation in translations if translation.revision == 0},
        {item.item: item for item in queued_items(workspace, others)},
        by_item(kept),
    )


def _decision(line: Line, reviewed: _Reviewed) -> Decision:
    if item := reviewed.asked.get(line.item):
        before = reviewed.decisions.get(line.item, [])
        return resolve(line, item.problem, item.translation, before, asked=item.asked)
    if line.item not in reviewed.problems:
        raise LineError(
            f"there is no item {line.item} (the column `item` of {reviewed.workspace.review}/*.parquet lists them)"
        )
    if line.item not in reviewed.originals:
        raise LineError(f"{line.item} was not translated, so there is nothing to decide about")
    before, problem = reviewed.decisions.get(line.item, []), reviewed.problems[line.item]
    decision = resolve(line, problem, reviewed.originals[line.item], before)
    return with_canonical_gold(decision, problem, before) if decision.verdict == "gold" else decision


def _fixes(run: MathRun, problem: Problem, decisions: Sequence[Decision]) -> list[Record]:
    """Every fix of an item as a revision, each with its findings; the store keeps those it has."""
    records: list[Record] = []
    for text in revisions(decisions, run=run.id):
        source = original_at(decisions, text.revision, problem.question)
        corrected = problem.model_copy(update={"question": source})
        records += [text, *checks.check(checks.pair_of(corrected, text, run))]
    return records
