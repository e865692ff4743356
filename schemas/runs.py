"""The runs of a workspace on disk: what each was asked to make, and each time it was asked to go on.

    runs/gsm8k-en-ko.json               the resolved parameters, written once
    runs/gsm8k-en-ko.drafts/0001.json   what one `draft` was asked to do: its limit, when it started

Limit, concurrency, budgets and rates are no part of a run: a larger limit extends it. The same source with another
model, prompt, threshold, seed or endpoint is another dataset, and is refused with the difference.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from schemas.adversarial_runs import AdversarialRun
from schemas.faults import Fault
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun
from schemas.records import Record
from schemas.run_parameters import Run

AnyRun = TypeVar("AnyRun", bound=Run)
_KINDS: dict[str, type[Run]] = {"nli": InferenceRun, "adversarial": AdversarialRun}
"""By the recipe that a run names; all others are of mathematics."""


class RunError(Fault):
    """The run cannot be used; the message says which parameter, and what to do."""


class DraftStart(Record):
    """What one `draft` was asked to do, so that a rebuild takes in the same rows."""

    limit: int | None
    started_at: str

    @classmethod
    def now(cls, limit: int | None) -> DraftStart:
        return cls(limit=limit, started_at=datetime.now(UTC).isoformat(timespec="seconds"))


def differences(old: Run, new: Run) -> list[str]:
    """Parameters in which two runs differ, each as `name: old -> new`. Our own version is not one of them."""
    before, after = old.model_dump(exclude={"version"}), new.model_dump(exclude={"version"})
    return list(_differing(before, after))


def _differing(before: Mapping[str, object], after: Mapping[str, object], within: str = "") -> Iterator[str]:
    """Of a parameter that holds others those that differ, as `criteria.per_event`: the whole is cut short."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differing(old, new, f"{within}{name}.")
        elif old != new:
            yield f"{within}{name}: {_short(old)} -> {_short(new)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def write_once(path: Path, text: str) -> None:
    """Create an immutable file whole, or leave the one that is there; durable when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Several threads of one process write the same file when several people open a page at once.
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()


def load_run(path: Path) -> Run:
    """The run in a file; raises `RunError` when it is not one."""
    try:
        parameters = json.loads(path.read_bytes())
        recipe = parameters.get("recipe") if isinstance(parameters, dict) else None
        return _KINDS.get(str(recipe), MathRun).model_validate(parameters)
    except ValueError as error:  # pydantic's own is one
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "no JSON"
        raise RunError(f"{path} is not a run this version can read: {why}") from error


def load_runs(folder: Path) -> list[Run]:
    """All runs, by name."""
    return [load_run(path) for path in sorted(folder.glob("*.json"))]


def load_math_runs(folder: Path) -> list[MathRun]:
    """The runs of mathematics, by name."""
    return [run for run in load_runs(folder) if isinstance(run, MathRun)]


def load_inference_runs(folder: Path) -> list[InferenceRun]:
    """The runs of inference pairs, by name."""
    return [run for run in load_runs(folder) if isinstance(run, InferenceRun)]


def load_adversarial_runs(folder: Path) -> list[AdversarialRun]:
    """The runs of adversarial pairs, by name."""
    return [run for run in load_runs(folder) if isinstance(run, AdversarialRun)]


def run_of(item: str, runs: Iterable[AnyRun]) -> AnyRun | None:
    """The run whose name an item's begins with; the longest, as one may begin with another."""
    named = [run for run in runs if item.startswith(f"{run.id}-")]
    return max(named, key=lambda run: len(run.id), default=None)


def start_run(folder: Path, run: AnyRun, *, endpoint_moved: bool = False) -> AnyRun:
    """Keep the run's parameters, or check that they are those of the run that is there; returns the one kept."""
    path = folder / f"{run.id}.json"
    if not path.exists():
        write_once(path, run.model_dump_json(indent=1))
    kept = _of_the_kind(run, load_run(path))
    moved = kept.model_copy(update={"endpoint": run.endpoint}) if endpoint_moved else kept
    if changed := differences(moved, run):
        raise RunError(
            f"{run.id} was drafted with other parameters ({'; '.join(changed)}): "
            "use those, name another --workspace"
            + (", or add --endpoint-moved" if changed[0].startswith("endpoint:") else "")
        )
    return kept


def _of_the_kind(wanted: AnyRun, kept: Run) -> AnyRun:
    if not isinstance(kept, type(wanted)):
        raise RunError(f"{kept.id} is a run of another recipe ({kept.recipe}): name another --workspace")
    return kept


def start_draft(folder: Path, run: Run, draft: DraftStart) -> None:
    drafts = folder / f"{run.id}.drafts"
    number = len(list(drafts.glob("*.json"))) + 1 if drafts.exists() else 1
    write_once(drafts / f"{number:04}.json", draft.model_dump_json())


def intake_limit(folder: Path, run: Run) -> int | None:
    """Rows that the drafts so far were told to take in; None when one of them took all."""
    drafts = [
        DraftStart.model_validate_json(path.read_bytes()) for path in (folder / f"{run.id}.drafts").glob("*.json")
    ]
    limits = [draft.limit for draft in drafts]
    return None if None in limits else max((limit for limit in limits if limit is not None), default=0)
