"""What the store knows of the items that people judged: cluster, weight, and the premises of a hypothesis."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.agreement.picked import Premise
from annotate.agreement.verdicts import Unit
from builders.premise_origins import origins_by_item, pairs_by_item
from schemas.adversarial_runs import AdversarialRun
from schemas.inference import DocumentUnits, PremiseOrigin
from schemas.inference_runs import InferenceRun
from schemas.run_parameters import Run
from schemas.store import Store

_PROBLEMS = "SELECT run, item, source_id AS cluster FROM problem"
_SEEDS = "SELECT run, node AS item, seed AS cluster FROM search_node WHERE fate = 'included' AND arm = 'search'"
_EVENTS = "SELECT run, item, event AS cluster FROM hypothesis JOIN premise_pair USING (run, pair)"


def units_of(run: Run, store: Store) -> dict[str, Unit]:
    """Every item of a run; one that people decided about although it was never queued weighs 1."""
    clustered = _EVENTS if isinstance(run, InferenceRun) else _PROBLEMS
    if isinstance(run, AdversarialRun):
        clustered = _SEEDS
    rows = store.query(
        "SELECT clustered.item, cluster, coalesce(inclusion_probability, 1) AS probability "
        f"FROM ({clustered}) AS clustered LEFT JOIN queued USING (run, item) WHERE run = ? ORDER BY item",
        [run.id],
    )
    return {row["item"]: Unit(row["cluster"] or row["item"], 1 / row["probability"]) for row in rows}


def premises_of(run: Run, store: Store) -> dict[str, Premise]:
    """Where evidence could be picked, by item; empty for a run without documents."""
    if not isinstance(run, InferenceRun):
        return {}
    offsets = {
        found.document: tuple(zip(found.starts, found.ends, strict=True))
        for found in store.all(DocumentUnits, run=run.id)
    }
    pairs = pairs_by_item(run, store).items()
    return {item: (offsets.get(pair.document1, ()), offsets.get(pair.document2, ())) for item, pair in pairs}


def languages_of(run: Run, store: Store) -> dict[str, str]:
    """The languages of each item's two documents, as `es ko`; empty for a run without documents."""
    if not isinstance(run, InferenceRun):
        return {}
    return {item: f"{pair.language1} {pair.language2}" for item, pair in pairs_by_item(run, store).items()}


def by_origin(run: Run, units: Mapping[str, Unit], store: Store) -> dict[PremiseOrigin | None, dict[str, Unit]]:
    """The units of a run, apart by the origin of their premises; one part, of none, when there are no premises."""
    if not isinstance(run, InferenceRun) or not units:
        return {None: dict(units)}
    parts: dict[PremiseOrigin | None, dict[str, Unit]] = {}
    for item, origin in origins_by_item(run, store).items():
        parts.setdefault(origin, {})[item] = units[item]
    return dict(sorted(parts.items(), key=str))
