"""Where seeds come from: known benchmarks, on the Hub or as files, put together; or one's own file by its columns.

Files are kept as they came, and beside them the one file of all questions that a run reads.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from builders.sources import KeptSource, Named, SourceOptionError, keep_source, short_name
from crawlers.benchmarks import Benchmark, Layout
from crawlers.choice_benchmarks import JOINED_COLUMNS, MMLU, join_choices, known_choice_layout
from crawlers.hub_files import Fetched, fetch_benchmark
from crawlers.rows import Row, columns_of, read_rows
from schemas.records import Source
from schemas.workspace import Workspace

SEVERAL = "seeds"
"""Name of a source that is made of several, unless the user gives one."""


def keep_seeds(workspace: Workspace, named: Named, benchmarks: Sequence[Benchmark]) -> KeptSource:
    """Fetch or take the files, keep them in `sources/` for ever, and describe their rows. Raises a `Fault`."""
    if bool(named.files) == bool(benchmarks):
        raise SourceOptionError("give either --input FILE or --benchmark NAME, each as often as you like")
    if benchmarks:
        if named.revision and len(benchmarks) > 1:
            raise SourceOptionError("--revision is a commit of one dataset: give it with one --benchmark")
        fetched = [fetch_benchmark(each, workspace.sources, revision=named.revision) for each in benchmarks]
        return _joined(workspace, named, [path for one in fetched for path in one.paths], fetched)
    strange = [file for file in named.files if named.columns or not known_choice_layout(file)]
    if not strange:
        return _joined(workspace, named, named.files, [])
    if len(strange) < len(named.files):
        shown = ", ".join(file.name for file in strange)
        raise SourceOptionError(
            f"{shown} is of no benchmark that is known, as the others are: give it a run of its own"
        )
    return _by_columns(workspace, named)


def _by_columns(workspace: Workspace, named: Named) -> KeptSource:
    columns, there = dict(named.columns), columns_of(named.files[0])
    if "choices" not in columns and "choices" in there:
        columns["choices"] = "choices"
    kept = keep_source(workspace, replace(named, columns=columns, answer_type="choice"))
    if "choices" not in kept.columns:
        raise SourceOptionError(f"{kept.source.location}: name the column of the options with --choices-column")
    if kept.source.name == MMLU.name and "choices" in there:
        kept = replace(kept, source=_own_source(kept.source, named))
    if kept.answer_style == "index":
        _require_from_zero(kept)
    option_columns = [column.strip() for column in kept.columns["choices"].split(",")]
    gold_is_an_option = kept.columns["answer"] in option_columns
    return replace(kept, answer_style="text") if gold_is_an_option else kept


def _own_source(taken: Source, named: Named) -> Source:
    """The source of questions with a list of options and an index, which are MMLU's only when they have its `subject`.

    A file that has is known already, and does not come here.
    """
    name = short_name(named.name or named.files[0].name.split(".")[0])
    licence, citation = named.licence or "unknown", named.citation or ""
    return taken.model_copy(update={"name": name, "licence": licence, "citation": citation})


def _require_from_zero(kept: KeptSource) -> None:
    """Raises `SourceOptionError` when indexes count from 1: each makes another option right, unseen."""
    rows = [row for row in read_rows(kept.path, columns=kept.columns) if isinstance(row, Row)]
    beyond = next((row for row in rows if row.answer == str(len(row.choices))), None)
    if beyond and all(row.answer != "0" for row in rows):
        raise SourceOptionError(
            f"{kept.source.location}, row {beyond.number}: the answer {beyond.answer} of {len(beyond.choices)} "
            "options, and no answer 0, say that indexes count from 1: write letters or the options' texts"
        )


def _joined(workspace: Workspace, named: Named, files: Sequence[Path], fetched: Sequence[Fetched]) -> KeptSource:
    for file in named.files:
        workspace.keep(file)
    with tempfile.TemporaryDirectory() as scratch:
        layouts = join_choices(files, Path(scratch) / "joined.jsonl")
        kept = workspace.keep(Path(scratch) / "joined.jsonl")
    source = _fetched_source(fetched) if fetched else _source_of_files(files, layouts)
    given = {
        "name": short_name(named.name) if named.name else "",
        "licence": named.licence or "",
        "citation": named.citation or "",
        "revision": source.revision or f"sha256:{kept.sha256}",
    }
    own = source.model_copy(update={field: value for field, value in given.items() if value})
    return KeptSource(own, kept.path, dict(JOINED_COLUMNS), "choice", "text")


def _fetched_source(fetched: Sequence[Fetched]) -> Source:
    """That of the one benchmark, or of several, where each commit stands in the location."""
    sources = [one.source for one in fetched]
    if len(sources) == 1:
        return sources[0]
    return Source(
        name=SEVERAL,
        location=", ".join(f"{source.name}: {source.location}@{source.revision}" for source in sources),
        revision="",
        split=_listed((source.split for source in sources), ", "),
        licence=_listed((source.licence for source in sources), " AND "),
        citation=_listed((source.citation for source in sources), "; "),
    )


def _source_of_files(files: Sequence[Path], layouts: Sequence[Layout]) -> Source:
    return Source(
        name=layouts[0].name if len(layouts) == 1 else SEVERAL,
        location=", ".join(file.name for file in files),
        revision="",
        split="test",
        licence=_listed((layout.licence for layout in layouts), " AND "),
        citation=_listed((layout.citation for layout in layouts), "; "),
    )


def _listed(texts: Iterable[str], between: str) -> str:
    """Each once."""
    return between.join(dict.fromkeys(texts))
