"""All the text that a release makes public: every cell of its tables, and every file that is read as text.

Case and space make no difference. A text counts as public where a cell is that text, or a text file holds it anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders.publishing.card_tables import shown
from builders.publishing.data_files import files_of
from builders.publishing.release_files import Opened
from builders.releasing.siblings import same_text

TABLES = (".parquet",)
PICTURES = (".png", ".svg")


@dataclass(frozen=True)
class PublicText:
    """What a release lets everybody read."""

    ids: frozenset[str]
    cells: frozenset[str]
    """Without what makes no difference."""
    files: tuple[str, ...]
    """Likewise, one for each text file."""

    def names(self, item: str) -> bool:
        return item in self.ids or self._in_a_file(item)

    def holds(self, text: str) -> bool:
        return same_text(text) in self.cells or self._in_a_file(text)

    def _in_a_file(self, text: str) -> bool:
        wanted = same_text(text)
        return any(wanted in file for file in self.files)


def public_text(opened: Opened) -> PublicText:
    """Of a folder that could be opened."""
    rows = [row for table in opened.tables.values() for row in table.iter_rows(named=True)]
    return PublicText(
        ids=frozenset(str(row.get("id", "")) for row in rows),
        cells=frozenset(map(same_text, {text for row in rows for text in _strings(row)})),
        files=tuple(same_text(_read(file)) for file in files_of(opened.folder) if _is_read(file)),
    )


def _strings(value: Any) -> Iterator[str]:
    """Every text within a value, however deep, names of fields included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _is_read(file: Path) -> bool:
    """No tables and pictures, and nothing behind a link that leads to a folder or nowhere."""
    return file.is_file() and file.suffix not in (*TABLES, *PICTURES)


def _read(file: Path) -> str:
    """As it stands, Markdown as it shows besides; JSON without its escapes, a text after the other."""
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        return "\n".join(_strings(json.loads(text))) if file.suffix == ".json" else f"{text}\n{shown(text)}"
    except (json.JSONDecodeError, RecursionError):
        return text
