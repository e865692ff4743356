"""Which items people read, and what their reading says about those they do not read.

In mode `all` everything is read. In mode `risk` every flagged item is, and of the clean ones a simple random sample:
the items with the smallest seeded fractions. If the sample leaves more error possible than the run allows, the whole
stratum goes to people.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from builders.page_views import with_pages
from schemas.digest import fraction
from schemas.outcomes import Outcome
from schemas.records import Finding, Problem, Queued, Record, Translation
from schemas.review_items import COLUMNS, Notice, ReviewItem, batches_of
from schemas.runs import Run
from schemas.store import Store
from schemas.workspace import Workspace

BATCH_ITEMS = 500
CONFIDENCE = 0.95


class Residual(Record):
    """What the sample of a stratum's clean items says about the error left in the unread ones."""

    sampled: int
    read: int
    """Sampled items that are decided."""
    errors: int
    """Of those read: fixed or rejected."""
    bound: float
    """One-sided 95 % upper bound of the error rate; 1 when nothing was read."""
    exceeded: bool
    """The whole sample is read and the bound is above what the run allows."""
    releasable: bool
    """The whole sample is read and the bound is within what the run allows."""
    reads_needed: int | None
    """Reads in all that would bring the bound within, if no further error appeared; None when no number does."""


def review_queue(run: Run, flagged: Mapping[str, bool], *, exceeded: bool = False) -> list[Queued]:
    """Items to read, ordered by name. `flagged` holds every translated item; `exceeded` queues the whole stratum."""
    if run.review == "all":
        return [_queued(run, item, "all", 1.0) for item in sorted(flagged)]
    clean = sorted((item for item in flagged if not flagged[item]), key=lambda item: (fraction(run.seed, item), item))
    size = min(run.sample_size, len(clean))
    # Once a stratum is read whole, nothing in it was left to chance: the sample's items weigh as much as the rest.
    probability = 1.0 if exceeded or not clean else size / len(clean)
    queue = [_queued(run, item, "flagged", 1.0) for item in flagged if flagged[item]]
    queue += [_queued(run, item, "sample", probability) for item in clean[:size]]
    if exceeded:
        queue += [_queued(run, item, "stratum", 1.0) for item in clean[size:]]
    return sorted(queue, key=lambda queued: queued.item)


def flagged_items(run: Run, store: Store) -> dict[str, bool]:
    """Every translated item of a run, and whether a check noticed something in the translator's own text."""
    noticed = {finding.item for finding in store.all(Finding, run=run.id) if finding.revision == 0}
    return {
        translation.item: translation.item in noticed
        for translation in store.all(Translation, run=run.id)
        if translation.revision == 0
    }


def upper_bound(errors: int, read: int) -> float:
    """One-sided 95 % Clopper-Pearson upper bound of an error rate; 1 when nothing was read."""
    if errors >= read:
        return 1.0
    from scipy.stats import beta

    return float(beta.ppf(CONFIDENCE, errors + 1, read - errors))


def reads_needed(errors: int, bound: float) -> int | None:
    """The smallest number of reads with so many errors whose upper bound is within `bound`; None when none is."""
    if bound <= 0:
        return None
    enough = errors + 1
    while upper_bound(errors, enough) > bound:
        enough *= 2
    too_few = errors
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if upper_bound(errors, middle) <= bound else (middle, enough)
    return enough


def residual(run: Run, queue: Sequence[Queued], outcomes: Mapping[str, Outcome]) -> Residual:
    """The residual error of a run's one stratum, from the sampled items alone: the flagged ones were not drawn."""
    sample = [queued.item for queued in queue if queued.because == "sample"]
    states = [outcomes[item].state for item in sample if item in outcomes]
    errors = sum(state in {"fixed", "rejected"} for state in states)
    read = errors + sum(state == "accepted" for state in states)
    bound = upper_bound(errors, read)
    whole = bool(sample) and read == len(sample)
    return Residual(
        sampled=len(sample),
        read=read,
        errors=errors,
        bound=bound,
        exceeded=whole and bound > run.max_residual_error,
        releasable=whole and bound <= run.max_residual_error,
        reads_needed=reads_needed(errors, run.max_residual_error),
    )


def escalate(workspace: Workspace, store: Store, run: Run, outcomes: Mapping[str, Outcome]) -> list[Path]:
    """Send a risk run's whole stratum to people when its bound is exceeded, and call it back when no longer."""
    queue = store.all(Queued, run=run.id)
    if run.review == "all" or not queue:
        return []
    estimate = residual(run, queue, outcomes)
    if estimate.exceeded != any(queued.because == "stratum" for queued in queue):
        store.replace_queue(run.id, review_queue(run, flagged_items(run, store), exceeded=estimate.exceeded))
    return publish_batches(workspace, store, run, final=True) if estimate.exceeded else []


def publish_batches(workspace: Workspace, store: Store, run: Run, *, final: bool) -> list[Path]:
    """Write the queued items that stand in no batch yet, 500 a file; the rest, too, when `final`. Returns the files."""
    written = batches_of(workspace.review, run)
    published = {item for path in written for item in pl.read_parquet(path, columns=["item"])["item"]}
    new = [row for row in _rows(store, run) if row.item not in published]
    rows = with_pages(new, run, store, workspace)
    batches = [rows[start : start + BATCH_ITEMS] for start in range(0, len(rows), BATCH_ITEMS)]
    return [
        write_batch(next_batch(workspace.review, run), batch) for batch in batches if final or len(batch) == BATCH_ITEMS
    ]


def next_batch(folder: Path, run: Run) -> Path:
    """The name of the run's next batch."""
    written = batches_of(folder, run)
    return folder / f"{run.id}-{int(written[-1].stem[-4:]) + 1 if written else 1:04}.parquet"


def write_batch(path: Path, rows: Sequence[ReviewItem]) -> Path:
    """A whole file or none: readers take whatever is named `.parquet`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    pl.DataFrame([row.model_dump() for row in rows], schema=COLUMNS).write_parquet(temporary)
    temporary.chmod(0o444)
    temporary.replace(path)
    return path


def _queued(run: Run, item: str, because: str, probability: float) -> Queued:
    return Queued.model_validate(
        {
            "run": run.id,
            "item": item,
            "because": because,
            "stratum": run.stratum,
            "inclusion_probability": probability,
        }
    )


def _rows(store: Store, run: Run) -> list[ReviewItem]:
    """What a reviewer sees of each queued item, in the order of the source."""
    problems = {problem.item: problem for problem in store.all(Problem, run=run.id)}
    newest = {translation.item: translation for translation in store.all(Translation, run=run.id)}
    findings: dict[tuple[str, int], list[Finding]] = {}
    for finding in store.all(Finding, run=run.id):
        findings.setdefault((finding.item, finding.revision), []).append(finding)
    queue = sorted(store.all(Queued, run=run.id), key=lambda queued: (problems[queued.item].row, queued.item))
    return [
        _review_item(
            run,
            queued,
            problems[queued.item],
            newest[queued.item],
            findings.get((queued.item, newest[queued.item].revision), ()),
        )
        for queued in queue
    ]


def _review_item(
    run: Run, queued: Queued, problem: Problem, translation: Translation, findings: Sequence[Finding]
) -> ReviewItem:
    return ReviewItem(
        item=queued.item,
        run=run.id,
        revision=translation.revision,
        source_language=run.source_language,
        target_language=run.target_language,
        question=translation.question,
        choices=translation.choices,
        original=problem.question,
        original_choices=problem.choices,
        answer=problem.answer,
        answer_type=problem.answer_type,
        solution=problem.solution,
        findings=tuple(Notice(check=f.check, message=f.message, quotes=f.quotes) for f in findings),
        because=queued.because,
        inclusion_probability=queued.inclusion_probability,
        page=None,
    )
