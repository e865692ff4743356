"""Tables of a card, every cell escaped: what stands in them comes from models and from the web."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builders.card import escaped

UNDEFINED = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, columns of figures to the right; a sentence when there are no rows."""
    cells = list(rows)
    if not cells:
        return "None."
    rules = ["---:" if all(map(_is_figure, column)) else "---" for column in zip(*cells, strict=True)]
    return "\n".join([_line(head), f"| {' | '.join(rules)} |", *map(_line, cells)])


def percent(share: float | None) -> str:
    return UNDEFINED if share is None else f"{100 * share:.1f}"


def fixed(value: float | None, digits: int = 1) -> str:
    return UNDEFINED if value is None else f"{value:,.{digits}f}"


def clipped(text: str, most: int = 90) -> str:
    """The beginning of a text, with a sign that more follows."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _is_figure(cell: str) -> bool:
    return not cell.strip(f"0123456789.,{UNDEFINED}")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
