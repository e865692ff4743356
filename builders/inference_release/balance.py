"""As many items of each label, exactly, by dropping whole triples.

A triple is what was written about one premise pair. People change labels and reject items, so that some triples lean:

    entailment entailment contradiction     leans to entailment, away from neutral
    neutral neutral contradiction           undoes what the first does: both may stay

A triple that stands whole is never dropped, for it leans nowhere. Among those that lean as the split does, the furthest
first, one of the event that lost fewest is drawn by a seed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from schemas.digest import fraction
from schemas.inference import LABELS, Label

_Lean: TypeAlias = tuple[int, ...]
"""Three times what each label has beyond its third of the items, in the order of `LABELS`; it sums to 0."""


class Triple(NamedTuple):
    """The items of one premise pair that are in a split."""

    event: str
    pair: str
    labels: tuple[Label, ...]
    """Of the items that are left; one to three."""


def dropped_for_balance(triples: Sequence[Triple], *, seed: int) -> set[str]:
    """Pairs without whose items each label stands equally often in the rest."""
    leaning: dict[_Lean, list[Triple]] = defaultdict(list)
    for triple in sorted(triples, key=lambda triple: (fraction(seed, "balance", triple.pair), triple.pair)):
        leaning[_lean(triple.labels)].append(triple)
    surplus = _lean(label for triple in triples for label in triple.labels)
    dropped, lost = set[str](), Counter[str]()
    while any(surplus):
        lean = max((lean for lean in leaning if leaning[lean]), key=lambda lean: (_along(lean, surplus), lean))
        triple = min(leaning[lean], key=lambda triple: lost[triple.event])  # the first of equals, as drawn
        leaning[lean].remove(triple)
        surplus = tuple(all_of_it - part for all_of_it, part in zip(surplus, lean, strict=True))
        dropped.add(triple.pair)
        lost[triple.event] += 1
    return dropped


def _lean(labels: Iterable[Label]) -> _Lean:
    counts = Counter(labels)
    return tuple(len(LABELS) * counts[label] - counts.total() for label in LABELS)


def _along(lean: _Lean, surplus: _Lean) -> int:
    """Positive for some triple as long as there is a surplus, as the leans add up to it: so the loop ends balanced."""
    return sum(part * all_of_it for part, all_of_it in zip(lean, surplus, strict=True))
