"""Listings of the Hub: one page after another, each kept before the next is asked for, and what is taken from them.

The Hub names the next page in a Link header, with a cursor that the client library does not show; we keep it with the
page, so that a listing goes on where it stopped. A page that is no JSON is passed over when it names the next one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from crawlers.hub_journal import Answer, HubJournal, pages
from crawlers.hub_request import Crawl, now
from crawlers.hub_rows import dataset_row, trouble_row
from crawlers.hub_wire import Got, Wire

Ends = Literal["end", "top", "cut-off", "broken off"]
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')


class Selection:
    """Which rows of one listing are taken: the first so many, or those before the cut-off, each dataset once."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._seen: set[str] = set()
        self.pages = self.bad_pages = self.rows = self.bad = self.repeated = self.beyond = 0
        self.ends: Ends = "broken off"

    @property
    def kept(self) -> int:
        return len(self._seen)

    @property
    def over(self) -> bool:
        return self.ends in {"top", "cut-off"}

    def take(self, dataset: str, downloads: int | None) -> bool:
        """Whether a row belongs to the listing; rows come most downloaded first."""
        cut_off = self._crawl.cut_off_downloads
        if dataset in self._seen:
            self.repeated += 1
            return False
        if self.over or (cut_off is not None and downloads is not None and downloads < cut_off):
            self.beyond += 1
            self.ends = self.ends if self.over else "cut-off"
            return False
        self._seen.add(dataset)
        if self.kept == self._crawl.top:
            self.ends = "top"
        return True

    def account(self) -> dict[str, int | str]:
        counted = ("pages", "bad_pages", "rows", "bad", "repeated", "beyond", "kept", "ends")
        return {name: getattr(self, name) for name in counted}


def list_language(crawl: Crawl, language: str, *, journal: HubJournal, wire: Wire) -> None:
    """Ask for the pages of a listing that are not there yet. Raises `HubUnreachable` when there is not even a first."""
    selection = Selection(crawl)
    url, seen = crawl.first_page(language), set[str]()
    while url and url not in seen and not selection.over:
        seen.add(url)
        page = journal.page(language, url)
        if page is None:
            page = _ask(language, url, wire)
            journal.keep(page)
        for _ in read_page(page, selection, []):
            pass
        url = page.next_url


def taken(
    crawl: Crawl, language: str, *, journal: Path, selection: Selection, troubles: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The rows of `datasets.parquet` that a listing comes to, by rank; what could not be read goes to `troubles`."""
    page = None
    for page in pages(journal, language, crawl.first_page(language)):
        yield from read_page(page, selection, troubles)
        if selection.over:
            return
    if page is not None and page.final and not page.next_url:
        selection.ends = "end"


def read_page(page: Answer, selection: Selection, troubles: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a page that belong to the listing, typed."""
    selection.pages += 1
    if not page.final:
        selection.bad_pages += 1
        troubles.append(trouble_row("page", page.url, outcome=page.outcome, reason=page.reason, when=page.fetched_at))
        return
    for content in json.loads(page.body):
        selection.rows += 1
        try:
            row = dataset_row(content, page)
        except ValidationError as error:
            selection.bad += 1
            reason = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            troubles.append(trouble_row("row", page.url, outcome="bad row", reason=reason, when=page.fetched_at))
            continue
        if selection.take(row["dataset"], row["downloads"]):
            yield row


def _ask(language: str, url: str, wire: Wire) -> Answer:
    got = wire.get(url, fit=lambda got: isinstance(_parsed(got.body), list))
    if not got.status:
        raise wire.unreachable(got)
    good = got.status == 200 and isinstance(_parsed(got.body), list)
    following = _NEXT.search(got.headers.get("link", ""))
    return Answer(
        what="page",
        subject=language,
        url=url,
        outcome="page" if good else "bad page",
        final=good,
        reason="" if good else _why(got),
        status=got.status,
        etag="",
        revision="",
        moved_to="",
        next_url=following[1] if following else "",
        fetched_at=now(),
        attempts=got.attempts,
        body=got.body,
    )


def _why(got: Got) -> str:
    if got.status != 200:
        return f"the Hub answered {got.status} {got.headers.get('x-error-message', '')}".rstrip()
    return f"the page is no list in JSON: it begins {got.body[:40].decode('utf-8', 'replace')!r}"


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
