"""A plan as text, for a terminal of 80 columns, and as the numbers that a script reads."""

from __future__ import annotations

from typing import Any

from builders.accounts_text import labelled
from builders.figures import count_of, dollars, exactly, numbers
from schemas.plans import Plan, StagePlan

MODEST_ITEMS = 100
"""Fewer make an interval of more than 10 points, too wide to tell most models apart."""


def render(plan: Plan) -> str:
    """One line for each thing that is spent, then what the result is worth."""
    lines = labelled("plan", f"{plan.run}: {plan.items:,} problems, {plan.refused:,} rows refused")
    lines += [line for stage in plan.stages for line in labelled(stage.stage, _stage(stage))]
    lines += labelled(
        "in all", f"{count_of(plan.requests, 'request')}, {numbers(plan.tokens)} tokens, {dollars(plan.cost)}"
    )
    if plan.cost is None:
        lines += labelled("price", "unknown is not nothing: give it in --prices FILE")
    lines += labelled("estimate", _basis(plan))
    lines += labelled("people", _reading(plan))
    lines += labelled("precision", _precision(plan))
    return "\n".join(lines)


def summary(plan: Plan) -> dict[str, Any]:
    """The plan with its sums, for `--json`."""
    sums = {"requests": plan.requests, "tokens": plan.tokens, "cost": plan.cost, "hours": plan.reading.hours}
    return plan.model_dump(mode="json") | sums


def _stage(stage: StagePlan) -> str:
    before = f" ({stage.answered:,} answered already)" if stage.answered else ""
    if not stage.requests:
        return f"nothing to send to {stage.model}{before}"
    return (
        f"{count_of(stage.requests, 'request')} to {stage.model}{before}, {numbers(stage.prompt_tokens)} + "
        f"{numbers(stage.completion_tokens)} tokens, {dollars(stage.cost)}"
    )


def _basis(plan: Plan) -> str:
    """What the tokens rest on."""
    sending = [stage for stage in plan.stages if stage.requests]
    if not sending:
        return "exact: every answer is kept already"
    measured = [f"{stage.stage} on {stage.measured:,} answers" for stage in sending if stage.measured]
    guessed = [stage.stage for stage in sending if not stage.measured]
    parts = [f"measured: {', '.join(measured)}, 95 % interval"] if measured else []
    if guessed:
        parts.append(
            f"guessed from the length of the texts: {', '.join(guessed)}; a model that thinks before it answers uses "
            "more, --pilot 20 measures it"
        )
    return "; ".join([*parts, "answers that are cut off or ill-formed are asked again, on top"])


def _reading(plan: Plan) -> str:
    reading = plan.reading
    low, high = (f"{hours:,.1f}" for hours in reading.hours)
    hours = low if low == high else f"{low} to {high}"
    return (
        f"{exactly(reading.items)} items x {reading.seconds_per_item:g} s x "
        f"{count_of(reading.annotators, 'annotator')} = {hours} hours; "
        "reading somebody else's fix comes on top"
    )


def _precision(plan: Plan) -> str:
    text = f"an accuracy measured on {plan.items:,} items is known to +-{plan.score_half_width:.1%} or better"
    if plan.items < MODEST_ITEMS:
        text += ", too wide to tell most models apart"
    if plan.error_bounds:
        bounds = ", ".join(f"{errors}: {bound:.2%}" for errors, bound in enumerate(plan.error_bounds))
        text += f"; errors in the clean sample and the most left unread (95 %): {bounds}"
        text += f"; allowed {plan.max_residual_error:.2%}"
    else:
        text += "; everything is read, so no unread error is left to bound"
    return text
