"""What licences allow to be published, and which of them cannot govern one row together.

cc-by-nd-4.0                       no derivatives: a translation must not be published at all
cc-by-sa-4.0 + cc-by-nc-sa-4.0     each demands that the whole be under its own terms
cc-by-sa-4.0 + cc-by-nc-4.0        one demands that commercial use be allowed, the other forbids it
cc-by-sa-3.0 + cc-by-sa-4.0        can be combined: a later version of the same licence will do

A release is a collection whose parts keep their licences (Creative Commons, "Combining and adapting CC material"), so
only what stands in one config is held together. What an unknown licence says is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

from annotate.dataset_cards.classes import licence_class


def licences_in(expression: str) -> tuple[str, ...]:
    """The identifiers of `MIT AND CC-BY-SA-4.0`, in lower case as on the Hub."""
    return tuple(name.strip().lower() for name in re.split(r"\s+AND\s+", expression) if name.strip())


def forbids_derivatives(licence: str) -> bool:
    return "nd" in licence.lower().split("-")


def clash(licences: Iterable[str]) -> tuple[str, str] | None:
    """The first two that cannot govern one work together; None when all can."""
    return next((pair for pair in combinations(sorted(set(licences)), 2) if not _combine(*pair)), None)


def _combine(one: str, other: str) -> bool:
    if _shares_alike(one) and _shares_alike(other):
        return _family(one) == _family(other)
    if not _shares_alike(one) and not _shares_alike(other):
        return True
    sharing, free = (one, other) if _shares_alike(one) else (other, one)
    return _is_noncommercial(sharing) or not _is_noncommercial(free)


def _shares_alike(licence: str) -> bool:
    return "sa" in licence.split("-") or licence_class([licence]).label == "copyleft"


def _is_noncommercial(licence: str) -> bool:
    return licence_class([licence]).label == "noncommercial"


def _family(licence: str) -> str:
    """Creative Commons lets what was made of one version be under a later one; others do not say so."""
    return re.sub(r"-\d+\.\d+$", "", licence) if licence.startswith("cc-") else licence
