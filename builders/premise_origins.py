"""Which premise pair an item is about, and whether it is as it was published or holds a translation."""

from __future__ import annotations

from schemas.inference import Document, PremiseOrigin, PremisePair
from schemas.inference_runs import InferenceRun
from schemas.store import Store

_PAIRS = "SELECT item, pair FROM hypothesis WHERE run = ? ORDER BY item"


def pairs_by_item(run: InferenceRun, store: Store) -> dict[str, PremisePair]:
    """The premise pair of each item."""
    pairs = {pair.pair: pair for pair in store.all(PremisePair, run=run.id)}
    return {row["item"]: pairs[row["pair"]] for row in store.query(_PAIRS, [run.id])}


def origins_by_item(run: InferenceRun, store: Store) -> dict[str, PremiseOrigin]:
    """The origin of each item's premise. English twins are beside a premise and no part of it."""
    translated = {document.document for document in store.all(Document, run=run.id) if document.origin != "native"}
    return {
        item: "translated" if {pair.document1, pair.document2} & translated else "native"
        for item, pair in pairs_by_item(run, store).items()
    }
