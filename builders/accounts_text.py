"""The accounts as text, for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from builders.account_records import DirectionAccounts, ReviewAccounts, RunAccounts, StageUsage, by_direction
from builders.figures import dollars, numbers
from builders.paper_shares import Share
from schemas.plans import PlanKept, Span

WIDTH = 80
_LABEL = 14


def render(accounts: Sequence[RunAccounts]) -> str:
    """One paragraph a run, and the directions side by side when there are several."""
    if not accounts:
        return "no runs: draft one with `isogloss math draft`"
    paragraphs = ["\n".join(_run(run)) for run in accounts]
    directions = by_direction(accounts)
    if len(directions) > 1:
        paragraphs.append("\n".join(line for direction in directions for line in _direction(direction)))
    return "\n\n".join(paragraphs)


def _run(run: RunAccounts) -> list[str]:
    unread = f" + {run.waiting_for_reader:,} waiting for a reader" if run.waiting_for_reader else ""
    refused, failed = sum(run.refused.values()), sum(run.failed.values())
    lines = [
        *labelled("run", run.run, label_width=5),
        *labelled("came in", f"{run.came_in:,} = {run.kept:,} kept + {refused:,} refused{listed(run.refused)}{unread}"),
        *_paper(run),
        *labelled(
            "kept",
            f"{run.kept:,} = {run.translated:,} translated + {failed:,} failed{listed(run.failed)}"
            f" + {run.waiting_for_model:,} waiting for a model",
        ),
        *labelled("translated", f"{run.translated:,} = {run.clean.items:,} clean + {run.flagged.items:,} flagged"),
        *labelled("flagged", reviewed(run.flagged)),
        *labelled("clean", reviewed(run.clean)),
        *labelled("findings", ", ".join(f"{check} {count:,}" for check, count in run.findings.items()) or "none"),
    ]
    if run.reject_reasons:
        lines += labelled("rejected for", ", ".join(f"{reason} {n:,}" for reason, n in run.reject_reasons.items()))
    if run.round_trips:
        lines += labelled(
            "round trip", f"{run.round_trips:,} taken back, {run.round_trips_with_findings:,} with findings"
        )
    lines += labelled(
        "to read", ", ".join(f"{count:,} {because}" for because, count in run.queued.items()) or "nothing"
    )
    lines += _residual(run)
    lines += [line for stage in run.usage for line in labelled(f"{stage.stage}", spent(stage))]
    return lines + (_planned(run.planned) if run.planned else [])


def _paper(run: RunAccounts) -> list[str]:
    """Our share beside the paper's, where anything was there to be refused."""
    if run.paper is None or (run.paper.kept == run.paper.of and not run.refused):
        return []
    return labelled("HRM8K", f"kept {run.paper} of this source; here {Share(kept=run.kept, of=run.came_in)}")


def reviewed(review: ReviewAccounts) -> str:
    """Where the items of one kind stand, as a sum."""
    return (
        f"{review.items:,} = {review.accepted:,} accepted + {review.fixed:,} fixed + {review.rejected:,} rejected"
        f" + {review.disputed:,} disputed + {review.waiting:,} waiting"
    )


def _residual(run: RunAccounts) -> list[str]:
    if run.residual is None:
        return []
    found = run.residual
    sentence = (
        f"{found.errors:,} errors in {found.read:,} of {found.sampled:,} sampled clean items: "
        f"at most {found.bound:.2%} with 95 % confidence, allowed {run.max_residual_error:.2%}"
    )
    if found.exceeded:
        sentence += "; the whole stratum goes to people"
    elif found.reads_needed is not None and found.read < found.reads_needed:
        sentence += f"; {found.reads_needed - found.read:,} more without an error would show it"
        if found.reads_needed > found.sampled:
            sentence += ", more than the sample holds"
    return labelled("residual", sentence)


def spent(stage: StageUsage) -> str:
    """What a stage asked of a model."""
    cost = "price unknown" if stage.cost is None else f"${stage.cost:,.4f}"
    unfinished = f" ({stage.unfinished:,} unfinished)" if stage.unfinished else ""
    return (
        f"{stage.answers:,} answers{unfinished} of {stage.model}, {stage.prompt_tokens:,} + "
        f"{stage.completion_tokens:,} tokens, {stage.seconds:,.0f} s, {cost}"
    )


def _planned(plan: PlanKept) -> list[str]:
    rows = "all rows" if plan.limit is None else f"{plan.limit:,} rows"
    used = plan.used
    return [
        *labelled(
            "planned", f"{plan.requests:,} requests, {numbers(plan.tokens)} tokens, {dollars(plan.cost)} for {rows}"
        ),
        *labelled(
            "since then",
            f"{used.answers:,} answers, {used.tokens:,} tokens, "
            f"{dollars(None if used.cost is None else Span(used.cost, used.cost))}",
        ),
    ]


def _direction(direction: DirectionAccounts) -> list[str]:
    findings = "".join(f", {check} {count:,}" for check, count in direction.findings.items())
    return labelled(
        direction.direction,
        f"{direction.translated:,} translated, {direction.flagged:,} flagged, {direction.fixed:,} fixed, "
        f"{direction.rejected:,} rejected{findings}",
    )


def listed(reasons: Mapping[str, int]) -> str:
    """Reasons with their counts, in brackets; empty when there are none."""
    return f" ({', '.join(f'{reason} {count:,}' for reason, count in reasons.items())})" if reasons else ""


def labelled(label: str, text: str, *, label_width: int = _LABEL) -> list[str]:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    begun = f"{label:<{label_width}}" if len(label) < label_width or label.endswith(" ") else f"{label} "
    return textwrap.wrap(printable, WIDTH, initial_indent=begun, subsequent_indent=" " * label_width)
