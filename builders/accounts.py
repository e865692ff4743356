"""Every item at every stage: what came in, what was refused and why, what people decided, what it cost.

came in = kept + refused + waiting for a reader; kept = translated + failed + waiting for a model; translated = clean +
flagged; and each of those two = accepted + fixed + rejected + disputed + waiting. Each side is counted for itself, so
that a lost row shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from annotate.prices import Price, load_prices, price_of
from builders.account_records import AccountsError, ReviewAccounts, RunAccounts, StageUsage, counted
from builders.accounts_text import render
from builders.deciding import outcomes, project
from builders.exam_pages import waiting_for_reader
from builders.paper_shares import HRM8K
from builders.review_queue import flagged_items, residual
from builders.spending import plan_kept
from schemas.answers import usage
from schemas.inference import Hypothesis
from schemas.math_runs import MathRun
from schemas.outcomes import UNREAD, Outcome, State
from schemas.plans import PlanKept
from schemas.records import Decision, Finding, Problem, Queued, Refusal, RoundTrip, Translation
from schemas.runs import AnyRun, load_math_runs
from schemas.store import Store
from schemas.workspace import Workspace

__all__ = ["AccountsError", "RunAccounts", "accounts", "render"]

ROUND_TRIP = "round trip"
Book = TypeVar("Book")


def accounts(workspace: Workspace, *, prices: Path | None = None) -> list[RunAccounts]:
    """The books of every run, with the decisions made so far taken in; call `check` on each to prove the sums."""
    table = load_prices(prices)
    spent = usage_by_run(workspace, table)
    with Store(workspace.store).held() as store:
        project(workspace, store)
        return [
            _run_accounts(run, store, spent.get(run.id, ()), plan_kept(run, workspace, table))
            for run in load_math_runs(workspace.runs)
        ]


def _run_accounts(run: MathRun, store: Store, spent: tuple[StageUsage, ...], planned: PlanKept | None) -> RunAccounts:
    problems = {problem.item for problem in store.all(Problem, run=run.id)}
    refusals = store.all(Refusal, run=run.id)
    waiting = waiting_for_reader(run, store)
    unread = [refusal for refusal in refusals if refusal.stage in {"read", "answer"}]
    failed = [refusal for refusal in refusals if refusal.stage == "translate"]
    translated = {translation.item for translation in store.all(Translation, run=run.id)}
    flagged = flagged_items(run, store)
    findings = [finding for finding in store.all(Finding, run=run.id) if finding.revision == 0]
    queue, decided = store.all(Queued, run=run.id), outcomes(run, store)
    trips = {trip.item for trip in store.all(RoundTrip, run=run.id)}
    return RunAccounts(
        run=run.id,
        direction=f"{run.source_language}-{run.target_language}",
        review=run.review,
        came_in=len(problems | {refusal.item for refusal in unread} | waiting),
        kept=len(problems),
        refused=counted(refusal.reason for refusal in unread),
        waiting_for_reader=len(waiting),
        paper=HRM8K.get(run.source.name),
        translated=len(translated),
        failed=counted(refusal.reason for refusal in failed),
        waiting_for_model=len(problems - translated - {refusal.item for refusal in failed}),
        clean=review_accounts((item for item in flagged if not flagged[item]), decided),
        flagged=review_accounts((item for item in flagged if flagged[item]), decided),
        findings=counted(check for check, _ in {(finding.check, finding.item) for finding in findings}),
        reject_reasons=counted(outcome.reason for outcome in decided.values() if outcome.state == "rejected"),
        round_trips=len(trips),
        round_trips_with_findings=len({finding.item for finding in findings if finding.check == ROUND_TRIP} & trips),
        queued=counted(queued.because for queued in queue),
        max_residual_error=run.max_residual_error,
        residual=residual(run, queue, decided) if run.review == "risk" else None,
        usage=spent,
        planned=planned,
        strays={
            "translations of unknown problems": len(translated - problems),
            "findings about untranslated items": len({finding.item for finding in findings} - translated),
            "queued items without a translation": len({queued.item for queued in queue} - translated),
            "decisions about untranslated items": len(decided.keys() - translated),
            "decisions about no item": _homeless(store),
        },
    )


def _homeless(store: Store) -> int:
    known = {problem.item for problem in store.all(Problem)} | {text.item for text in store.all(Hypothesis)}
    known |= {row["node"] for row in store.query("SELECT node FROM search_node WHERE fate = 'included'")}
    return sum(decision.item not in known for decision in store.all(Decision))


def review_accounts(items: Iterable[str], decided: Mapping[str, Outcome]) -> ReviewAccounts:
    """How many of some items stand where."""
    known = list(items)
    states: Counter[State] = Counter(decided.get(item, UNREAD).state for item in known)
    return ReviewAccounts(
        items=len(known),
        accepted=states["accepted"],
        fixed=states["fixed"],
        rejected=states["rejected"],
        disputed=states["disputed"],
        waiting=states["waiting"],
    )


def each_book(
    workspace: Workspace, runs: Sequence[AnyRun], book: Callable[[AnyRun, Store, tuple[StageUsage, ...]], Book]
) -> list[Book]:
    """The books of runs of one recipe, at our prices, with the decisions made so far taken in."""
    if not runs:
        return []
    spent = usage_by_run(workspace)
    with Store(workspace.store).held() as store:
        project(workspace, store)
        return [book(run, store, spent.get(run.id, ())) for run in runs]


def usage_by_run(workspace: Workspace, prices: Mapping[str, Price] | None = None) -> dict[str, tuple[StageUsage, ...]]:
    """What each run asked of models so far, by stage and model, at these prices or ours."""
    known = load_prices(None) if prices is None else prices
    spent: dict[str, tuple[StageUsage, ...]] = {}
    for used in usage(workspace.answers):
        price = price_of(used.model, known)
        stage = StageUsage(
            stage=used.stage,
            model=used.model,
            answers=used.answers,
            unfinished=used.unfinished,
            prompt_tokens=used.prompt_tokens,
            completion_tokens=used.completion_tokens,
            seconds=used.seconds,
            cost=price.of(used.prompt_tokens, used.completion_tokens) if price else None,
        )
        spent[used.run] = (*spent.get(used.run, ()), stage)
    return spent
