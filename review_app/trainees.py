"""Who must be trained, and the one write of a training verdict: it may safely be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from review_app.permissions import may_decide, require_permission
from schemas.decisions import write_decisions
from schemas.digest import canonical_json, digest
from schemas.people import Person
from schemas.records import Decision
from schemas.training import FILE, Training, TrainingItem, has_passed, read_training
from schemas.workspace import Workspace


def training_of(workspace: Workspace, person: Person) -> Training | None:
    """What a person must pass: the batch's items in languages they read. None when there are none.

    A lead who invites others wrote the batch, or chose it, and is not asked.
    """
    training = read_training(workspace.root / FILE)
    if training is None or (person.role == "lead" and person.invited_at):
        return None
    own = [item for item in training.items if may_decide(person, (item.source_language, item.target_language))]
    return training.model_copy(update={"items": tuple(own)}) if own else None


def is_trained(workspace: Workspace, person: Person, verdicts: Sequence[Decision]) -> bool:
    """Whether a person may judge what counts, given their training verdicts."""
    training = training_of(workspace, person)
    return training is None or has_passed(training, verdicts)


def answer(
    workspace: Workspace,
    person: Person,
    item: TrainingItem,
    *,
    attempt: int,
    reason: str,
    guideline: str,
    active_ms: int,
) -> None:
    """Write a training verdict: a rejection for a reason, or an accept when there is none. The first one stands.

    Raises `NotPermitted`.
    """
    require_permission(workspace, person, (item.source_language, item.target_language), adjudicating=False)
    decision = Decision(
        seq=1,  # the journal gives the real number
        event=digest(canonical_json([item.item, person.pseudonym, attempt])),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        annotator=person.pseudonym,
        role="annotator",
        item=item.item,
        revision=0,
        round=attempt,
        verdict="reject" if reason else "accept",
        reason=reason,
        question="",
        choices=(),
        note="",
        guideline=guideline,
        active_ms=active_ms,
        undoes="",
    )
    write_decisions(workspace.decisions, [decision])
