"""Numbers on the card of a release of mathematics that the released rows settle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builders.card import escaped
from builders.publishing.card_figures import NOTHING, configurations, languages, lines, search, size
from builders.publishing.card_tables import table_headed, tables_after
from builders.publishing.math_tables import kinds, lengths
from builders.publishing.records import Figure
from builders.publishing.release_files import Opened
from builders.publishing.sums import configs_of, held_out, states


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
    yield from _composition(opened)
    yield _corrected_golds(opened)
    for run in opened.runs:
        decisions = states(opened, run, "decision") + held_out(opened, configs_of(opened, run))
        line = search(opened.text, rf"^- {re.escape(escaped(run.id))}: (.*)$")
        for decision in ("accepted", "fixed"):
            card = search(line, rf"[;,] ([\d,]+) {decision}\b")
            yield Figure(what=f"{decision}, {run.id}", card=card, files=f"{decisions[decision]:,}")


def _composition(opened: Opened) -> Iterator[Figure]:
    configs = {config: table for (config, _split), table in opened.tables.items()}
    tables = tables_after(opened.text, "## Dataset Structure")
    by_kind = table_headed(tables, "Configuration", "Direction")
    yield from lines("composition", by_kind, kinds(configs), named_by=3)
    by_language = table_headed(tables, "Configuration", "Language")
    yield from lines("lengths", by_language, lengths(configs), named_by=2)


def _corrected_golds(opened: Opened) -> Figure:
    rows = sum((table["answer"] != table["source_answer"]).sum() for table in opened.tables.values())
    said = search(opened.text, r"^- Gold answers that were corrected: ([\d,]+), ")
    return Figure(what="gold answers corrected", card=said, files=f"{rows:,}" if rows else NOTHING)
