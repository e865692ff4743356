"""Which items that were judged on English twins are judged again on the originals, kept up as decisions come in."""

from __future__ import annotations

import threading
from typing import NamedTuple

import polars as pl

from annotate.agreement.flips import labels_on_twins
from review_app.standings import QUEUED, Standings
from schemas.assignment import judges_of
from schemas.inference import PremiseOrigin
from schemas.twin_reading import ENGLISH, TwinReading


class Stratum(NamedTuple):
    """What items are drawn from together."""

    run: str
    languages: str
    """Of the two documents: `es ko`."""
    origin: PremiseOrigin | None


class TwinItem(NamedTuple):
    """An item whose documents can be read in English."""

    hypothesis_language: str
    stratum: Stratum


def twin_items(items: pl.DataFrame) -> dict[str, TwinItem]:
    """Those of a catalogue's items whose documents all are English or have an English twin, by name."""
    one, premise = pl.element().struct, pl.col("premise").struct
    is_english = one.field("language").str.to_lowercase().str.split("-").list.first() == ENGLISH
    readable = premise.field("documents").list.eval(is_english | (one.field("twin") != "")).list.all()
    found = items.filter(pl.col("premise").is_not_null() & readable).select(
        "item",
        premise.field("hypothesis_language"),
        "run",
        pl.concat_str("source_language", "target_language", separator=" "),
        "premise_origin",
    )
    return {item: TwinItem(language, Stratum(*stratum)) for item, language, *stratum in found.iter_rows()}


class Rejudging:
    """Of one workspace. May be used by several threads; `refresh` before reading, after catalogue and standings."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._lock = threading.Lock()
        self._taken = 0
        self._late: set[str] = set()
        """Items that were decided about before their batch was here."""
        self._judged: dict[Stratum, set[str]] = {}
        """Items of which the first round is over, somebody having read the twins alone."""
        self._drawn: dict[tuple[Stratum, TwinReading], frozenset[str]] = {}

    def refresh(self, items: dict[str, TwinItem]) -> None:
        """Take in what was decided since; `items` are the catalogue's."""
        if not items:  # of mathematics, or without twins: nothing of it is to be looked at
            return
        with self._lock:
            new = self._standings.since(self._taken)
            self._taken += len(new)
            changed = self._late | {decision.item for decision in new}
            self._late = changed - items.keys()
            for name in changed & items.keys():
                self._look_again(name, items[name].stratum)

    def is_drawn(self, name: str, stratum: Stratum, reading: TwinReading) -> bool:
        """Whether an item that was judged on twins is among those to be judged again."""
        with self._lock:
            if (stratum, reading) not in self._drawn:
                self._drawn[stratum, reading] = reading.drawn(self._judged.get(stratum, ()))
            return name in self._drawn[stratum, reading]

    def _look_again(self, name: str, stratum: Stratum) -> None:
        decisions, judged = self._standings.of(name), self._judged.setdefault(stratum, set())
        over = len(judges_of(decisions, QUEUED)) >= self._standings.persons(name, stratum.run)
        if over and labels_on_twins(decisions):
            judged.add(name)
        else:
            judged.discard(name)
        self._drawn = {key: drawn for key, drawn in self._drawn.items() if key[0] != stratum}
