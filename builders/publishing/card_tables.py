"""What a card says, read back: its tables as cells, its text as it shows.

| Label | Items |          ->  [["Label", "Items"], ["neutral", "1,024"]]
| --- | ---: |
| neutral | 1,024 |
"""

from __future__ import annotations

import html
import re

_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_CELLS = re.compile(r"(?<!\\)\|")


def shown(text: str) -> str:
    """Markdown without its escapes: what a reader sees."""
    return html.unescape(re.sub(r"\\([\\`*_\[\]|~#])", r"\1", text))


def tables_after(text: str, beginning: str) -> list[list[list[str]]]:
    """Tables between a line that begins so and the next heading; none when no line does."""
    lines = text.splitlines()
    begins = next((number for number, line in enumerate(lines) if shown(line).startswith(beginning)), len(lines))
    after = lines[begins + 1 :]
    ends = next((number for number, line in enumerate(after) if line.startswith("#")), len(after))
    return _tables(after[:ends])


def table_headed(tables: list[list[list[str]]], *head: str) -> list[list[str]]:
    """The rows of the first table whose first columns are named so; none when there is no such table."""
    return next((table[1:] for table in tables if tuple(table[0][: len(head)]) == head), [])


def _tables(lines: list[str]) -> list[list[list[str]]]:
    found: list[list[list[str]]] = []
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line.strip()):
            found.append([_cells(lines[number - 1])])
            for row in lines[number + 1 :]:
                if not row.startswith("|"):
                    break
                found[-1].append(_cells(row))
    return found


def _cells(line: str) -> list[str]:
    return [shown(cell.strip()) for cell in _CELLS.split(line.strip())[1:-1]]
