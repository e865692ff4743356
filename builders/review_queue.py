"""Which items people read, and what their reading says about those they do not read.

In mode `all` everything is read. In mode `risk` every flagged item is, and of the clean ones a simple random sample:
the items with the smallest seeded fractions. If the sample leaves more error possible than the run allows, the whole
stratum goes to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from builders.review_batches import drafted_items, publish_batches
from schemas.digest import fraction
from schemas.outcomes import Outcome
from schemas.records import Finding, Queued, Record
from schemas.run_parameters import Run
from schemas.store import Store
from schemas.workspace import Workspace

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
    """Every item that a model drafted, and whether a check noticed something in the model's own text."""
    noticed = {finding.item for finding in store.all(Finding, run=run.id) if finding.revision == 0}
    return {item: item in noticed for item in drafted_items(run, store)}


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
