"""Which documents labels take, by people who read one document alone, as the lead's page shows it: one row an origin.

What the judges say is in no review batch, so that no page can show it: `isogloss agreement` compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from annotate.agreement.needed_documents import BY_PEOPLE, NeededDocuments, as_label, compare_needs
from review_app.catalogue import Catalogue
from review_app.standings import Standings
from schemas.inference import PremiseOrigin

NeedsByOrigin = dict[PremiseOrigin | None, NeededDocuments]
"""By the origin of the premises, only those of which somebody judged items from one document alone."""


def needs_of(names: Collection[str], catalogue: Catalogue, standings: Standings) -> NeedsByOrigin:
    """Of some items of a run, apart by the origin of their premises."""
    premises = catalogue.premise_items()
    by_origin: dict[PremiseOrigin | None, list[str]] = {}
    for name in sorted(premises.keys() & set(names)):
        by_origin.setdefault(premises[name].stratum.origin, []).append(name)
    found = {}
    for origin, own in sorted(by_origin.items(), key=str):
        outcomes = {name: standings.outcome(name, premises[name].stratum.run) for name in own}
        labels = {name: label for name, stands in outcomes.items() if (label := as_label(stands.label))}
        if needed := compare_needs({name: standings.of(name) for name in own}, labels, {}):
            found[origin] = needed
    return found


def rows(found: Mapping[PremiseOrigin | None, NeededDocuments]) -> list[dict[str, str | int]]:
    """One row an origin: items judged from one document or from each alone, and what of the latter the label takes."""
    return [
        {
            "premises": origin or "all",
            "from one alone": needed.read,
            "from each alone": needed.whole,
            **{people: sum(needed.line(people)) for people in BY_PEOPLE},
        }
        for origin, needed in found.items()
    ]
