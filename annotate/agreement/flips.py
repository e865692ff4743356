"""How many labels that were given on English twins change when others judge the same items on the originals.

    first round, on twins      ana entailment, ben entailment
    again, on the originals    eva neutral                       a flip

An item counts once, under the label that all who read its twins gave; where they differ there is no label to flip, and
the item is counted as divided. The share is of the items judged again, with Wilson's 95 % interval, by language pair:
the draw is by language pair, so the share over all stands for all only as far as every pair was drawn from alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotate.adjudication import first_judgments
from annotate.annotator_quality import wilson
from schemas.assignment import JUDGED
from schemas.outcomes import standing
from schemas.records import Decision, Record
from schemas.twin_reading import SMALLEST_SHARE, TWINS, judged_again, view_of


class LabelFlips(Record):
    """Counts over the items of one language pair whose premises have one origin, or over those of all pairs."""

    languages: str
    """Of the two documents: `es ko`; empty over all."""
    twins: int
    """Items that somebody judged on the twins alone."""
    again: int
    """Of those, judged again on the originals."""
    divided: int
    """Of those judged again, the ones to which readers of the twins gave different labels."""
    flipped: int
    """Of the others, those with another label on the originals; to reject is a label too."""
    share: float | None
    """None when nothing can be compared."""
    low: float | None
    """Wilson's 95 % interval."""
    high: float | None

    @property
    def compared(self) -> int:
        """Items that both have a label of the twins and were judged again."""
        return self.again - self.divided

    @property
    def too_few_again(self) -> bool:
        """Whether less was judged again than the smallest share that a lead may ask for."""
        return self.again < SMALLEST_SHARE * self.twins


class _Judged(NamedTuple):
    """What one item adds to the counts."""

    again: bool
    divided: bool
    flipped: bool


def label_flips(decisions: Mapping[str, Sequence[Decision]], languages: Mapping[str, str]) -> tuple[LabelFlips, ...]:
    """Of the items that `languages` names: over all first, then by language pair; empty when none was on twins."""
    by_pair: dict[str, list[_Judged]] = {}
    for item in sorted(decisions.keys() & languages.keys()):
        if judged := _judged(decisions[item]):
            by_pair.setdefault(languages[item], []).append(judged)
    if not by_pair:
        return ()
    every = [judged for found in by_pair.values() for judged in found]
    return (_counted("", every), *(_counted(pair, found) for pair, found in sorted(by_pair.items())))


def labels_on_twins(decisions: Sequence[Decision]) -> list[str]:
    """What those said in the first round who read the twins alone."""
    return [one.verdict for one in first_judgments(decisions).values() if view_of(one) == TWINS]


def on_twins_alone(decisions: Sequence[Decision]) -> bool:
    """Whether nobody, in either round or as an adjudicator, judged the item on anything but its twins."""
    labels, again = labels_on_twins(decisions), judged_again(decisions)
    adjudicated = any(one.role == "adjudicator" and one.verdict in JUDGED for one in standing(decisions))
    return bool(labels) and len(labels) == len(first_judgments(decisions)) and not (again or adjudicated)


def _judged(decisions: Sequence[Decision]) -> _Judged | None:
    """None when nobody judged the item on twins."""
    labels, again = set(labels_on_twins(decisions)), judged_again(decisions)
    if not labels:
        return None
    divided = again is not None and len(labels) > 1
    return _Judged(again is not None, divided, again is not None and not divided and again.verdict not in labels)


def _counted(languages: str, judged: Iterable[_Judged]) -> LabelFlips:
    found = list(judged)
    again, divided, flipped = (sum(column) for column in zip(*found, strict=True))
    compared = again - divided
    low, high = wilson(flipped, compared) if compared else (None, None)
    return LabelFlips(
        languages=languages,
        twins=len(found),
        again=again,
        divided=divided,
        flipped=flipped,
        share=flipped / compared if compared else None,
        low=low,
        high=high,
    )
