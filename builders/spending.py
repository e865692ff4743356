"""What a run has used, and what it was planned to use."""

from __future__ import annotations

from annotate.prices import Price, price_of
from schemas.answers import usage
from schemas.math_runs import MathRun
from schemas.plans import PlanKept, Spent, newest_plan
from schemas.workspace import Workspace


def spent(run: MathRun, workspace: Workspace, prices: dict[str, Price]) -> Spent:
    """What the journal holds of a run so far; the cost is None when a price is unknown."""
    rows = [row for row in usage(workspace.answers) if row.run == run.id]
    paid = [(row, price_of(row.model, prices)) for row in rows]
    costs = [price.of(row.prompt_tokens, row.completion_tokens) for row, price in paid if price]
    return Spent(
        answers=sum(row.answers for row in rows),
        tokens=sum(row.prompt_tokens + row.completion_tokens for row in rows),
        cost=sum(costs) if len(costs) == len(rows) else None,
    )


def plan_kept(run: MathRun, workspace: Workspace, prices: dict[str, Price]) -> PlanKept | None:
    """The newest plan of a run beside what was used since; None when it was never planned."""
    plan = newest_plan(workspace.runs, run)
    if plan is None:
        return None
    return PlanKept(
        made_at=plan.made_at,
        limit=plan.limit,
        requests=plan.requests,
        tokens=plan.tokens,
        cost=plan.cost,
        used=spent(run, workspace, prices).since(plan.before),
    )
