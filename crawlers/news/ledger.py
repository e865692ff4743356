"""What a news crawl fetched, one line an address, so that the next one goes on and asks for nothing twice.

    {"key": "https://example.org/a", "fault": "", "event": "", "language": "es", "title": "...", "text": "...", ...}
    {"key": "https://example.org/b", "fault": "robots.txt forbids it", "event": "", ...}
    {"key": "en:Bridge falls", "fault": "", "event": "wikinews-en-2876", ...}

Append-only; a line is on disk before the next address is asked for, and one that was torn off is asked for again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from schemas.faults import Fault
from schemas.records import Record

PASSING = frozenset({"429", "500", "502", "503", "504"})


class NewsLedgerError(Fault):
    """The ledger of a news crawl is damaged, or cannot be kept where it should be."""


class NewsArticle(Record):
    """An article as it was fetched, or why there is none."""

    key: str
    """Its address; of a page of Wikinews `<language>:<title>`."""
    fault: str
    event: str = ""
    """Known from the links between the languages of Wikinews; empty when it is to be found by grouping."""
    language: str = ""
    title: str = ""
    text: str = ""
    date: str = ""
    """ISO 8601, empty when unknown."""
    url: str = ""

    @property
    def settled(self) -> bool:
        """Whether asking again would be of no use."""
        return self.fault not in PASSING and not self.fault.startswith("no answer")


class Ledger:
    """The articles of a folder; the file is appended to by one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._articles: dict[str, NewsArticle] = {}
        _make_folder(path.parent)
        whole = path.read_bytes() if path.exists() else b""
        for number, line in enumerate(whole.split(b"\n")[:-1], start=1):
            self._read(number, line)
        self._file = path.open("ab")
        self._file.truncate(whole.rfind(b"\n") + 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    @property
    def articles(self) -> list[NewsArticle]:
        """The last that is known of each address, in the order of their first."""
        return list(self._articles.values())

    def settled(self, key: str) -> bool:
        """Whether this address need not be asked for again."""
        return key in self._articles and self._articles[key].settled

    def keep(self, article: NewsArticle) -> None:
        """Return when it is on disk."""
        self._file.write(article.model_dump_json().encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._articles[article.key] = article

    def _read(self, number: int, line: bytes) -> None:
        try:
            article = NewsArticle.model_validate_json(line)
        except ValidationError as error:
            raise NewsLedgerError(
                f"{self._path}, line {number} is no article: restore the file, or crawl into a new folder"
            ) from error
        self._articles[article.key] = article


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NewsLedgerError(f"no crawl can be kept in {folder} ({error.strerror}): name another folder") from error
