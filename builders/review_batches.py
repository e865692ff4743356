"""Review batches: what people should see, written 500 items a file, each file once.

    review/gsm8k-en-ko-0001.parquet

What a row holds depends on the recipe; the rest does not.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from builders.adversarial.review_rows import adversarial_rows, included_items
from builders.inference_rows import inference_rows
from builders.math_rows import math_rows
from schemas.adversarial_runs import AdversarialRun
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun
from schemas.records import Queued
from schemas.review_items import COLUMNS, ReviewItem, batches_of
from schemas.run_parameters import Run
from schemas.store import Store
from schemas.workspace import Workspace

BATCH_ITEMS = 500
_HYPOTHESES = "SELECT item FROM hypothesis WHERE run = ? ORDER BY item"
_TRANSLATIONS = "SELECT item FROM translation WHERE run = ? AND revision = 0 ORDER BY item"


def drafted_items(run: Run, store: Store) -> list[str]:
    """Every item that a model drafted: a translation, a hypothesis, a perturbed question."""
    if isinstance(run, AdversarialRun):
        return included_items(run, store)
    drafted = _HYPOTHESES if isinstance(run, InferenceRun) else _TRANSLATIONS
    return [row["item"] for row in store.query(drafted, [run.id])]


def publish_batches(workspace: Workspace, store: Store, run: Run, *, final: bool) -> list[Path]:
    """Write the queued items that stand in no batch yet, 500 a file; the rest, too, when `final`. Returns the files."""
    written = batches_of(workspace.review, run)
    published = {item for path in written for item in pl.read_parquet(path, columns=["item"])["item"]}
    with store.held():
        new = [queued for queued in store.all(Queued, run=run.id) if queued.item not in published]
        rows = _rows(run, store, workspace, new)
    batches = [rows[start : start + BATCH_ITEMS] for start in range(0, len(rows), BATCH_ITEMS)]
    return [
        write_batch(next_batch(workspace.review, run), batch) for batch in batches if final or len(batch) == BATCH_ITEMS
    ]


def queued_items(workspace: Workspace, runs: Iterable[Run]) -> list[ReviewItem]:
    """Every item of some runs that people are asked about, as their page has it."""
    batches = [batch for run in runs for batch in batches_of(workspace.review, run)]
    return [ReviewItem.model_validate(row) for batch in batches for row in pl.read_parquet(batch).to_dicts()]


def _rows(run: Run, store: Store, workspace: Workspace, queue: Sequence[Queued]) -> list[ReviewItem]:
    if not queue:
        return []
    if isinstance(run, InferenceRun):
        return inference_rows(run, store, queue)
    if isinstance(run, AdversarialRun):
        return adversarial_rows(run, store, queue)
    assert isinstance(run, MathRun)  # noqa: S101 - there are three recipes' kinds of runs
    return math_rows(run, store, workspace, queue)


def next_batch(folder: Path, run: Run) -> Path:
    """The name of the run's next batch."""
    written = batches_of(folder, run)
    return folder / f"{run.id}-{int(written[-1].stem[-4:]) + 1 if written else 1:04}.parquet"


def write_batch(path: Path, rows: Sequence[ReviewItem]) -> Path:
    """A whole file or none: readers take whatever is named `.parquet`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()  # to a file of its own polars would raise errors of its own when the disk is full
    pl.DataFrame([row.model_dump() for row in rows], schema=COLUMNS).write_parquet(content)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content.getvalue())
        temporary.chmod(0o444)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
