"""How far the reviewers of each run agree, from the decisions journal."""

from __future__ import annotations

from annotate.adjudication import Adjudications, adjudications
from annotate.agreement import AgreementReport, agreement_of
from annotate.agreement.report import RESAMPLES
from annotate.agreement.verdicts import Unit, first_round, labels_of
from builders.deciding import project
from schemas.decisions import read_decisions, verify_chain
from schemas.inference_runs import InferenceRun
from schemas.known_answers import counted, known_items
from schemas.math_runs import MathRun
from schemas.outcomes import by_item
from schemas.records import Record
from schemas.run_parameters import Run
from schemas.runs import load_runs
from schemas.store import Store
from schemas.workspace import Workspace

_PROBLEMS = "SELECT run, item, source_id AS cluster FROM problem"
_EVENTS = "SELECT run, item, event AS cluster FROM hypothesis JOIN premise_pair USING (run, pair)"


class RunAgreement(Record):
    """The agreement of one run's reviewers."""

    run: str
    report: AgreementReport
    left_out: dict[str, int]
    """Decisions that are no independent judgment of a machine's text, by the reason."""
    adjudication: Adjudications


def agreements(workspace: Workspace, *, seed: int = 0, resamples: int = RESAMPLES) -> list[RunAgreement]:
    """The agreement about every run, with the decisions made so far. Raises `BrokenChainError`."""
    verify_chain(workspace.decisions)
    store = Store(workspace.store)
    # As `status` does: a sample that showed too much error changes what the chances of being read were.
    project(workspace, store)
    decisions = by_item(counted(read_decisions(workspace.decisions), known_items(workspace)))
    found = []
    for run in load_runs(workspace.runs):
        units, models = _units(run, store), run.models
        own = {item: decisions[item] for item in decisions.keys() & units.keys()}
        taken = first_round(decisions, units, models=models)
        found.append(
            RunAgreement(
                run=run.id,
                report=agreement_of(
                    taken.judgments,
                    labels=labels_of(run),
                    ordered=isinstance(run, MathRun),
                    seed=seed,
                    resamples=resamples,
                ),
                left_out=taken.left_out,
                adjudication=adjudications(own, annotators=run.annotators),
            )
        )
    return found


def _units(run: Run, store: Store) -> dict[str, Unit]:
    """Every item of a run; one that people decided about although it was never queued weighs 1."""
    clustered = _EVENTS if isinstance(run, InferenceRun) else _PROBLEMS
    rows = store.query(
        "SELECT clustered.item, cluster, coalesce(inclusion_probability, 1) AS probability "
        f"FROM ({clustered}) AS clustered LEFT JOIN queued USING (run, item) WHERE run = ? ORDER BY item",
        [run.id],
    )
    return {row["item"]: Unit(row["cluster"] or row["item"], 1 / row["probability"]) for row in rows}
