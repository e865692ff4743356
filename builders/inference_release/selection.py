"""Which items a release holds, with which label, and why the others are withheld.

people agreed on a label        in, with their label, whatever the writer intended
rejected, disputed, waiting     withheld
nobody read it                  withheld; in with the label intended, and marked, when the run's sample of clean
                                items was good enough (`machine-clean`) or in a preview (`unread`)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotate.inference.needs import Needs, needs
from builders.deciding import outcomes
from builders.release_rows import why_withheld
from builders.review_queue import flagged_items, residual
from schemas.inference import LABELS, Hypothesis, Label, MachineLabel, View
from schemas.inference_runs import InferenceRun
from schemas.outcomes import UNREAD, Outcome
from schemas.records import Queued
from schemas.store import Store

ReviewState = Literal["reviewed", "machine-clean", "unread"]
Withheld = dict[str, str]
"""Why, by item."""


@dataclass(frozen=True)
class Chosen:
    """One item that is released."""

    hypothesis: Hypothesis
    label: Label
    """People's where they agreed on one, else the writer's."""
    review_state: ReviewState
    flagged: bool
    """A check noticed something, or judges disagreed."""
    needs: Needs | None
    """What most judges say; None where none was asked about each document alone, or they are divided."""


@dataclass(frozen=True)
class Selected:
    """A run's items, those released ordered by name."""

    chosen: list[Chosen]
    withheld: Withheld
    read: frozenset[str]
    """Items that at least one person has spoken about."""


def select(run: InferenceRun, store: Store, *, preview: bool, require_both: bool) -> Selected:
    """Sort a run's hypotheses into released and withheld ones. Decisions must have been projected before."""
    flagged, decided = flagged_items(run, store), outcomes(run, store)
    within = run.review == "risk" and residual(run, store.all(Queued, run=run.id), decided).releasable
    said = by_item(store.all(MachineLabel, run=run.id))
    chosen, withheld = list[Chosen](), Withheld()
    for hypothesis in sorted(store.all(Hypothesis, run=run.id), key=lambda hypothesis: hypothesis.item):
        item = hypothesis.item
        found = decided.get(item, UNREAD)
        state = _state(found, clean_enough=within and not flagged[item], preview=preview)
        if state is None:
            withheld[item] = why_withheld(found, flagged=flagged[item])
            continue
        label = _final_label(found, hypothesis)
        needed = needed_documents(said.get(item, ()), label)
        if require_both and needed != "both":
            withheld[item] = "not known which documents it needs" if needed is None else f"needs {needed}, not both"
        else:
            chosen.append(Chosen(hypothesis, label, state, flagged[item], needed))
    return Selected(chosen, withheld, frozenset(item for item, found in decided.items() if found.by))


def by_item(said: Sequence[MachineLabel]) -> dict[str, list[MachineLabel]]:
    """What judges said of each item, by judge and view."""
    grouped: dict[str, list[MachineLabel]] = defaultdict(list)
    for label in sorted(said, key=lambda label: (label.item, label.judge, label.view)):
        grouped[label.item].append(label)
    return grouped


def needed_documents(said: Sequence[MachineLabel], label: Label) -> Needs | None:
    """Which documents the label needs, by the judges who gave a label in all three views; None without a majority."""
    views: dict[str, dict[View, str]] = defaultdict(dict)
    for one in said:
        if one.label != "unreadable":  # or what nobody could read from one document would need both
            views[one.judge][one.view] = one.label
    opinions = Counter(needs(labels, label) for labels in views.values() if len(labels) == 3)
    if not opinions:
        return None
    (first, count), *_ = opinions.most_common(1)
    return first if 2 * count > opinions.total() else None


def _state(found: Outcome, *, clean_enough: bool, preview: bool) -> ReviewState | None:
    """None keeps an item back. An item that anybody has spoken about is released by people's decision or not at all."""
    if found.state == "accepted" and found.label:
        return "reviewed"
    if found != UNREAD:
        return None
    if clean_enough:
        return "machine-clean"
    return "unread" if preview else None


def _final_label(found: Outcome, hypothesis: Hypothesis) -> Label:
    return next((label for label in LABELS if label == found.label), hypothesis.label)
