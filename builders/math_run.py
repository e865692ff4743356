"""From what a user typed to a whole `Run`: the source kept and described, languages found, everything resolved."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from annotate.judge import require_other_family
from annotate.language import identify
from annotate.language_names import language_name
from annotate.translate import prompt_digest
from crawlers.benchmarks import fetch_benchmark, known_layout
from crawlers.rows import Row, columns_of, read_rows
from schemas.faults import Fault
from schemas.records import AnswerType, Source
from schemas.runs import Run
from schemas.workspace import Workspace

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2}|-\d{3})?")
ROWS_READ_FOR_LANGUAGE = 30


class RunOptionError(Fault):
    """An option, or a file it names, cannot be used."""


class _Described(NamedTuple):
    source: Source
    columns: dict[str, str]
    answer_type: AnswerType
    answer_style: Literal["plain", "gsm8k", "index"]


def resolve(  # noqa: PLR0913 - one parameter an option of the command line
    workspace: Workspace,
    *,
    translator: str,
    endpoint: str,
    target: str,
    file: Path | None = None,
    benchmark: str | None = None,
    revision: str | None = None,
    source: str | None = None,
    name: str | None = None,
    question_column: str | None = None,
    answer_column: str | None = None,
    choices_column: str | None = None,
    id_column: str | None = None,
    solution_column: str | None = None,
    answer_type: AnswerType | None = None,
    licence: str | None = None,
    citation: str | None = None,
    skip_bad_rows: bool = False,
    exemplars: Path | None = None,
    glossary: Path | None = None,
    localise: str = "keep",
    judge: str | None = None,
    round_trip: float = 0.05,
    review: str = "all",
    sample_size: int = 300,
    max_residual_error: float = 0.02,
    annotators: int = 1,
    fixes_final: bool = False,
    seed: int = 0,
) -> Run:
    """Keep the source in the workspace and give every parameter its value; raises a `Fault` for what cannot be."""
    _require_tag(target)
    if judge:
        require_other_family(translator, judge)
    own = {
        "question": question_column, "answer": answer_column, "choices": choices_column,
        "id": id_column, "solution": solution_column,
    }  # fmt: skip
    path, fetched = _input(workspace, file, benchmark, revision)
    described = _describe(path, {field: column for field, column in own.items() if column}, answer_type)
    kept = workspace.keep(path)
    described_source = fetched or described.source.model_copy(update={"revision": f"sha256:{kept.sha256}"})
    given = {"name": _short_name(name) if name else None, "licence": licence, "citation": citation}
    found = source or _language_of(kept.path, described.columns)
    _require_tag(found)
    if found == target:
        raise RunOptionError(f"the source is in {language_name(target)} already: name another --to, or its --from")
    return Run(
        recipe="math",
        source=described_source.model_copy(update={key: value for key, value in given.items() if value}),
        file=kept.path.name,
        columns=described.columns,
        answer_type=described.answer_type,
        answer_style=described.answer_style,
        numeric_only=described.answer_type == "numeric",
        skip_bad_rows=skip_bad_rows,
        source_language=found,
        target_language=target,
        translator=translator,
        endpoint=endpoint,
        prompt=prompt_digest(),
        exemplars=read_exemplars(exemplars) if exemplars else (),
        glossary=_read_glossary(glossary) if glossary else (),
        localise=localise,
        temperature=0.0,
        max_tokens=1024,
        judge=judge or "",
        round_trip=round_trip,
        review="risk" if review == "risk" else "all",
        sample_size=sample_size,
        max_residual_error=max_residual_error,
        annotators=annotators,
        fixes_final=fixes_final,
        seed=seed,
        version=metadata.version("isogloss"),
    )


def read_exemplars(path: Path) -> tuple[tuple[str, str], ...]:
    """Few-shot pairs from JSONL of source and target."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return tuple((str(row["source"]), str(row["target"])) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunOptionError(
            f"cannot read the exemplars {path} ({error}): one JSON object of source and target a line"
        ) from error


def _read_glossary(path: Path) -> tuple[tuple[str, str], ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file, delimiter="\t") if any(row)]
    except (OSError, UnicodeDecodeError) as error:
        raise RunOptionError(f"cannot read the glossary {path} ({error})") from error
    if short := [number for number, row in enumerate(rows, 1) if len(row) != 2]:
        raise RunOptionError(f"{path}, line {short[0]}: a glossary line is a term, a tab and its translation")
    return tuple((term, translation) for term, translation in rows)


def _input(
    workspace: Workspace, file: Path | None, benchmark: str | None, revision: str | None
) -> tuple[Path, Source | None]:
    if bool(file) == bool(benchmark):
        raise RunOptionError("give either --input FILE or --benchmark NAME")
    if file:
        return file, None
    fetched = fetch_benchmark(benchmark or "", workspace.sources, revision=revision)
    return fetched.path, fetched.source


def _describe(path: Path, own: dict[str, str], answer_type: AnswerType | None) -> _Described:
    """The known layout of the file, or the columns and the type that the user named."""
    layout = known_layout(path)
    if layout and "question" not in own:
        source = _source(layout.name, path, layout.licence, layout.citation)
        return _Described(source, {**layout.columns, **own}, answer_type or layout.answer_type, layout.answer_style)
    there = columns_of(path)
    columns = own | {field: field for field in ("question", "answer") if field not in own and field in there}
    if missing := [field for field in ("question", "answer") if field not in columns]:
        flags = " and ".join(f"--{field}-column" for field in missing)
        raise RunOptionError(
            f"{path} has no column {' or '.join(missing)}; it has {', '.join(there)}: name them with {flags}"
        )
    if answer_type is None:
        answer_type = "choice" if "choices" in columns else "numeric"
    return _Described(_source(_short_name(path.name.split(".")[0]), path, "unknown", ""), columns, answer_type, "plain")


def _source(name: str, path: Path, licence: str, citation: str) -> Source:
    return Source(name=name, location=path.name, revision="", split="test", licence=licence, citation=citation)


def _short_name(text: str) -> str:
    """Letters, digits and hyphens only: the name becomes part of identifiers and paths."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not name:
        raise RunOptionError(f"{text!r} gives no name of letters or digits: choose one with --name")
    return name


def _require_tag(tag: str) -> None:
    if not TAG.fullmatch(tag):
        raise RunOptionError(f"{tag!r} is no language tag: use BCP-47, such as ko, es or zh-Hans")


def _language_of(path: Path, columns: dict[str, str]) -> str:
    """The language most of the first questions are in; English when they do not tell."""
    rows = islice((row for row in read_rows(path, columns=columns) if isinstance(row, Row)), ROWS_READ_FOR_LANGUAGE)
    tags = Counter(tag for row in rows if (tag := identify(row.question).tag))
    return tags.most_common(1)[0][0] if tags else "en"
