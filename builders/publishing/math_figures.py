"""Numbers on the card of a release of mathematics that the released rows settle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builders.card import escaped
from builders.publishing.card_figures import configurations, languages, search, size
from builders.publishing.records import Figure
from builders.publishing.release_files import Opened
from builders.publishing.sums import states


def math_figures(opened: Opened) -> Iterator[Figure]:
    """Rows of all and of each config, size, languages, and what people decided in each run."""
    rows = sum(table.height for table in opened.tables.values())
    said = search(opened.text, r"^([\d,]+) problems with gold answers")
    yield Figure(what="problems", card=said, files=f"{rows:,}")
    yield from configurations(opened)
    yield size(opened, rows)
    tags = {
        tag for table in opened.tables.values() for side in ("language", "original_language") for tag in table[side]
    }
    yield from languages(opened, tags, line="Languages")
    for run in opened.runs:
        decisions = states(opened, run, "decision")
        line = search(opened.text, rf"^- {re.escape(escaped(run.id))}: (.*)$")
        for decision in ("accepted", "fixed"):
            card = search(line, rf"[;,] ([\d,]+) {decision}\b")
            yield Figure(what=f"{decision}, {run.id}", card=card, files=f"{decisions[decision]:,}")
