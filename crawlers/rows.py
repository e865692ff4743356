"""Rows of a file that somebody brings, as text that can be compared: one at a time, and none lost silently.

A file that cannot be used raises `InputError`; a row that cannot is a `BadRow`, and the rows after it are read. Text
becomes NFC here, at the edge, and a row says when that changed it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from crawlers.row_files import InputError, json_or_none, nfc, records, unencodable

__all__ = ["BadRow", "InputError", "Row", "columns_of", "read_rows"]

LOOK_AHEAD = 1000
"""Rows whose keys together are the columns of a JSON file, where a row may leave a key out."""
INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
"""BOM, zero-width space, word joiner. The zero-width (non-)joiners stay: Persian and Hindi are spelt with them."""


@dataclass(frozen=True)
class Row:
    """One question with its gold answer, as the file states them."""

    number: int
    """Position in the file, from 1, bad rows counted."""
    source_id: str
    question: str
    choices: tuple[str, ...]
    answer: str
    """As written: `18`, `18.0`, `... #### 18`, the index of an option."""
    solution: str
    normalised: bool
    """Whether composing to NFC, line ends or invisible characters changed the text; outer spaces do not count."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used, and why."""

    number: int
    detail: str
    empty: bool = False
    """Whether it can be read, and only a question, an answer or an option is empty."""


class _UnfitError(Exception):
    """Something in this row is not what its column should hold."""


def columns_of(path: Path) -> list[str]:
    """Names of the columns in the file's order; raises `InputError` when there is not one good row to tell them."""
    there: dict[str, None] = {}
    faults = []
    for record in islice(records(path), LOOK_AHEAD):
        if isinstance(record, str):
            faults.append(record)
        else:
            there.update(dict.fromkeys(record))
    if faults and not there:
        raise InputError(f"{path} holds no row that can be read ({faults[0]}): is its ending the right one?")
    if not there:
        raise InputError(f"{path} holds no rows: give a file with at least one row")
    return list(there)


def read_rows(path: Path, *, columns: Mapping[str, str], limit: int | None = None) -> Iterator[Row | BadRow]:
    """Rows in the file's order, good and bad, at most `limit` of both; raises `InputError` before the first.

    `columns` names the file's column for each of our fields: question, answer, and if there are such, choices, id and
    solution. The choices are one column that holds a list (or a JSON list), or several: `choice0,choice1`.
    """
    there = columns_of(path)
    named = {field: nfc(column.strip()) for field, column in columns.items() if column.strip()}
    for field in ("question", "answer"):
        if field not in named:
            raise InputError(f"no column is named for the {field} in {path}: it has {', '.join(there)}")
    options = _option_columns(named.pop("choices", ""), there)
    absent = [column for column in (*named.values(), *options) if column not in there]
    if absent:
        raise InputError(f"{path} has no column {', '.join(absent)}: it has {', '.join(there)}")
    return (
        BadRow(number, record) if isinstance(record, str) else _row(number, record, named, options)
        for number, record in enumerate(islice(records(path), limit), start=1)
    )


def _option_columns(named: str, there: list[str]) -> list[str]:
    """A comma separates columns, unless it stands in the name of one."""
    return [named] if named in there else [column.strip() for column in named.split(",") if column.strip()]


def _row(number: int, record: dict[str, Any], named: Mapping[str, str], options: list[str]) -> Row | BadRow:
    try:
        told = {field: _told(record.get(column), column) for field, column in named.items()}
        choices = _choices(record, options)
    except _UnfitError as fault:
        return BadRow(number, str(fault))
    texts = {field: _clean(text) for field, text in told.items()}
    cleaned = tuple(_clean(choice) for choice in choices)
    for field in ("question", "answer"):
        if not texts[field]:
            return BadRow(number, f"the {field} is empty (column {named[field]})", empty=True)
    if "" in cleaned:
        detail = f"option {cleaned.index('') + 1} of {len(cleaned)} is empty ({', '.join(options)})"
        return BadRow(number, detail, empty=True)
    changed = any(text.strip() != _clean(text) for text in (*told.values(), *choices))
    return Row(
        number=number,
        source_id=texts.get("id", ""),
        question=texts["question"],
        choices=cleaned,
        answer=texts["answer"],
        solution=texts.get("solution", ""),
        normalised=changed,
    )


def _choices(record: dict[str, Any], options: list[str]) -> list[str]:
    if len(options) != 1:
        return [_told(record.get(column), column) for column in options]
    column, listed = options[0], record.get(options[0])
    if isinstance(listed, str):
        listed = json_or_none(listed)
    if not isinstance(listed, list) or not listed:
        raise _UnfitError(f"column {column} holds no list of options")
    return [_told(option, column) for option in listed]


def _told(value: object, column: str) -> str:
    """A value as text without loss: 18.0 stays `18.0`, and what is missing is empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if not isinstance(value, str):
        raise _UnfitError(f"column {column} holds a {type(value).__name__}, not a text or a number")
    if unencodable(value):
        raise _UnfitError(f"column {column} holds half of a surrogate pair, which no file can store")
    return value


def _clean(text: str) -> str:
    return nfc(INVISIBLE.sub("", text).replace("\r\n", "\n")).strip()
