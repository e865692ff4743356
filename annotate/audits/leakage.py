"""No event stands in two splits: a release with one that does is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeVar

from schemas.faults import Fault

Split = TypeVar("Split", bound=str)


class LeakageError(Fault):
    """An event stands in two splits, so that one tells of the other."""


def leaked_events(events: Mapping[Split, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Events of more than one split, with those splits. `events` holds each split's."""
    splits: dict[str, list[str]] = defaultdict(list)
    for split in events:
        for event in set(events[split]):
            splits[event].append(split)
    return {event: tuple(found) for event, found in sorted(splits.items()) if len(found) > 1}


def require_no_leakage(events: Mapping[Split, Collection[str]]) -> None:
    """Raise `LeakageError` when an event is in two splits."""
    leaked = leaked_events(events)
    if leaked:
        event, splits = next(iter(leaked.items()))
        raise LeakageError(
            f"{len(leaked)} events stand in more than one split ({event} in {' and '.join(splits)}): "
            "nothing was released; run `isogloss rebuild` and release again"
        )
