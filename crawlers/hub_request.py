"""What a crawl was asked for, and the folder it fills: one folder, one crawl.

crawl.json          what was asked for                     immutable
hub.sqlite          what the Hub answered                  append-only
*.parquet           typed rows (docs/hub-snapshot.md)      derived
snapshot.json       the account of it                      derived
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from schemas.faults import Fault
from schemas.records import Record

EVERYTHING = "*"
"""Stands for the language of a listing that has no filter."""
PAGE_ROWS = 1000
"""The most that the Hub gives at a time."""
EXPAND = (
    "author", "cardData", "createdAt", "disabled", "downloads", "downloadsAllTime", "gated", "lastModified", "likes",
    "mainSize", "private", "sha", "tags", "usedStorage",
)  # fmt: skip
"""What the listing is asked to say of each dataset: all that the tables hold, and no list of files."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*|code|multilingual")


class SnapshotError(Fault):
    """The folder or what was asked for cannot be used; the message says why and what to do."""


class Crawl(Record):
    """What was asked for. Threads, limits, and whether cards are read are no part of it: they can be added later."""

    endpoint: str
    languages: tuple[str, ...]
    everything: bool
    """All public datasets, whatever their language."""
    top: int | None
    """So many of each listing, the most downloaded."""
    cut_off_downloads: int | None
    """A listing ends before the first dataset that was downloaded less often."""
    begun_at: str
    """UTC, ISO 8601."""

    @property
    def listings(self) -> tuple[str, ...]:
        return (*self.languages, *((EVERYTHING,) if self.everything else ()))

    def first_page(self, language: str) -> str:
        """Where a listing begins; the Hub says where it goes on."""
        query: list[tuple[str, str | int]] = [] if language == EVERYTHING else [("filter", f"language:{language}")]
        rows = min(self.top or PAGE_ROWS, PAGE_ROWS)
        query += [("sort", "downloads"), ("limit", rows), *(("expand", one) for one in EXPAND)]
        return f"{self.endpoint}/api/datasets?{urlencode(query)}"

    def card_url(self, dataset: str, sha: str | None) -> str:
        """The card at the commit that was listed; a listing without one leaves it to the Hub."""
        return f"{self.endpoint}/datasets/{quote(dataset)}/resolve/{sha or 'main'}/README.md"


def crawl_of(
    endpoint: str, languages: tuple[str, ...], *, everything: bool, top: int | None, cut_off_downloads: int | None
) -> Crawl:
    """A crawl that begins now; raises `SnapshotError` for a language that cannot be a tag of the Hub."""
    for language in languages:
        if not _TAG.fullmatch(language):
            raise SnapshotError(f"{language!r} is no language tag: write it as the Hub does, such as ko, zh or yue")
    if not languages and not everything:
        raise SnapshotError("which datasets? name a --language, several, or --all")
    return Crawl(
        endpoint=endpoint.rstrip("/"),
        languages=tuple(dict.fromkeys(languages)),
        everything=everything,
        top=top,
        cut_off_downloads=cut_off_downloads,
        begun_at=now(),
    )


def settle_folder(folder: Path, crawl: Crawl) -> Crawl:
    """The crawl that the folder belongs to: this one in a new folder, the earlier one when it asked for the same.

    Raises `SnapshotError`.
    """
    kept = folder / "crawl.json"
    if not kept.exists():
        if folder.exists() and any(folder.iterdir()):
            raise SnapshotError(f"{folder} holds other files and no snapshot: name a new folder with --to")
        partial = folder / ".crawl.json.partial"
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_text(crawl.model_dump_json(indent=2) + "\n", encoding="utf-8")
        partial.replace(kept)
        return crawl
    earlier = read_crawl(folder)
    asked, had = crawl.model_dump(), earlier.model_dump()
    if other := [
        f"{key} {had[key]}, not {asked[key]}" for key in asked if key != "begun_at" and asked[key] != had[key]
    ]:
        raise SnapshotError(f"{folder} holds another snapshot ({'; '.join(other)}): name a new folder with --to")
    return earlier


def read_crawl(folder: Path) -> Crawl:
    """What the snapshot in a folder was asked for; raises `SnapshotError` when there is none."""
    try:
        return Crawl.model_validate_json((folder / "crawl.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SnapshotError(f"{folder} holds no snapshot: make one with `isogloss hub crawl --to {folder}`") from None
    except ValidationError as error:
        raise SnapshotError(f"{folder / 'crawl.json'} is damaged: restore it, or crawl into a new folder") from error


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
