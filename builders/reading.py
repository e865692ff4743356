"""The review batches as text, for a terminal or a script: what an annotator's page shows."""

from __future__ import annotations

import textwrap
from typing import Any

import polars as pl

from schemas.workspace import Workspace


def items_to_read(workspace: Workspace, *, flagged_only: bool) -> list[dict[str, Any]]:
    """Items of all review batches, flagged first, then by identifier."""
    batches = sorted(workspace.review.glob("*.parquet"))
    if not batches:
        return []
    items = pl.concat([pl.read_parquet(batch) for batch in batches], how="diagonal").sort("item").to_dicts()
    items.sort(key=lambda item: not item["findings"])
    return [item for item in items if item["findings"] or not flagged_only]


def render_item(item: dict[str, Any]) -> str:
    """One item in at most 80 columns; control characters of the corpus are not passed to the terminal."""
    lines = [
        f"{item['item']}   gold {item['answer']}",
        *_wrapped(item["source_language"], item["original"]),
        *_wrapped(item["target_language"], item["question"]),
        *(f"  ! {_plain(finding['check'])}: {_plain(finding['message'])}" for finding in item["findings"]),
    ]
    return "\n".join(lines)


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(_plain(text), 78, initial_indent=f"  {label}: ", subsequent_indent="      ")


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
