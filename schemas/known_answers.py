"""Items whose right verdict is known beforehand, hidden among the others to measure who judges them.

    people/known.jsonl      {"item": "gsm8k-en-ko-5b1c…", "run": "gsm8k-en-ko", "origin": "gsm8k-en-ko-3fa9…",
                             "expected": "reject", "kind": "unit changed", "what": "`시간` became `분`", …}   0600

In a review batch they look like any other item; only this file tells them apart. Everybody is asked about them, at a
pace that makes them a fixed share of what each person reads. Decisions about them stay in the journal: they enter no
outcome, no agreement, no account and no release. The file cannot be made anew: keep it with the journals.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Literal

import polars as pl
from pydantic import ValidationError

from schemas.digest import fraction
from schemas.faults import Fault
from schemas.records import Decision, Record
from schemas.review_items import ReviewItem
from schemas.training import is_training
from schemas.workspace import Workspace

FILE = "known.jsonl"
EVERYBODY = 1_000_000
"""How many persons a known item is wanted from."""


class KnownError(Fault):
    """The known answers cannot be read or made; the message says why and what to do."""


class Known(Record):
    """One item whose right verdict is known."""

    item: str
    run: str
    origin: str
    """The item that it was made from. Nobody who met the one is asked about the other."""
    expected: Literal["accept", "reject"]
    """`reject` also for what may be fixed: whoever fixes it saw the error."""
    kind: str
    """The error put in: `unit changed`; empty for a good one."""
    what: str
    """What was done: `hours` became `minutes`; empty for a good one."""
    share: float
    """What share of the items that a person reads shall be of this sort, in (0, 1)."""
    seed: int


def known_items(workspace: Workspace) -> dict[str, Known]:
    """Every known item of a workspace, by name; empty when there are none."""
    path = workspace.people / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    try:
        rows = [Known.model_validate_json(line) for line in lines]
    except ValidationError as error:
        # The error's own text would quote the file.
        raise KnownError(f"{path} cannot be read: restore it, or items made to measure people would count") from error
    return {row.item: row for row in rows}


def known_review_items(workspace: Workspace) -> list[ReviewItem]:
    """The known items as people see them, in the order of the batches."""
    names = list(known_items(workspace))
    if not names:
        return []
    wanted = pl.col("item").is_in(names)
    frames = [pl.read_parquet(path).filter(wanted) for path in sorted(workspace.review.glob("*.parquet"))]
    return [ReviewItem.model_validate(row) for frame in frames for row in frame.to_dicts()]


def add_known(workspace: Workspace, rows: Iterable[Known]) -> None:
    """Put rows on record; they are on disk when it returns, so that no batch may hold one that is not."""
    workspace.people.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(workspace.people / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.writelines(f"{row.model_dump_json()}\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())


def counted(decisions: Iterable[Decision], known: Collection[str]) -> list[Decision]:
    """Decisions about the dataset's own items: neither known answers nor training."""
    return [decision for decision in decisions if decision.item not in known and not is_training(decision.item)]


def due(annotator: str, known: Mapping[str, Known], met: Collection[str]) -> str | None:
    """The known item that this person should meet next; None when it is not time for one.

    `known` are those of one run and `met` the items of that run that the person has spoken about. Of every 1/share
    items one is known, at a place that differs by person; good and spoilt ones take turns, in a random order.
    """
    seen = sum(item in known for item in met)
    share = max((row.share for row in known.values()), default=0.0)
    if share == 0 or len(met) < (seen + fraction("place", annotator, seen)) / share:
        return None
    met_origins = {known[item].origin for item in met if item in known}
    left = (row for row in _order(annotator, list(known.values())) if row.item not in met)
    return next((row.item for row in left if row.origin not in met and row.origin not in met_origins), None)


def _order(annotator: str, rows: Sequence[Known]) -> list[Known]:
    """One good and one spoilt item after the other, each kind shuffled by person, either first."""
    rows = sorted(rows, key=lambda row: fraction(annotator, row.item))
    pairs = zip_longest(
        [row for row in rows if row.expected == "accept"], [row for row in rows if row.expected == "reject"]
    )
    turned = (pair if fraction("turn", annotator, n) < 0.5 else pair[::-1] for n, pair in enumerate(pairs))
    return [row for row in chain.from_iterable(turned) if row]
