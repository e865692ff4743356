"""Whether a single pair is still a weakness when it is asked anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from annotate.agreement.estimate import NOTHING
from builders.adversarial.evidence.effects import DIFFERENCES
from builders.adversarial.evidence.rates import accuracies, cell_rates
from schemas.adversarial import Cell, FreshAnswer, SearchNode

_MIRROR: Mapping[Cell, Cell] = {"E0": "E+dE", "E+dE": "E0", "T0": "T+dT", "T+dT": "T0"}


def held_up(
    pairs: Sequence[SearchNode],
    answers: Iterable[FreshAnswer],
    *,
    models: Sequence[str],
    golds: Mapping[str, int],
) -> dict[str, bool | None]:
    """Whether each pair is still a weakness when models that found it no more than anybody are asked anew.

    Two things must hold for `models`, the held-out ones: the claim is above 0, as the added text costs more in the
    target language than in English; and T+dT is below E+dE, as a text that costs a weak language nothing, but is
    followed by better answers in English, is no weakness of the target language. Text that does nothing passes by luck
    nearly every second time, which `mirrored` counts: this is a sieve for single pairs; evidence is the interval of the
    mean claim. None when it was not asked. `golds` holds the right option by seed.
    """
    items = [pair.node for pair in pairs]
    by_item = {pair.node: golds[pair.seed] for pair in pairs}
    table = accuracies(cell_rates((answer for answer in answers if answer.item in by_item), by_item), items)
    claims, drops = (table.weighed(DIFFERENCES[name], models) for name in ("claim", "drop"))
    return {
        item: None if np.isnan(claim) else bool(claim > NOTHING and drop > NOTHING)
        for item, claim, drop in zip(items, claims, drops, strict=True)
    }


def mirrored(answers: Iterable[FreshAnswer]) -> list[FreshAnswer]:
    """The answers as if perturbed and unperturbed questions had changed places.

    If added text does nothing the two are alike, so that as many mirrored pairs hold up as pairs do: so many by luck.
    """
    return [answer.model_copy(update={"cell": _MIRROR.get(answer.cell, answer.cell)}) for answer in answers]
