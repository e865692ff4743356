"""The evidence that people picked in one run, as far as its labels are independent, and how much of it they share."""

from __future__ import annotations

from collections.abc import Collection

from annotate.agreement.picked import PickedAgreement, Premise, picked_agreement
from annotate.agreement.verdicts import Unit, first_round
from review_app.catalogue import Catalogue
from review_app.standings import Standings
from schemas.inference import PremiseOrigin
from schemas.inference_runs import InferenceRun


def evidence_of(
    run: InferenceRun, names: Collection[str], catalogue: Catalogue, standings: Standings
) -> dict[PremiseOrigin | None, PickedAgreement]:
    """Of some items of a run, apart by the origin of their premises; None where the batch does not tell it."""
    units = {name: Unit(cluster, weight) for name, cluster, weight in catalogue.units(list(names)).iter_rows()}
    taken = first_round({name: standings.of(name) for name in units}, units, models=run.models).decisions
    rows = catalogue.premises(list(units)).rows()
    premises: dict[str, Premise] = {name: (first, second) for name, _, (first, second) in rows}
    origins = {name: origin for name, origin, _ in rows}
    return {
        origin: picked_agreement([one for one in taken if origins[one.item] == origin], premises, units)
        for origin in sorted(set(origins.values()), key=str)
    }
