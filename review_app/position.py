"""Which item a person is at: from the address and the journal, never from the session.

    /?item=gsm8k-en-ko-3fa9c1d2e4b5&after=41     that item, until its reader decides about it after decision 41

So F5 resumes, an address can be sent to a colleague, and a key pressed twice is about the item it was pressed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from schemas.leases import Open
from schemas.records import Decision


class Position(NamedTuple):
    item: str | None
    """None: whatever comes next."""
    after: int
    """A decision about the item with a higher number moves on."""


def position(own: Sequence[Decision], item: str | None, after: int | None, *, highest: int) -> Position:
    """Where a person is, given their own decisions and the address; `highest` is the journal's last number."""
    if after is None:
        return Position(item, highest)
    for decision in own:
        if decision.seq <= after:
            continue
        if decision.verdict == "undo":
            item, after = decision.item, decision.seq
        elif decision.item == item:
            item = None
    return Position(item, after if item or not own else max(after, own[-1].seq))


def to_claim(
    listing: Sequence[str], is_open: Callable[[str], Open | None], skipped: Callable[[str], bool]
) -> Iterator[Open]:
    """Items that may be leased, in order; those that were skipped come when nothing else is left."""
    later = []
    for item in listing:
        found = is_open(item)
        if found and skipped(item):
            later.append(found)
        elif found:
            yield found
    yield from later


def neighbour(listing: Sequence[str], item: str | None, step: int) -> str | None:
    """The item before or after one in a listing; None at its ends."""
    if item not in listing:
        return listing[0] if listing else None
    at = listing.index(item) + step
    return listing[at] if 0 <= at < len(listing) else None
