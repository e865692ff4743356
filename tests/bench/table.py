"""One table: what was measured, beside what it must be.

| what        | figure            | measured | must  |    |
| 2,000 at 64 | wall / ideal      | 1.12     | ≤ 1.2 | ok |
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Figure:
    what: str
    name: str
    value: float
    at_most: float | None = None
    exactly: float | None = None
    timed: bool = False
    """A neighbour on the machine makes it worse and never better: of several runs the least is the truest."""

    @property
    def held(self) -> bool:
        if self.exactly is not None:
            return self.value == self.exactly
        return self.at_most is None or self.value <= self.at_most


def best_of(times: int, scenario: Callable[[], list[Figure]]) -> list[Figure]:
    """The figures of several runs: of a time the least, of a count the worst."""
    runs = [scenario() for _ in range(times)]
    return [_one_of(figures) for figures in zip(*runs, strict=True)]


def _one_of(figures: Sequence[Figure]) -> Figure:
    if figures[0].timed:
        return min(figures, key=lambda figure: figure.value)
    return max(figures, key=lambda figure: (not figure.held, figure.value))


def machine() -> str:
    """Where and when, and how busy it was: one line above a table."""
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{when}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


def figures_table(figures: Iterable[Figure]) -> str:
    rows = [[one.what, one.name, number(one.value), _must(one), _verdict(one)] for one in figures]
    return markdown([["what", "figure", "measured", "must", ""], *rows])


def number(value: float) -> str:
    """Whole when it counts something, else to a hundredth, or to what of it there is."""
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.1g}"


def _must(figure: Figure) -> str:
    if figure.exactly is not None:
        return f"= {number(figure.exactly)}"
    return "" if figure.at_most is None else f"≤ {number(figure.at_most)}"


def _verdict(figure: Figure) -> str:
    if not _must(figure):
        return ""
    return "ok" if figure.held else "MISSED"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Readable in a terminal and in a document; the first row is the head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
