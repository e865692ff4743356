"""How far the reviewers of each run agree, from the decisions journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from annotate.adjudication import Adjudications, adjudications
from annotate.agreement import AgreementReport, agreement_of
from annotate.agreement.flips import LabelFlips, label_flips
from annotate.agreement.needed_documents import NeededDocuments
from annotate.agreement.picked import PickedAgreement, Premise, picked_agreement
from annotate.agreement.report import RESAMPLES
from annotate.agreement.verdicts import Unit, first_round, labels_of
from builders.agreement_units import by_origin, languages_of, premises_of, units_of
from builders.deciding import project
from builders.needed_documents import needed_of
from schemas.decisions import read_decisions, verify_chain
from schemas.inference import PremiseOrigin
from schemas.known_answers import counted, known_items
from schemas.math_runs import MathRun
from schemas.outcomes import by_item
from schemas.records import Decision, Record
from schemas.run_parameters import Run
from schemas.runs import load_runs
from schemas.store import Store
from schemas.workspace import Workspace


class RunAgreement(Record):
    """The agreement of one run's reviewers, about premises of one kind."""

    run: str
    premise_origin: PremiseOrigin | None
    """None where there are no premises."""
    report: AgreementReport
    left_out: dict[str, int]
    """Decisions that are no independent judgment of a machine's text, by the reason."""
    adjudication: Adjudications
    evidence: PickedAgreement | None
    """About the same labels; None where nothing is picked, as in mathematics."""
    flips: tuple[LabelFlips, ...]
    """Of what was judged on English twins: over all first, then by language pair; empty where nothing was."""
    needed: NeededDocuments | None
    """Which documents labels take, by people; None where nobody judged from one document alone."""


class _Judged(NamedTuple):
    """What was said about the items of one run, or about those whose premises came about one way."""

    run: Run
    origin: PremiseOrigin | None
    units: Mapping[str, Unit]
    """By item."""
    decisions: Mapping[str, Sequence[Decision]]
    premises: Mapping[str, Premise]
    """In which evidence could be picked, by item; empty where there is none."""
    languages: Mapping[str, str]
    """Of the two documents, `es ko`, by item; empty without premises."""
    needed: NeededDocuments | None


def agreements(workspace: Workspace, *, seed: int = 0, resamples: int = RESAMPLES) -> list[RunAgreement]:
    """The agreement about every run, with the decisions made so far. Raises `BrokenChainError`."""
    verify_chain(workspace.decisions)
    with Store(workspace.store).held() as store:
        # As `status` does: a sample that showed too much error changes what the chances of being read were.
        project(workspace, store)
        decisions = by_item(counted(read_decisions(workspace.decisions), known_items(workspace)))
        judged = [part for run in load_runs(workspace.runs) for part in _judged(run, decisions, store)]
    return [_agreement(part, seed=seed, resamples=resamples) for part in judged]


def _judged(run: Run, decisions: Mapping[str, Sequence[Decision]], store: Store) -> Iterator[_Judged]:
    premises, languages = premises_of(run, store), languages_of(run, store)
    for origin, units in by_origin(run, units_of(run, store), store).items():
        own = {item: decisions[item] for item in decisions.keys() & units.keys()}
        yield _Judged(run, origin, units, own, premises, languages, needed_of(run, own, store))


def _agreement(judged: _Judged, *, seed: int, resamples: int) -> RunAgreement:
    run, units, decisions, where = judged.run, judged.units, judged.decisions, judged.premises
    taken = first_round(decisions, units, models=run.models)
    report = agreement_of(
        taken.judgments,
        labels=labels_of(run),
        ordered=isinstance(run, MathRun),
        seed=seed,
        resamples=resamples,
    )
    return RunAgreement(
        run=run.id,
        premise_origin=judged.origin,
        report=report,
        left_out=taken.left_out,
        adjudication=adjudications(decisions, annotators=run.annotators),
        evidence=picked_agreement(taken.decisions, where, units, seed=seed, resamples=resamples) if where else None,
        flips=label_flips(decisions, judged.languages),
        needed=judged.needed,
    )
