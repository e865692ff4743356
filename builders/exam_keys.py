"""Gold answers of exams, joined to what was read from their pages.

    exam,part,number,answer,answer_type,error_rate           KEYS.csv, also .tsv, .json and .jsonl
    2025_06,공통,10,4,choice,0.31
    2025_06,공통,17,12,numeric,0.83

The columns among exam, part, page and number that are there say which problem a line is of. The answer of a choice is
the option as exams print it, `4` or `④`, or its letter. Whoever has no line here enters no release.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawlers.page_images import WHOLE
from crawlers.row_files import nfc, records
from schemas.faults import Fault
from schemas.records import AnswerType, PageImage, Transcription

JOINED_BY = ("exam", "part", "page", "number")


class KeyFileError(Fault):
    """The gold answers cannot be used; the message says which line, and what to do."""


class Gold(BaseModel):
    """The gold answer of one problem, as its line gives it."""

    model_config = ConfigDict(frozen=True)

    answer: str
    answer_type: AnswerType | None = None
    """None when the line does not say."""
    error_rate: float | None = Field(default=None, ge=0, le=1)


@dataclass(frozen=True)
class Keys:
    """Gold answers by the columns that name a problem."""

    columns: tuple[str, ...]
    golds: Mapping[tuple[str, ...], Gold]

    def name_of(self, page: PageImage, text: Transcription) -> tuple[str, ...]:
        """What the file would call a problem on that page."""
        told = {"exam": page.exam, "part": page.part, "page": str(page.page), "number": str(number_of(page, text))}
        return tuple(_plain(told[column]) for column in self.columns)


def read_keys(path: Path) -> Keys:
    """The gold answers of a file; raises `KeyFileError`."""
    golds: dict[tuple[str, ...], Gold] = {}
    columns: tuple[str, ...] = ()
    for number, record in enumerate(records(path), start=1):
        if isinstance(record, str):
            raise KeyFileError(f"{path}, row {number}: {record}")
        told = {name: nfc(str(value).strip()) for name, value in record.items() if value not in (None, "")}
        columns = columns or tuple(column for column in JOINED_BY if column in record)
        name = tuple(_plain(told.get(column, "")) for column in columns)
        if name in golds:
            raise KeyFileError(f"{path}, row {number}: {_shown(columns, name)} has an answer already: leave one")
        golds[name] = _gold(told, f"{path}, row {number}")
    if not columns:
        raise KeyFileError(f"{path} names no problem: it needs columns of {', '.join(JOINED_BY)}, and answer")
    return Keys(columns, golds)


def number_of(page: PageImage, text: Transcription) -> int | None:
    """The problem's number: the page's when it has the page to itself, else what the reader saw printed."""
    return page.number if page.number is not None and text.box == WHOLE else text.number


def option_letter(answer: str) -> str:
    """`B` for the second option, whether its key is `2`, `②` or `B`; anything else as it is."""
    position = unicodedata.digit(answer, 0) if len(answer) == 1 else 0
    return ascii_uppercase[position - 1] if position else answer


def _gold(told: Mapping[str, str], where: str) -> Gold:
    try:
        return Gold.model_validate({name: told[name] for name in Gold.model_fields if name in told})
    except ValidationError as error:
        first = error.errors()[0]
        raise KeyFileError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _plain(value: str) -> str:
    """A number without the zeros that one file writes and another does not."""
    return str(int(value)) if value.isdecimal() else value


def _shown(columns: tuple[str, ...], name: tuple[str, ...]) -> str:
    return ", ".join(f"{column} {value}" for column, value in zip(columns, name, strict=True))
