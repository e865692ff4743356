"""What should not leave the house: secrets and personal data in the files that would be published.

data/news/test-00000-of-00001.parquet    document1    news-nli-en-3f.. (and 2 more)    e-mail address    an…@…rg (15)

A column is searched as one text, which is twenty times as fast as text by text; only what was found is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from builders.publishing.data_files import files_of
from builders.publishing.leaked_secrets import leaked_secrets
from builders.publishing.personal_data import personal_data
from builders.publishing.release_files import Opened, relative
from schemas.records import Record

if TYPE_CHECKING:
    import polars as pl

TEXT = (".md", ".json", ".txt", ".yaml", ".yml", ".bib")


class Finding(Record):
    """One piece that looks like a secret or like somebody's."""

    file: str
    column: str
    """Empty for a file of text."""
    items: tuple[str, ...]
    """Ids of the rows it stands in; none for a file of text."""
    kind: str
    shown: str
    """Its ends and its length, so that a log of this does not leak it again."""


def scan(opened: Opened) -> tuple[Finding, ...]:
    """Everything that somebody should look at before the folder is published."""
    return (*_in_tables(opened), *_in_texts(opened))


def masked(piece: str) -> str:
    return f"{piece[:2]}…{piece[-2:]} ({len(piece)} characters)"


def _in_tables(opened: Opened) -> Iterator[Finding]:
    """A text in which nothing was found is not searched again where it stands in another column or config."""
    clean: set[str] = set()
    for place, table in opened.tables.items():
        file = relative(opened.folder, opened.data_files[place][0])
        for column in table.columns:
            yield from _in_column(file, column, table, clean)


def _in_column(file: str, column: str, table: pl.DataFrame, clean: set[str]) -> Iterator[Finding]:
    texts = _texts(table, column)
    unknown = dict.fromkeys(text for text in texts if text and text not in clean)
    found = _found("\n".join(unknown))
    if not found:
        clean.update(unknown)
    names = table["id"].to_list() if "id" in table.columns else [f"row {number + 1}" for number in range(table.height)]
    for kind, piece in found:
        items = tuple(name for name, text in zip(names, texts, strict=True) if text and piece in text)
        yield Finding(file=file, column=column, items=items, kind=kind, shown=masked(piece))


def _texts(table: pl.DataFrame, column: str) -> list[str | None]:
    """A cell as text: nested ones as JSON, numbers as nothing.

    Each name and text of the JSON has a line, so that a URL, which looks like a key, makes no document suspect.
    """
    import polars as pl

    kind = table.schema[column]
    if kind == pl.String:
        return table[column].to_list()
    if kind.is_nested():
        written = pl.struct(column).struct.json_encode().str.replace_all(r'([\[{,])"', '${1}\n"')
        return table.select(written).to_series().to_list()
    return [None] * table.height


def _in_texts(opened: Opened) -> Iterator[Finding]:
    for file in files_of(opened.folder):
        if file.is_file() and file.suffix.lower() in TEXT:
            for kind, piece in _found(file.read_text(encoding="utf-8", errors="replace")):
                yield Finding(file=relative(opened.folder, file), column="", items=(), kind=kind, shown=masked(piece))


def _found(text: str) -> list[tuple[str, str]]:
    """Each piece once, under the first name it was given."""
    pieces: dict[str, str] = {}
    for kind, piece in [*leaked_secrets(text), *personal_data(text)]:
        pieces.setdefault(piece, kind)
    return [(kind, piece) for piece, kind in pieces.items()]
