"""What a run was expected to ask for, kept so that it can be held against what it did.

    runs/gsm8k-en-ko.plans/0001.json    requests, tokens and price of each stage, hours of reading, precision

A range is what is known: an exact number has both ends alike, and an unknown price is None, never 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from schemas.digest import canonical_json, digest
from schemas.math_runs import MathRun
from schemas.records import Record
from schemas.runs import RunError, write_once

_PARAMETERS_THAT_COST_NOTHING = {"endpoint", "version"}


class Span(NamedTuple):
    """From `low` to `high`, both possible."""

    low: float
    high: float

    def plus(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def times(self, other: Span) -> Span:
        """The product of two spans of numbers that are not negative."""
        return Span(self.low * other.low, self.high * other.high)

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


class StagePlan(Record):
    """What one stage will ask of one model."""

    stage: str
    model: str
    answered: int
    """Requests whose answer the journal holds: they send nothing."""
    requests: int
    """Requests that will be sent. Asking again after a cut answer or a wrong shape comes on top."""
    prompt_tokens: Span
    completion_tokens: Span
    cost: Span | None
    """US dollars; None when the model's price is unknown and something will be sent."""
    measured: int
    """Kept answers that the tokens are extrapolated from; 0 when they are guessed from the length of the texts."""


class Spent(Record):
    """What the journal holds of a run."""

    answers: int
    tokens: int
    cost: float | None
    """US dollars; None when the price of a model that answered is unknown."""

    def since(self, before: Spent) -> Spent:
        """What was used after `before`."""
        cost = None if self.cost is None or before.cost is None else self.cost - before.cost
        return Spent(answers=self.answers - before.answers, tokens=self.tokens - before.tokens, cost=cost)


class Reading(Record):
    """What people will be asked."""

    items: Span
    """Items to read: not known exactly when the checks decide it."""
    seconds_per_item: float
    annotators: int

    @property
    def hours(self) -> Span:
        """Of all annotators together; a fix read by another person comes on top."""
        return self.items.times(Span(self.seconds_per_item, self.seconds_per_item)).times(
            Span(self.annotators / 3600, self.annotators / 3600)
        )


class Plan(Record):
    """What a draft is expected to ask for, and what its result will be worth."""

    run: str
    parameters: str
    """Digest of the run's parameters: a plan says nothing about another run of the same name."""
    made_at: str
    """UTC, ISO 8601."""
    limit: int | None
    items: int
    """Problems that will be translated."""
    refused: int
    """Rows that will not."""
    stages: tuple[StagePlan, ...]
    before: Spent
    """What the run had used already."""
    reading: Reading
    score_half_width: float
    """Of a 95 % interval around an accuracy of one half measured on all items; wider than at any other accuracy."""
    error_bounds: tuple[float, ...]
    """Of the error left unread, when the clean sample shows 0, 1, 2 ... errors: upper bounds; empty in mode `all`."""
    max_residual_error: float

    @property
    def requests(self) -> int:
        return sum(stage.requests for stage in self.stages)

    @property
    def tokens(self) -> Span:
        spans = [span for stage in self.stages for span in (stage.prompt_tokens, stage.completion_tokens)]
        return Span(sum(span.low for span in spans), sum(span.high for span in spans))

    @property
    def cost(self) -> Span | None:
        """US dollars; None when any stage's is unknown."""
        costs = [stage.cost for stage in self.stages]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs):
            return None
        return Span(sum(cost.low for cost in known), sum(cost.high for cost in known))


class PlanKept(Record):
    """A plan beside what was used since it was made."""

    made_at: str
    limit: int | None
    requests: int
    tokens: Span
    cost: Span | None
    used: Spent


def parameters_of(run: MathRun) -> str:
    """Digest of everything in a run that a plan depends on: where the model answers does not matter."""
    return digest(canonical_json(run.model_dump(mode="json", exclude=_PARAMETERS_THAT_COST_NOTHING)))


def keep_plan(folder: Path, plan: Plan) -> Path:
    """Write a plan beside the runs, once."""
    plans = _folder(folder, plan.run)
    path = plans / f"{len(list(plans.glob('*.json'))) + 1:04}.json"
    write_once(path, plan.model_dump_json(indent=1))
    return path


def newest_plan(folder: Path, run: MathRun) -> Plan | None:
    """The last plan for exactly this run that meant to send something; None when there is none."""
    wanted = parameters_of(run)
    for path in sorted(_folder(folder, run.id).glob("*.json"), reverse=True):
        plan = _load(path)
        if plan.parameters == wanted and plan.requests:
            return plan
    return None


def _load(path: Path) -> Plan:
    try:
        return Plan.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunError(
            f"{path} is not a plan this version can read: remove it and plan again ({error.errors()[0]['msg']})"
        ) from error


def _folder(runs: Path, run: str) -> Path:
    return runs / f"{run}.plans"
