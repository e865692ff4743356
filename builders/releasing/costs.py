"""What models were asked for a release, and what that cost, as its card tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from builders.account_records import StageUsage
from builders.markdown import table

_HEAD = ("Run", "Model", "Answers", "Prompt tokens", "Completion tokens", "US dollars")
_NOBODY = "No answer of a model is on record."


def costs_text(spent: Mapping[str, Sequence[StageUsage]], runs: Iterable[str]) -> str:
    """A line for each run and model, all stages together, and the sum of what has a known price."""
    lines = [_line(run, model, stages) for run in runs for model, stages in _by_model(spent.get(run, ())).items()]
    if not lines:
        return _NOBODY
    own = [stage for run in runs for stage in spent.get(run, ())]
    return f"{table(_HEAD, lines)}\n\n{_total(own)}"


def _by_model(stages: Sequence[StageUsage]) -> dict[str, list[StageUsage]]:
    models = sorted({stage.model for stage in stages})
    return {model: [stage for stage in stages if stage.model == model] for model in models}


def _line(run: str, model: str, stages: Sequence[StageUsage]) -> list[str]:
    counts = (
        sum(stage.answers for stage in stages),
        sum(stage.prompt_tokens for stage in stages),
        sum(stage.completion_tokens for stage in stages),
    )
    return [run, model, *(f"{count:,}" for count in counts), _dollars(stages)]


def _dollars(stages: Sequence[StageUsage]) -> str:
    """A model has a price or has none, whatever the stage."""
    costs = [stage.cost for stage in stages if stage.cost is not None]
    return f"{sum(costs):,.2f}" if costs else "unknown"


def _total(stages: Sequence[StageUsage]) -> str:
    unknown = sum(stage.prompt_tokens + stage.completion_tokens for stage in stages if stage.cost is None)
    known = sum(stage.cost or 0 for stage in stages)
    beside = f", and {unknown:,} tokens of unknown price" if unknown else ""
    return f"In all ${known:,.2f}{beside}, rows included that were refused, rejected or withheld."
