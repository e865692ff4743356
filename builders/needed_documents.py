"""Which documents labels take by people who read one document alone, beside the judges' opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.agreement.needed_documents import NeededDocuments, as_label, compare_needs
from builders.inference_release.selection import by_item, needed_documents
from schemas.alone_reading import judged_alone
from schemas.inference import MachineLabel
from schemas.inference_runs import InferenceRun
from schemas.outcomes import outcome
from schemas.records import Decision, Label
from schemas.run_parameters import Run
from schemas.store import Store


def needed_of(run: Run, decisions: Mapping[str, Sequence[Decision]], store: Store) -> NeededDocuments | None:
    """Of some items of a run; None when nobody judged any of them from one document alone."""
    read = {item: own for item, own in decisions.items() if judged_alone(own)}
    if not read or not isinstance(run, InferenceRun):
        return None
    labels = {item: label for item, own in read.items() if (label := _label(run, own))}
    said = by_item(store.all(MachineLabel, run=run.id))
    judges = {item: needed_documents(said.get(item, ()), label) for item, label in labels.items()}
    return compare_needs(read, labels, judges)


def _label(run: InferenceRun, decisions: Sequence[Decision]) -> Label | None:
    """The one that stands."""
    stands = outcome(decisions, annotators=run.annotators, fixes_final=run.fixes_final)
    return as_label(stands.label)
