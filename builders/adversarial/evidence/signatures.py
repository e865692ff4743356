"""Signs that a search goes wrong, as the paper names them, with a rule for each (Cross-Lingual Pitfalls).

    conversion near zero    the semantic thresholds are too strict, or the two languages too close
    English falling         the perturbations are too strong
    plateau                 the beam is too narrow, or gamma unfit

The paper gives no figures. Ours stand below, with the reason beside each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from builders.adversarial.evidence.conversion import Conversion
from schemas.adversarial import Fate, SearchNode
from schemas.records import Record

Signature = Literal["conversion near zero", "English falling", "plateau"]

NEAR_ZERO = 0.036
"""Of the valid seeds: what the paper finds without a search. A search that finds no more is of no use."""
ENGLISH_FALLING = 0.5
"""Of the children that simulators were asked about: beyond it most of what is written breaks the English question."""
PLATEAU = 0.75
"""Of the seeds whose search went deep enough: in so many the best V did not rise from one depth to the next."""
FEWEST_SEEDS = 5
"""As for any share (`annotator_quality.FEWEST`)."""

_REMEDIES: Mapping[Fate, tuple[str, str]] = {
    "meaning": ("were taken for other questions", "lower theta, or choose a language further from English"),
    "contains option": ("hold an option", "name another --model, which says less"),
    "unfit": ("broke a rule", "look at `isogloss adversarial tree`, and name another --model or --translator"),
    "failed": ("were not written", "name another --model or --translator"),
    "gate": ("are no longer answered right in English", "ask for weaker perturbations, or raise epsilon"),
    "cut": ("fell behind", "choose a language further from English, or weaker simulators"),
}
"""What most of the nodes were lost to, and what helps. The first and the fifth are the paper's."""


class Sign(Record):
    """One signature that is there."""

    language: str
    signature: Signature
    why: str
    """One sentence with the counts and what the paper advises."""


def signs(nodes: Sequence[SearchNode], conversions: Iterable[Conversion]) -> list[Sign]:
    """What is wrong with the search in each language; nothing when there are too few seeds to say."""
    found = []
    for row in conversions:
        if row.arm == "search" and row.valid >= FEWEST_SEEDS:
            own = [node for node in nodes if node.language == row.language and node.arm == "search" and node.parent]
            sentences: Mapping[Signature, str] = {
                "conversion near zero": _near_zero(row, own),
                "English falling": _english_falling(own),
                "plateau": _plateau(own),
            }
            found += [Sign(language=row.language, signature=name, why=why) for name, why in sentences.items() if why]
    return found


def _near_zero(row: Conversion, children: Sequence[SearchNode]) -> str:
    """Counts what the search found: whether that is real is another question."""
    if row.found > NEAR_ZERO * row.valid:
        return ""
    fates = Counter(child.fate for child in children if child.fate in _REMEDIES)
    fate, lost = next(iter(fates.most_common(1)), ("cut", 0))
    why, remedy = _REMEDIES[fate]
    return (
        f"{row.found:,} of {row.valid:,} seeds gave a pair, and {lost:,} of {len(children):,} perturbed questions "
        f"{why}: {remedy}"
    )


def _english_falling(children: Sequence[SearchNode]) -> str:
    asked = [child for child in children if child.votes]
    fallen = sum(child.fate == "gate" for child in asked)
    if fallen <= ENGLISH_FALLING * len(asked):
        return ""
    return (
        f"{fallen:,} of {len(asked):,} perturbed questions are no longer answered right in English: "
        "ask for weaker perturbations, or raise epsilon"
    )


def _plateau(children: Iterable[SearchNode]) -> str:
    flat = [best[-1] <= max(best[:-1]) for best in _best_by_depth(children) if len(best) > 1]
    if len(flat) < FEWEST_SEEDS or sum(flat) < PLATEAU * len(flat):
        return ""
    return (
        f"in {sum(flat):,} of {len(flat):,} searches that went deeper V rose no more after the depth before: "
        "widen the beam, or change gamma"
    )


def _best_by_depth(children: Iterable[SearchNode]) -> list[list[float]]:
    """For each seed the best V at each depth at which one is known, from the first on."""
    values: dict[str, dict[int, float]] = defaultdict(dict)
    for child in children:
        if child.value is not None and child.fate in {"beam", "included", "over", "cut"}:
            best = values[child.seed]
            best[child.depth] = max(child.value, best.get(child.depth, child.value))
    return [[best[depth] for depth in sorted(best)] for best in values.values()]
