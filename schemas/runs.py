"""A run: one source, translated in one direction, with everything that decides what comes out.

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
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from schemas.faults import Fault
from schemas.records import AnswerType, Record, ReviewMode, Source

AnswerStyle = Literal["plain", "gsm8k", "index", "boxed"]
"""How a column holds the gold: as it is, after `####`, as the right option's 0-based index, in the last box."""


class RunError(Fault):
    """The run cannot be used; the message says which parameter, and what to do."""


class PublishedTranslation(Record):
    """A translation by people that was published before: joined to the source by identifier, no model is asked."""

    source: Source
    file: str
    """Name of the file in `sources/`."""
    columns: dict[str, str]
    """As `Run.columns`, with `id`: rows are joined by it, and the gold must be the source's."""
    answer_style: AnswerStyle


class PageReading(Record):
    """How page images became text, and where their gold answers are."""

    backend: Literal["vision", "tesseract"]
    reader: str
    """Model name as sent on the wire, or `tesseract-<version>@sha256:<12 hex of its trained data>`."""
    instruction: str
    """Digest of the prompt and the shape of the answer, or tesseract's options."""
    max_tokens: int
    keys: str
    """Name of the file of gold answers in `sources/`."""
    min_error_rate: float | None
    """Problems that fewer got wrong, or of which it is not known, are refused (HRM8K, Table 1: 0.7); None keeps all."""


class Run(Record):
    """Resolved parameters of a mathematics run; `differences` compares two."""

    recipe: str
    source: Source
    file: str
    """Name of the input in `sources/`: its sha256 and its ending."""
    columns: dict[str, str]
    """Column of the source's file for each of our fields: question, answer, choices, id, solution."""
    answer_type: AnswerType
    answer_style: AnswerStyle
    numeric_only: bool
    skip_bad_rows: bool
    source_language: str
    target_language: str
    translator: str
    """Model name as sent on the wire, `<name>@sha256:<12 hex>` for a local file, `human:<source>` for `translation`."""
    endpoint: str
    """Origin of the endpoint, `https://api.openai.com`, or `local` for a model we start ourselves."""
    prompt: str
    """Digest of the system text and the shape of the messages."""
    exemplars: tuple[tuple[str, str], ...]
    """Few-shot pairs shown to the translator, source and target."""
    glossary: tuple[tuple[str, str], ...]
    localise: str
    temperature: float
    max_tokens: int
    judge: str
    """Model that judges each pair; empty for none."""
    round_trip: float
    """Share of the pairs that is translated back and compared."""
    review: ReviewMode
    sample_size: int
    """Clean items read in each stratum in risk mode."""
    max_residual_error: float
    annotators: int
    """Persons who must accept the same revision."""
    fixes_final: bool
    seed: int
    version: str
    """isogloss's own."""
    translation: PublishedTranslation | None = None
    """None when the translator is a model."""
    pages: PageReading | None = None
    """None when the source holds text."""

    @property
    def id(self) -> str:
        return f"{self.source.name}-{self.source_language}-{self.target_language}"

    @property
    def stratum(self) -> str:
        """The unit a residual error is estimated for: source, direction, translator."""
        return f"{self.id}/{self.translator}"


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
    return [
        f"{name}: {_short(before[name])} -> {_short(after[name])}" for name in before if before[name] != after[name]
    ]


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
        return Run.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunError(f"{path} is not a run this version can read: {error.errors()[0]['msg']}") from error


def load_runs(folder: Path) -> list[Run]:
    return [load_run(path) for path in sorted(folder.glob("*.json"))]


def start_run(folder: Path, run: Run, *, endpoint_moved: bool = False) -> Run:
    """Keep the run's parameters, or check that they are those of the run that is there; returns the one kept."""
    path = folder / f"{run.id}.json"
    if not path.exists():
        write_once(path, run.model_dump_json(indent=1))
    kept = load_run(path)
    moved = kept.model_copy(update={"endpoint": run.endpoint}) if endpoint_moved else kept
    if changed := differences(moved, run):
        raise RunError(
            f"{run.id} was drafted with other parameters ({'; '.join(changed)}): "
            "use those, name another --workspace"
            + (", or add --endpoint-moved" if changed[0].startswith("endpoint:") else "")
        )
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
