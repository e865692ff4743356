"""Adversarial pairs as others publish them, and as we do: one record a pair, of which the audit reads these columns.

    {"question": "Ann reads about looms. Ann makes hats. Which ...?", "oriquestion": "Ann makes hats. Which ...?",
     "choices": ["mass production", "custom production"], "answer": "custom production", "source": "ai2_arc",
     "transchoices": ["Massenproduktion", "Einzelfertigung"], "transanswer": "Einzelfertigung", ...}

Answers are the text of an option. The language is the column `language` where there is one, else the file's name:
`German.json.gz` holds pairs of English and German.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers.row_files import InputError, json_or_none, nfc, records

TEXTS = ("question", "oriquestion", "answer", "transanswer")
LISTS = ("choices", "transchoices")


@dataclass(frozen=True)
class ForeignPair:
    """A question with added text, and its options in English and in the target language."""

    language: str
    seed: str
    """The English question before anything was added: pairs that share it are not independent."""
    question: str
    """In English, with what was added."""
    choices: tuple[str, ...]
    answer: str
    target_choices: tuple[str, ...]
    target_answer: str
    source: str
    """Benchmark that the seed is from; `unknown` when it is not said."""

    @property
    def added(self) -> tuple[str, str]:
        """Text before and after the seed; all of the question when the seed does not stand in it."""
        before, _, after = self.question.partition(self.seed)
        return before, after


@dataclass(frozen=True)
class UnreadablePair:
    """A row that holds no pair, and why."""

    language: str
    detail: str


class _UnfitError(Exception):
    """Something in this row is not what its column should hold."""


def read_pairs(path: Path) -> Iterator[ForeignPair | UnreadablePair]:
    """Every row of a file, in its order; raises `InputError` when the first that can be read has other columns."""
    named = path.name.split(".")[0]
    first = True
    for number, record in enumerate(records(path), start=1):
        if isinstance(record, str):
            yield UnreadablePair(named, f"row {number}: {record}")
            continue
        if first and (absent := [column for column in (*TEXTS, *LISTS) if column not in record]):
            raise InputError(
                f"{path} has no column {', '.join(absent)}: give files with the columns of published pairs"
            )
        first = False
        language = str(record.get("language") or named)
        try:
            yield _pair(record, language)
        except _UnfitError as fault:
            yield UnreadablePair(language, f"row {number}: {fault}")


def _pair(record: dict[str, Any], language: str) -> ForeignPair:
    return ForeignPair(
        language=language,
        seed=_text(record, "oriquestion"),
        question=_text(record, "question"),
        choices=_options(record, "choices"),
        answer=_text(record, "answer", may_be_empty=True),
        target_choices=_options(record, "transchoices"),
        target_answer=_text(record, "transanswer", may_be_empty=True),
        source=str(record.get("source") or "unknown"),
    )


def _text(record: dict[str, Any], column: str, *, may_be_empty: bool = False) -> str:
    """Answers and lists of options may be empty: that is a fault of the pair, which the audit counts."""
    value = record.get(column)
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise _UnfitError(f"column {column} holds no text")
    return nfc(value)


def _options(record: dict[str, Any], column: str) -> tuple[str, ...]:
    """A list, or the JSON of one as CSV holds it; options may be numbers."""
    value = record.get(column)
    listed = json_or_none(value) if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise _UnfitError(f"column {column} holds no list of options")
    return tuple(nfc(str(option)) for option in listed)
