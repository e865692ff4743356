"""Events are split, never items: whatever is said of one event stands in one split (CDCL-NLI section 3.2).

    370 events  ->  296 train, 37 validation, 37 test

An event is known here by its digest alone, without the name of the run, so that two runs over the same events, in two
languages of the hypotheses, split them alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from schemas.digest import fraction

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
HELD_OUT = 0.1
"""Of the events, for validation and again for test: 296/37/37 in the paper."""


def split_events(events: Iterable[str], *, seed: int) -> dict[str, Split]:
    """The split of every event. The same events and seed give the same splits, in whatever order they come."""
    ordered = sorted(set(events), key=lambda event: (fraction(seed, "split", event), event))
    held_out = _held_out(len(ordered))
    places = ["test"] * held_out + ["validation"] * held_out + ["train"] * (len(ordered) - 2 * held_out)
    named: dict[str, Split] = {name: name for name in SPLITS}
    return {event: named[place] for event, place in zip(ordered, places, strict=True)}


def shared_name(event: str, run: str) -> str:
    """An event's name without that of its run: the digest of its content."""
    return event.removeprefix(f"{run}-")


def _held_out(events: int) -> int:
    """Events of each held-out split; at least one as soon as one remains for training."""
    return 0 if events < len(SPLITS) else max(1, round(events * HELD_OUT))
