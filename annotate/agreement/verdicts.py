"""From people's decisions to judgments that were given independently of each other.

The unit is an item at revision 0, the label a person's verdict: accept, fix or reject. Two fixes agree that the text
needs mending, whatever they make of it. Nothing after an adjudicator spoke counts, not even an undo: agreement
after adjudication is 1 by construction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from annotate.agreement.judgments import Judgment
from schemas.asked import asked_of
from schemas.assignment import JUDGED
from schemas.outcomes import ALONE, standing
from schemas.records import Decision
from schemas.run_parameters import Run

VERDICTS = ("accept", "fix", "reject")
"""In order: good, can be mended, cannot. So an ordinal coefficient has a meaning."""


def labels_of(run: Run) -> tuple[str, ...]:
    """What people may say about an item of a run, in order where the labels have one."""
    return (*asked_of(run).verdicts, "reject")


@dataclass(frozen=True)
class Unit:
    """What the review queue knows of an item."""

    cluster: str
    """Its source problem."""
    weight: float
    """1 / the probability that it was chosen for reading."""


@dataclass(frozen=True)
class FirstRound:
    """Independent judgments, and how many decisions are none, by the reason."""

    judgments: list[Judgment]
    decisions: list[Decision]
    """Those that the judgments are, in the same order."""
    left_out: dict[str, int]


def first_round(
    decisions: Mapping[str, Iterable[Decision]], units: Mapping[str, Unit], *, models: Collection[str] = ()
) -> FirstRound:
    """The independent judgments of `units`, from all decisions of each item. `models` are names of no persons."""
    judgments: list[Judgment] = []
    taken: list[Decision] = []
    left_out: Counter[str] = Counter()
    for item in sorted(decisions.keys() & units.keys()):
        ordered = sorted(decisions[item], key=lambda decision: decision.seq)
        verdicts, reasons = _independent(ordered, models)
        left_out.update(reasons)
        unit = units[item]
        taken += verdicts.values()
        judgments += [
            Judgment(item, name, decision.verdict, unit.weight, unit.cluster) for name, decision in verdicts.items()
        ]
    return FirstRound(judgments, taken, dict(left_out.most_common()))


def _independent(ordered: list[Decision], models: Collection[str]) -> tuple[dict[str, Decision], list[str]]:
    """Each annotator's verdict on revision 0, and for each decision that does not count the reason."""
    spoken = next((n for n, decision in enumerate(ordered) if decision.role == "adjudicator"), len(ordered))
    reasons = ["given after an adjudicator spoke" for late in ordered[spoken:] if late.role == "annotator"]
    verdicts: dict[str, Decision] = {}
    for decision in standing(ordered[:spoken]):
        if reason := _why_not(decision, models):
            reasons.append(reason)
            continue
        if decision.annotator in verdicts:
            reasons.append("replaced by the same person")
        verdicts[decision.annotator] = decision
    return verdicts, reasons


def _why_not(decision: Decision, models: Collection[str]) -> str:
    if decision.annotator in models:
        return "given by a model"
    if decision.verdict not in JUDGED:
        return "skipped"
    if decision.revision:
        return "about a fix, which is another text"
    if decision.round == ALONE:
        return "from one document alone"
    return "given in a later round" if decision.round > 1 else ""
