"""Items whose decisions read alike, but for who made them, stand alike: one of them is looked at for all.

    ana accepts, ben rejects     one history
    eva accepts, dan rejects     the same

Of 75,000 items that two annotators judged, a dozen histories are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.adjudication import ItemAdjudication, adjudication_of
from annotate.agreement.verdicts import Unit, first_round
from schemas.outcomes import State, outcome
from schemas.records import Decision
from schemas.run_parameters import Run

Step = tuple[int, str, int, int, str, int]
"""Which person, by the order in which they came; role; revision; round; verdict; the decision it takes back, or -1."""
History = tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a history amounts to; one object a history, so that many items are counted fast."""

    state: State
    adjudication: ItemAdjudication | None
    labels: tuple[tuple[int, str], ...]
    """Independent verdicts, each with the position of a decision by the person whose it is."""


def history_of(decisions: Sequence[Decision]) -> History:
    """All of one item's decisions, in order, that its state, its labels and its adjudication follow from."""
    persons: dict[str, int] = {}
    return tuple(
        (
            persons.setdefault(one.annotator, len(persons)),
            one.role,
            one.revision,
            one.round,
            one.verdict,
            _place(one.undoes, decisions) if one.undoes else -1,
        )
        for one in decisions
    )


def reading_of(decisions: Sequence[Decision], run: Run) -> Reading:
    """What one item's decisions amount to under a run's rules. Models are not told from persons here."""
    item = decisions[0].item
    judgments = first_round({item: decisions}, {item: Unit(item, 1.0)}).judgments
    names = [decision.annotator for decision in decisions]
    return Reading(
        outcome(decisions, annotators=run.annotators, fixes_final=run.fixes_final).state,
        adjudication_of(decisions, annotators=run.annotators),
        tuple((names.index(one.annotator), one.label) for one in judgments),
    )


def _place(event: str, decisions: Sequence[Decision]) -> int:
    return next((place for place, one in enumerate(decisions) if one.event == event), -1)
