"""An article of a cluster as its file states it: raw, but one shape whatever the format.

    Q14211  ko  2022-10-20  "10월 20일, 영국의 정부 위기의 가운데 리즈 트러스 총리가 사임을 발표하였다."
    Q14211  pl  2022-10-20  "Liz Truss po 45 dniach urzędowania złożyła rezygnację ..."

Nothing is judged here: an article may be empty, in another language than it says, or alone with its event, and
`builders/clusters.py` says so. None is too long: what a model is shown of a long one is decided where it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from crawlers.clusters.language_tags import language_tag
from crawlers.row_files import nfc, unencodable
from crawlers.rows import INVISIBLE, BadRow
from schemas.inference import Origin

__all__ = ["Article", "BadRow", "article_of", "clean_text", "iso_date"]

_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<dash>[-/.]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)(?!\d)")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


class Article(NamedTuple):
    """One report of one event."""

    number: int
    """Position in the source, from 1, bad rows counted."""
    event: str
    """The source's own identifier of the event."""
    language: str
    """As declared."""
    text: str
    """As it came, but for Unicode, line ends and invisible characters; it may hold markup."""
    title: str = ""
    date: str = ""
    source: str = ""
    """Where it was published: an address or the name of an outlet; empty when unknown."""
    event_date: str = ""
    category: str = ""
    description: str = ""
    """The last three are the event's, and the same on all its articles."""
    origin: Origin = "native"
    translated_from: str = ""
    """Language of the article of the same event that it translates; empty when native or not told."""
    translator: str = ""
    """`human:<source>` or a model's name; empty when native."""


def article_of(number: int, record: Mapping[str, Any], columns: Mapping[str, str]) -> Article | BadRow:
    """The article in one record, whose column for each of our fields `columns` names."""
    told: dict[str, str] = {}
    for field, column in columns.items():
        value = record.get(column)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)  # Wikinews has several categories
        if value is not None and not isinstance(value, (str, int)):
            return BadRow(number, f"column {column} holds a {type(value).__name__}, not a text")
        told[field] = clean_text(str(value or ""))
        if unencodable(told[field]):
            return BadRow(number, f"column {column} holds half of a surrogate pair, which no file can store")
    if not told["event"]:
        return BadRow(number, f"it names no event (column {columns['event']})")
    for field in ("date", "event_date"):
        told[field] = iso_date(told.get(field, ""))
    for field in ("language", "translated_from"):
        told[field] = language_tag(told.get(field, ""))
    origin: Origin = "translation" if told.get("translator") or told.get("translated_from") else "native"
    return Article(number=number, **told, origin=origin)


def clean_text(text: str) -> str:
    """The text in NFC, without invisible characters, its paragraphs one empty line apart."""
    lines = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _BLANK_LINES.sub("\n\n", nfc(lines)).strip()


def iso_date(text: str) -> str:
    """`20221020`, `2022/10/20` or `2022-10-20T09:12:00Z` as `2022-10-20`; any other spelling as it is."""
    found = _DATE.match(text)
    return f"{found['year']}-{found['month']}-{found['day']}" if found else text
