"""The review batches as text, for a terminal or a script: what an annotator's page shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import polars as pl

from schemas.workspace import Workspace

DOCUMENT_START = 240
"""Characters of a document that a list has room for."""


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
    gold = f"   gold {item['answer']}" if item["answer"] else ""
    lines = [
        f"{item['item']}{gold}",
        *(line for label, text in _texts(item) for line in _wrapped(label, text)),
        *(f"  ! {_plain(finding['check'])}: {_plain(finding['message'])}" for finding in item["findings"]),
    ]
    return "\n".join(lines)


def _texts(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and text of what is read together: source and translation, or two documents and a hypothesis."""
    premise = item.get("premise")
    if premise is None:
        yield item["source_language"], item["original"]
        yield item["target_language"], item["question"]
        return
    for document in premise["documents"]:
        yield document["language"], textwrap.shorten(document["text"], DOCUMENT_START, placeholder=" …")
    yield f"hypothesis, {premise['hypothesis_language']}", item["question"]


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(_plain(text), 78, initial_indent=f"  {label}: ", subsequent_indent="      ")


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
