"""What is drafted: the source's rows as one kept file with its columns known, and likewise of a published translation.

Files that a user names and those of a benchmark on the Hub take the same way: kept as they came, put together when they
are several or when only subject and position name a row, and recognised by their look.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from builders.published_translations import require_identifiers
from crawlers.benchmarks import Benchmark, known_layout
from crawlers.hub_files import fetch_benchmark
from crawlers.row_files import nfc
from crawlers.rows import columns_of
from crawlers.subjects import SUBJECT_ID, join_subjects, subject_of
from schemas.faults import Fault
from schemas.math_runs import AnswerStyle, MathRun, PublishedTranslation
from schemas.records import AnswerType, Source
from schemas.workspace import Workspace


class SourceOptionError(Fault):
    """An option about the source, or a file it names, cannot be used."""


@dataclass(frozen=True)
class KeptSource:
    """A source's rows, kept in the workspace, and what is known of them."""

    source: Source
    path: Path
    columns: dict[str, str]
    answer_type: AnswerType
    answer_style: AnswerStyle


@dataclass(frozen=True)
class Named:
    """What the user says of a source; what is left out is found by looking."""

    files: Sequence[Path] = ()
    benchmark: Benchmark | None = None
    revision: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    column_option: str = "--{}-column"
    """How the option that names a field's column is spelt."""
    answer_type: AnswerType | None = None
    name: str | None = None
    licence: str | None = None
    citation: str | None = None


def keep_source(workspace: Workspace, named: Named) -> KeptSource:
    """Fetch or take the files, keep them in `sources/` for ever, and describe their rows. Raises a `Fault`."""
    if bool(named.files) == bool(named.benchmark):
        raise SourceOptionError("give either --input FILE or --benchmark NAME")
    for file in named.files:
        _require_columns(file, named.columns)  # what cannot be read is said before anything is kept
    fetched: Source | None = None
    files = {file: subject_of(file) for file in named.files}
    if named.benchmark:
        found = fetch_benchmark(named.benchmark, workspace.sources, revision=named.revision)
        fetched, files = found.source, {file: file.parent.name for file in found.paths}
    with tempfile.TemporaryDirectory() as scratch:
        rows = _one_file(workspace, files, Path(scratch) / "joined.jsonl")
        described = _described(rows, named, shown=[file.name for file in files])
        kept = workspace.keep(rows)
    source = fetched or described.source.model_copy(update={"revision": f"sha256:{kept.sha256}"})
    given = {
        "name": short_name(named.name) if named.name else None,
        "licence": named.licence,
        "citation": named.citation,
    }
    own = source.model_copy(update={name: value for name, value in given.items() if value})
    return replace(described, source=own, path=kept.path)


def _require_columns(file: Path, columns: Mapping[str, str]) -> None:
    """Raises `SourceOptionError` when a column that the user named is not there, with the name that the user knows."""
    there = columns_of(file)
    named = [nfc(column.strip()) for column in columns.values()]
    read = [part.strip() for column in named for part in ([column] if column in there else column.split(","))]
    if absent := [column for column in read if column and column not in there]:
        raise SourceOptionError(f"{file.name} has no column {', '.join(absent)}: it has {', '.join(there)}")


def keep_translation(workspace: Workspace, run: MathRun, named: Named) -> PublishedTranslation:
    """Keep a published translation of a run's source; raises `PairingError` unless both name their rows."""
    option = Named().column_option.format("id")
    require_identifiers(workspace.sources / run.file, run.columns, shown=run.source.location, option=option)
    kept = keep_source(workspace, named)
    columns = ({"id": "id"} if "id" in columns_of(kept.path) else {}) | kept.columns
    option = named.column_option.format("id")
    require_identifiers(kept.path, columns, shown=kept.source.location, option=option)
    return PublishedTranslation(
        source=kept.source, file=kept.path.name, columns=columns, answer_style=kept.answer_style
    )


def short_name(text: str) -> str:
    """Letters, digits and hyphens only: the name becomes part of identifiers and paths."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not name:
        raise SourceOptionError(f"{text!r} gives no name of letters or digits: choose one with --name")
    return name


def _one_file(workspace: Workspace, files: Mapping[Path, str], joined: Path) -> Path:
    """The file itself when it stands alone and names its rows; else all rows together, the files kept beside."""
    first = next(iter(files))
    layout = known_layout(first)
    if len(files) == 1 and not (layout and layout.by_subject):
        return first
    for file in files:
        workspace.keep(file)
    return join_subjects(files, joined)


def _described(path: Path, named: Named, *, shown: Sequence[str]) -> KeptSource:
    """By the known layout of the rows, or by the columns and the type that the user named."""
    own, layout = dict(named.columns), known_layout(path)
    if layout and "question" not in own:
        source = _source(layout.name, shown, layout.licence, layout.citation)
        columns = {**layout.columns, **own}
        return KeptSource(source, path, columns, named.answer_type or layout.answer_type, layout.answer_style)
    there = columns_of(path)
    columns = own | {field: field for field in ("question", "answer") if field not in own and field in there}
    if missing := [field for field in ("question", "answer") if field not in columns]:
        raise SourceOptionError(
            f"{', '.join(shown)} has no column {' or '.join(missing)}; it has {', '.join(there)}: "
            f"name them with {' and '.join(named.column_option.format(field) for field in missing)}"
        )
    if SUBJECT_ID in there:
        columns.setdefault("id", SUBJECT_ID)
    answer_type: AnswerType = named.answer_type or ("choice" if "choices" in columns else "numeric")
    return KeptSource(
        _source(short_name(shown[0].split(".")[0]), shown, "unknown", ""), path, columns, answer_type, "plain"
    )


def _source(name: str, shown: Sequence[str], licence: str, citation: str) -> Source:
    return Source(name=name, location=", ".join(shown), revision="", split="test", licence=licence, citation=citation)
