"""A dated snapshot of the Hub's datasets: what is listed, their cards, sizes and owners.

    1  listings   the pages of each language, one after another          1,000 datasets a request
    2  tables     datasets.parquet and listings.parquet
    3  details    cards, sizes and owners, each with threads of its own  one request each, two for an organization
    4  tables     cards.parquet and the others, and the account of it all

Every answer is in the journal before the next step; what is there is never asked for again. The Hub allows so many
requests in five minutes: the limit decides how long a crawl takes, so listings come first, as most of a survey needs
nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock, Timeout

from crawlers.hub_cards import Question, about_card, about_owner, about_size, ask
from crawlers.hub_crew import Crew, Crews
from crawlers.hub_journal import HubJournal, totals
from crawlers.hub_pages import list_language
from crawlers.hub_request import Crawl, SnapshotError, settle_folder
from crawlers.hub_tables import BATCH_ROWS, Listings, listed, owners, write_details, write_listings
from crawlers.hub_wire import Wire
from schemas.records import Record

SIDE_THREADS = 4
"""For sizes and for owners each: their limits are lower than that of cards."""

Progress = Callable[[str, int, int], None]
"""What is asked about, how many are done, of how many."""


class Snapshot(Record):
    """The account of a snapshot; every count of outcomes adds up to what was listed."""

    crawl: Crawl
    finished_at: str
    """When the last answer came."""
    complete: bool
    """Nothing of what was wanted is left to ask."""
    requests: dict[str, int]
    """Answers kept, by what they are about."""
    listings: dict[str, dict[str, int | str]]
    datasets: int
    cards: dict[str, int]
    metadata: dict[str, int]
    sizes: dict[str, int]
    owners: dict[str, int]


@dataclass(frozen=True)
class Wanted:
    """What to ask beside the listings, and how. No part of what a snapshot is: it can be widened later."""

    cards: bool = True
    sizes: bool = False
    owners: bool = True
    limit: int | None = None
    """So many more cards, sizes and owners each, in this crawl."""
    threads: int = 16


def crawl(asked: Crawl, folder: Path, *, viewer: str, wanted: Wanted, progress: Progress) -> Snapshot:
    """Fill the folder, or go on where it was left; the same again asks for nothing.

    Raises `SnapshotError`, `HubUnreachable` and `JournalError`.
    """
    with _alone(folder):
        its = settle_folder(folder, asked)
        wire = Wire(its.endpoint, viewer)
        with HubJournal(folder / "hub.sqlite") as journal:
            crawling = _Crawling(its, folder, journal, wire, wanted, progress)
            crawling.list_all()
            found = write_listings(its, folder)
            crawling.ask_details(found.datasets)
        snapshot = _account(its, folder, found, wanted)
        partial = folder / ".snapshot.json.partial"
        partial.write_text(snapshot.model_dump_json(indent=2) + "\n", encoding="utf-8")
        partial.replace(folder / "snapshot.json")
        return snapshot


def _account(its: Crawl, folder: Path, found: Listings, wanted: Wanted) -> Snapshot:
    """Write the tables of details and count them; what an earlier crawl into the folder asked for is among them."""
    requests, finished_at = totals(folder / "hub.sqlite")
    sizes, with_owners = wanted.sizes or "size" in requests, wanted.owners or "user" in requests
    details = write_details(folder, found.troubles, sizes=sizes, owners_wanted=with_owners)
    asked = [
        counts
        for counts, was in ((details.cards, wanted.cards), (details.sizes, sizes), (details.owners, with_owners))
        if was
    ]
    return Snapshot(
        crawl=its,
        finished_at=finished_at,
        complete=not _broken(found) and not any(counts["no answer"] or counts["not asked"] for counts in asked),
        requests=requests,
        listings=found.accounts,
        datasets=found.datasets,
        cards=_sorted(details.cards),
        metadata=_sorted(details.metadata),
        sizes=_sorted(details.sizes),
        owners=_sorted(details.owners),
    )


def _broken(found: Listings) -> bool:
    return any(account["ends"] == "broken off" or account["bad_pages"] for account in found.accounts.values())


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(counts.most_common())


class _Crawling:
    """One crawl under way."""

    def __init__(
        self, its: Crawl, folder: Path, journal: HubJournal, wire: Wire, wanted: Wanted, progress: Progress
    ) -> None:
        self._its, self._folder, self._journal, self._wire = its, folder, journal, wire
        self._wanted, self._progress = wanted, progress
        self._done: Counter[str] = Counter()
        self._lock = Lock()

    def list_all(self) -> None:
        """Ask for the pages of all listings, a thread a language."""
        total = len(self._its.listings)

        def follow(language: str) -> None:
            list_language(self._its, language, journal=self._journal, wire=self._wire)
            self._tick("listings", 1, total)

        threads = min(total, self._wanted.threads)
        Crews(self._wire.stop).run([Crew(iter(self._its.listings), follow, threads)])

    def ask_details(self, datasets: int) -> None:
        """Ask for what is wanted of every dataset and owner, and not settled yet."""
        crews: list[Crew[Any]] = []
        if self._wanted.cards:
            work = self._open("card", listed(self._folder, "dataset", "sha"), datasets)
            crews.append(
                Crew(work, lambda row: self._keep(about_card(self._its, *row), datasets), self._wanted.threads)
            )
        if self._wanted.sizes:
            work = self._open("size", listed(self._folder, "dataset"), datasets)
            crews.append(Crew(work, lambda row: self._keep(about_size(self._wire, *row), datasets), SIDE_THREADS))
        if self._wanted.owners:
            everyone = owners(self._folder)
            crews.append(Crew(self._open_owners(everyone), partial(self._ask_owner, total=len(everyone)), SIDE_THREADS))
        Crews(self._wire.stop).run(crews)

    def _open(self, what: str, batches: Iterator[list[tuple[Any, ...]]], total: int) -> Iterator[tuple[Any, ...]]:
        """The rows whose first column is not settled, as many as are wanted now."""
        return islice(self._unsettled(what, batches, total), self._wanted.limit)

    def _unsettled(self, what: str, batches: Iterator[list[tuple[Any, ...]]], total: int) -> Iterator[tuple[Any, ...]]:
        for batch in batches:
            settled = self._journal.settled(what, [row[0] for row in batch])
            self._tick(what, len(settled), total)
            yield from (row for row in batch if row[0] not in settled)

    def _open_owners(self, everyone: list[str]) -> Iterator[tuple[str, bool]]:
        """Owners of whom no record is known yet, and whether it is known that they are no user."""
        return islice(self._unsettled_owners(everyone), self._wanted.limit)

    def _unsettled_owners(self, everyone: list[str]) -> Iterator[tuple[str, bool]]:
        for start in range(0, len(everyone), BATCH_ROWS):
            batch = everyone[start : start + BATCH_ROWS]
            users, organizations = (self._journal.settled(what, batch) for what in ("user", "organization"))
            no_user = {owner for owner, outcome in users.items() if outcome == "gone"}
            settled = (users.keys() - no_user) | organizations.keys()
            self._tick("owner", len(settled), len(everyone))
            yield from ((owner, owner in no_user) for owner in batch if owner not in settled)

    def _ask_owner(self, owner: tuple[str, bool], *, total: int) -> None:
        name, is_no_user = owner
        if not is_no_user:
            answer = ask(about_owner(self._its, "user", name), self._wire)
            self._journal.keep_soon(answer)
            is_no_user = answer.outcome == "gone"
        if is_no_user:
            self._journal.keep_soon(ask(about_owner(self._its, "organization", name), self._wire))
        self._tick("owner", 1, total)

    def _keep(self, question: Question, total: int) -> None:
        self._journal.keep_soon(ask(question, self._wire))
        self._tick(question.what, 1, total)

    def _tick(self, what: str, more: int, total: int) -> None:
        with self._lock:
            self._done[what] += more
            self._progress(what, self._done[what], total)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against a second crawl. Raises `SnapshotError`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise SnapshotError(
            f"another crawl is filling {folder}: wait for it, or name another folder with --to"
        ) from None
