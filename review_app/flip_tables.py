"""Labels that flip between English twins and the originals, as the lead's page shows them: one table an origin."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from annotate.agreement.flips import LabelFlips, label_flips
from review_app.catalogue import Catalogue
from review_app.standings import Standings
from schemas.inference import PremiseOrigin

Flips = dict[PremiseOrigin | None, tuple[LabelFlips, ...]]
"""By the origin of the premises, only those of which somebody judged items on twins."""


def flips_of(names: Collection[str], catalogue: Catalogue, standings: Standings) -> Flips:
    """Of some items of a run, apart by the origin of their premises."""
    languages: dict[PremiseOrigin | None, dict[str, str]] = {}
    for name in sorted(catalogue.twin_items().keys() & set(names)):
        stratum = catalogue.twin_items()[name].stratum
        languages.setdefault(stratum.origin, {})[name] = stratum.languages
    found = {
        origin: label_flips({name: standings.of(name) for name in own}, own)
        for origin, own in sorted(languages.items(), key=str)
    }
    return {origin: flips for origin, flips in found.items() if flips}


def rows(found: Sequence[LabelFlips]) -> list[dict[str, str | int]]:
    """One row over all, and one a language pair."""
    return [
        {
            "languages": one.languages or "all",
            "judged on twins": one.twins,
            "again": one.again,
            "divided on twins": one.divided,
            "flips": one.flipped,
            "share of flips": _share(one),
        }
        for one in found
    ]


def _share(one: LabelFlips) -> str:
    return "–" if one.share is None else f"{one.share:.2f} ({one.low:.2f} to {one.high:.2f})"
