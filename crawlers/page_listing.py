r"""What is known of exam pages before they are read: from a manifest, or from the names of the files.

    file,exam,part,year,page,number,box,error_rate                       PAGES.csv, also .tsv, .json and .jsonl
    2025_06.pdf,2025_06,,2025,3,12,0.05 0.10 0.48 0.52,0.83              one line a page, or a problem on it

    2025_06_수학_10번_공통.png                                           a file, with the pattern
    (?P<exam>(?P<year>\d{4})_\d{2})_수학_(?P<number>\d+)번_(?P<part>.+)

All columns but `file` may be left out or empty. A box is left, top, right and bottom as fractions of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawlers.page_images import PICTURES, WHOLE, Area
from crawlers.row_files import nfc, records
from schemas.faults import Fault

ENDINGS = frozenset({*PICTURES, ".pdf"})
MANIFESTS = frozenset({".csv", ".tsv", ".json", ".jsonl"})


class PageListError(Fault):
    """The pages cannot be found or their description cannot be used; the message says which and what to do."""


class Listed(BaseModel):
    """One line of a manifest, or what a file's name says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    exam: str = ""
    part: str = ""
    year: int | None = None
    page: int | None = Field(default=None, ge=1)
    number: int | None = Field(default=None, ge=0)
    box: Area = WHOLE
    error_rate: float | None = Field(default=None, ge=0, le=1)

    @field_validator("box", mode="before")
    @classmethod
    def _four_numbers(cls, box: object) -> object:
        return re.split(r"[\s,;]+", box.strip()) if isinstance(box, str) else box

    @field_validator("box")
    @classmethod
    def _within_the_page(cls, box: Area) -> Area:
        left, top, right, bottom = box
        if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise ValueError("a box is left, top, right, bottom as fractions of the page")
        return box


def listed_pages(named: Path, *, name_pattern: str | None) -> list[Listed]:
    """The pages of a file, a folder or a manifest, in its order; a folder's in the order of their names and numbers."""
    if named.is_dir():
        files = sorted((file for file in named.iterdir() if file.suffix.lower() in ENDINGS), key=_natural)
        if not files:
            raise PageListError(f"{named} holds no page: {', '.join(sorted(ENDINGS))} are read")
        return [_from_name(file, name_pattern) for file in files]
    if not named.is_file():
        raise PageListError(f"there is no file or folder {named}: check its path")
    if named.suffix.lower() in MANIFESTS:
        return list(_from_manifest(named))
    if named.suffix.lower() not in ENDINGS:
        raise PageListError(
            f"{named} is no page: {', '.join(sorted(ENDINGS))} are read, or a manifest in .csv or .jsonl"
        )
    return [_from_name(named, name_pattern)]


def _natural(file: Path) -> list[tuple[int, str]]:
    """Problem 9 before problem 10."""
    pieces = re.findall(r"\d+|\D+", nfc(file.name))
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


def _from_name(file: Path, pattern: str | None) -> Listed:
    stem = nfc(file.stem)  # macOS spells Hangul in file names by letters
    if pattern is None:
        return Listed(file=file, exam=stem)
    try:
        found = re.fullmatch(pattern, stem)
    except re.error as error:
        raise PageListError(f"--name-pattern is no regular expression ({error})") from error
    if found is None:
        raise PageListError(f"--name-pattern does not match {stem}: widen it, or list the pages in a manifest")
    return _checked({"file": file} | found.groupdict(), f"--name-pattern on {stem}")


def _from_manifest(manifest: Path) -> Iterator[Listed]:
    for number, record in enumerate(records(manifest), start=1):
        if isinstance(record, str):
            raise PageListError(f"{manifest}, row {number}: {record}")
        if not record.get("file"):
            raise PageListError(f"{manifest}, row {number}: the column file names no file")
        listed = _checked(record, f"{manifest}, row {number}")
        file = manifest.parent / listed.file
        if not file.is_file():
            raise PageListError(f"{manifest}, row {number}: there is no file {file}")
        yield listed.model_copy(update={"file": file, "exam": listed.exam or nfc(file.stem)})


def _checked(told: Mapping[str, object], where: str) -> Listed:
    given = {name: nfc(value.strip()) if isinstance(value, str) else value for name, value in told.items()}
    try:
        return Listed.model_validate({name: value for name, value in given.items() if value not in ("", None)})
    except ValidationError as error:
        first = error.errors()[0]
        raise PageListError(f"{where}: {'.'.join(map(str, first['loc'][:1]))}: {first['msg']}") from error
