"""One estimate as text, with its interval or the reason why there is none."""

from __future__ import annotations

from annotate.agreement import Estimate
from builders.accounts_text import labelled


def line(words: str, estimate: Estimate) -> list[str]:
    """A line of its own; more when the reason is long."""
    if estimate.value is None:
        return labelled(f"{words:30} -      ", estimate.why, label_width=38)
    if estimate.low is None or estimate.high is None:
        return labelled(f"{words:30} {estimate.value:5.2f}  ", estimate.why, label_width=38)
    return [f"{words:30} {estimate.value:5.2f}   {estimate.low:.2f} to {estimate.high:.2f}"]


def with_interval(estimate: Estimate) -> str:
    """In a cell of a table."""
    if estimate.low is None or estimate.high is None:
        return short(estimate)
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def short(estimate: Estimate) -> str:
    """Two digits, or a dash."""
    return "-" if estimate.value is None else f"{estimate.value:.2f}"
