"""Exam pages brought in: every image in `sources/` under its sha256, with what is known of it beside.

    {"row": 1, "name": "2025_06.pdf", "file": "9f86...08.png", "original": "60303a...", "page": 3, "number": 12, ...}

What readers are shown is made once, here, and kept: a replay compares the very bytes, and drawing a PDF again with
another version of the library would give others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from crawlers.page_images import WHOLE, UnreadablePage, cut, pdf_length, pdf_page, picture, stands_as_it_is
from crawlers.page_listing import Listed, PageListError, listed_pages
from schemas.records import Page
from schemas.workspace import KeptFile, Workspace


def bring_in(
    named: Sequence[Path], workspace: Workspace, *, name_pattern: str | None = None, exams: Sequence[str] = ()
) -> list[Page]:
    """Keep the pages of files, folders and manifests; only those of `exams`, when any are named.

    A page that cannot be read comes back with its `fault`; raises `PageListError` when none can.
    """
    listed = [page for path in named for page in listed_pages(path, name_pattern=name_pattern)]
    wanted = [page for page in listed if not exams or page.exam in exams]
    if not wanted:
        there = ", ".join(sorted({page.exam for page in listed}))
        raise PageListError(f"no page is of {', '.join(exams)}: the exams are {there or 'none'}")
    pages = [page for each in wanted for page in _pages_of(each, workspace)]
    numbered = [page.model_copy(update={"row": row}) for row, page in enumerate(pages, start=1)]
    if all(page.fault for page in numbered):
        raise PageListError(f"none of {len(numbered)} pages can be read ({numbered[0].fault})")
    return numbered


def write_pages(path: Path, pages: Sequence[Page]) -> None:
    """The list of a source's pages as JSON lines."""
    path.write_text("".join(page.model_dump_json() + "\n" for page in pages), encoding="utf-8")


def read_pages(path: Path, *, limit: int | None) -> list[Page]:
    """The first pages of a kept list; raises `PageListError` when it is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()[:limit]
        return [Page.model_validate_json(line) for line in lines]
    except (OSError, ValidationError) as error:
        raise PageListError(f"{path} is no list of pages: it was kept by `isogloss exam draft`, restore it") from error


def _pages_of(listed: Listed, workspace: Workspace) -> list[Page]:
    """One page, or all pages of a PDF of which no page is named."""
    original = workspace.keep(listed.file)
    if listed.file.suffix.lower() != ".pdf":
        return [_page(listed, original, workspace, page=listed.page or 1)]
    if listed.page is not None:
        return [_page(listed, original, workspace, page=listed.page)]
    try:
        length = pdf_length(listed.file)
    except UnreadablePage as fault:
        return [_described(listed, original, page=1, file="", fault=str(fault))]
    return [_page(listed, original, workspace, page=number) for number in range(1, length + 1)]


def _page(listed: Listed, original: KeptFile, workspace: Workspace, *, page: int) -> Page:
    try:
        kept = _image(listed, original, workspace, page=page)
    except UnreadablePage as fault:
        return _described(listed, original, page=page, file="", fault=str(fault))
    return _described(listed, original, page=page, file=kept.path.name, fault="")


def _image(listed: Listed, original: KeptFile, workspace: Workspace, *, page: int) -> KeptFile:
    is_pdf = listed.file.suffix.lower() == ".pdf"
    image = pdf_page(listed.file, page) if is_pdf else picture(listed.file)
    if not is_pdf and listed.box == WHOLE and stands_as_it_is(listed.file):
        return original
    with tempfile.TemporaryDirectory() as scratch:
        drawn = Path(scratch) / "page.png"
        cut(image, listed.box).save(drawn)
        return workspace.keep(drawn)


def _described(listed: Listed, original: KeptFile, *, page: int, file: str, fault: str) -> Page:
    return Page(
        row=0,
        name=listed.file.name,
        file=file,
        original=original.sha256,
        area=listed.box,
        exam=listed.exam,
        part=listed.part,
        year=listed.year,
        page=page,
        number=listed.number,
        error_rate=listed.error_rate,
        fault=fault,
    )
