"""Which items people are asked to judge from one document alone, who, and from which of the two.

    item drawn, its label stands    dan reads Korean and has not seen the Spanish document    he is shown `d2`

Asked is who reads the document's language and the hypothesis', has said nothing about the item, and has not met its
other document in any item. What somebody met follows from their decisions; what they only looked at is not known.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from review_app.permissions import may_decide
from review_app.rejudging import Stratum
from review_app.standings import Standings
from schemas.alone_reading import DOCUMENTS, AloneReading, OneDocument, alone_view, judged_alone
from schemas.inference_runs import InferenceRun
from schemas.people import Person


class PremiseItem(NamedTuple):
    """What the draw, and a reader of one document, depend on."""

    hypothesis_language: str
    stratum: Stratum
    pair: str
    documents: tuple[int, int]
    """A number for the text of each: the same document stands in many items."""
    languages: tuple[str, str]


def premise_items(items: pl.DataFrame) -> dict[str, PremiseItem]:
    """Those of a catalogue's items that have a premise, by name."""
    premise = pl.col("premise").struct
    texts = premise.field("documents").list.eval(pl.element().struct.field("text").hash())
    found = items.filter(pl.col("premise").is_not_null()).select(
        "item",
        premise.field("hypothesis_language"),
        premise.field("pair"),
        texts.alias("texts"),
        "run",
        "source_language",
        "target_language",
        "premise_origin",
    )
    return {
        item: PremiseItem(language, Stratum(run, f"{first} {second}", origin), pair, (d1, d2), (first, second))
        for item, language, pair, (d1, d2), run, first, second, origin in found.iter_rows()
    }


class AloneSample:
    """Of one workspace. May be used by several threads; catalogue and standings are to be refreshed before."""

    def __init__(self, standings: Standings, premises: Callable[[], Mapping[str, PremiseItem]]) -> None:
        self._standings = standings
        self._premises = premises
        self._lock = threading.Lock()
        self._drawn: tuple[AloneReading, int, frozenset[str]] | None = None
        self._met: dict[str, tuple[int, set[int]]] = {}
        """By person: how many of their decisions were looked at, and the documents that those are about."""

    def drawn(self, reading: AloneReading) -> frozenset[str]:
        """All items that are to be judged from each document alone."""
        premises = self._premises()
        with self._lock:
            if self._drawn is None or self._drawn[:2] != (reading, len(premises)):
                self._drawn = reading, len(premises), self._draw(reading, premises)
            return self._drawn[2]

    def view_judged(self, item: str, annotator: str) -> OneDocument | None:
        """The document from which alone this person judged an item; None when they did not."""
        own = (view for view, one in judged_alone(self._standings.of(item)).items() if one.annotator == annotator)
        return next(own, None)

    def view_wanted(self, item: str, person: Person, reading: AloneReading) -> OneDocument | None:
        """The document from which alone this person should judge an item; None when nothing is wanted of them."""
        if item not in self.drawn(reading):
            return None
        premise, decisions = self._premises()[item], self._standings.of(item)
        # Only a label that stands is asked about: which documents a hypothesis without one needs is no question.
        if not self._standings.outcome(item, premise.stratum.run).label:
            return None
        taken, met = judged_alone(decisions), self._met_by(person.pseudonym)
        open_to_them = {
            view: premise.documents[1 - at] not in met and may_decide(person, (language, premise.hypothesis_language))
            for at, (view, language) in enumerate(zip(DOCUMENTS, premise.languages, strict=True))
            if view not in taken
        }
        wanted = [view for view, is_open in open_to_them.items() if is_open]
        return reading.first(item) if len(wanted) > 1 else next(iter(wanted), None)

    def _draw(self, reading: AloneReading, premises: Mapping[str, PremiseItem]) -> frozenset[str]:
        by_stratum: dict[Stratum, list[str]] = {}
        judged: set[str] = set()
        for item, premise in premises.items():
            if self._standings.is_known(item):
                continue
            by_stratum.setdefault(premise.stratum, []).append(item)
            run = self._standings.rules(premise.stratum.run)
            if isinstance(run, InferenceRun) and run.judges_alone(premise.pair):
                judged.add(item)
        return frozenset().union(*(reading.drawn(items, judged) for items in by_stratum.values()))

    def _met_by(self, annotator: str) -> set[int]:
        """Documents that a person's decisions, those taken back included, were about."""
        decisions, premises = self._standings.by(annotator), self._premises()
        with self._lock:
            looked_at, met = self._met.setdefault(annotator, (0, set()))
            for decision in decisions[looked_at:]:
                premise, view = premises.get(decision.item), alone_view(decision)
                if premise is not None:
                    met.update(premise.documents if view is None else (premise.documents[DOCUMENTS.index(view)],))
            self._met[annotator] = len(decisions), met
            return met
