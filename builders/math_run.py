"""From what a user typed to a whole `Run`: the source kept and described, languages found, everything resolved."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from importlib import metadata
from itertools import islice
from pathlib import Path

from annotate.judge import require_other_family
from annotate.language import identify
from annotate.language_names import language_name
from annotate.translate import prompt_digest
from builders.sources import Named, keep_source, keep_translation
from crawlers.benchmarks import benchmark_named
from crawlers.rows import Row, read_rows
from schemas.faults import Fault
from schemas.math_runs import MathRun
from schemas.records import AnswerType
from schemas.workspace import Workspace

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2}|-\d{3})?")
ROWS_READ_FOR_LANGUAGE = 30


class RunOptionError(Fault):
    """An option, or a file it names, cannot be used."""


def resolve(  # noqa: PLR0913 - one parameter an option of the command line
    workspace: Workspace,
    *,
    translator: str,
    endpoint: str,
    target: str,
    files: Sequence[Path] = (),
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
) -> MathRun:
    """Keep the source in the workspace and give every parameter its value; raises a `Fault` for what cannot be."""
    require_tag(target)
    if judge:
        require_other_family(translator, judge)
    own = {
        "question": question_column, "answer": answer_column, "choices": choices_column,
        "id": id_column, "solution": solution_column,
    }  # fmt: skip
    kept = keep_source(
        workspace,
        Named(
            files=files,
            benchmark=benchmark_named(benchmark) if benchmark else None,
            revision=revision,
            columns={field: column for field, column in own.items() if column},
            answer_type=answer_type,
            name=name,
            licence=licence,
            citation=citation,
        ),
    )
    found = source or _language_of(kept.path, kept.columns)
    require_tag(found)
    if found == target:
        raise RunOptionError(f"the source is in {language_name(target)} already: name another --to, or its --from")
    return MathRun(
        recipe="math",
        source=kept.source,
        file=kept.path.name,
        columns=kept.columns,
        answer_type=kept.answer_type,
        answer_style=kept.answer_style,
        numeric_only=kept.answer_type == "numeric",
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


def with_published(run: MathRun, workspace: Workspace, translation: Named) -> MathRun:
    """The same run with a published translation in the model's place: nothing is asked but what a judge is.

    Taking it back, as a round trip does, would need the model that is not there. Raises a `Fault`.
    """
    if run.exemplars:
        raise RunOptionError("--exemplars are for a model, and the translation is published already: leave one out")
    published = keep_translation(workspace, run, translation)
    changes = {
        "translation": published,
        "translator": f"human:{published.source.name}",
        "prompt": "",
        "round_trip": 0.0,
    }
    return run.model_copy(update=changes if run.judge else changes | {"endpoint": ""})


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


def require_tag(tag: str) -> None:
    """Raise `RunOptionError` unless a text is a language tag."""
    if not TAG.fullmatch(tag):
        raise RunOptionError(f"{tag!r} is no language tag: use BCP-47, such as ko, es or zh-Hans")


def _language_of(path: Path, columns: dict[str, str]) -> str:
    """The language most of the first questions are in; English when they do not tell."""
    rows = islice((row for row in read_rows(path, columns=columns) if isinstance(row, Row)), ROWS_READ_FOR_LANGUAGE)
    tags = Counter(tag for row in rows if (tag := identify(row.question).tag))
    return tags.most_common(1)[0][0] if tags else "en"
