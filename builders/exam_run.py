"""From what a user typed to the `Run` of exam pages: images and answers kept, the reader named, everything resolved."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

from annotate import ocr, tesseract
from annotate.judge import require_other_family
from annotate.language_names import language_name
from annotate.translate import prompt_digest
from builders.exam_keys import read_keys
from builders.math_run import RunOptionError, read_exemplars, require_tag
from builders.sources import short_name
from crawlers.pages import bring_in, write_pages
from schemas.digest import digest
from schemas.math_runs import MathRun, PageReading
from schemas.records import AnswerType, Page, Source
from schemas.workspace import Workspace

TOKENS_OF_A_PAGE = 4096
"""A page of four problems with their options takes about 1,500."""


def resolve(  # noqa: PLR0913 - one parameter an option of the command line
    workspace: Workspace,
    *,
    pages: Sequence[Path],
    answers: Path,
    translator: str,
    endpoint: str,
    source: str,
    target: str,
    backend: Literal["vision", "tesseract"] = "vision",
    ocr_model: str | None = None,
    name_pattern: str | None = None,
    exams: Sequence[str] = (),
    min_error_rate: float | None = None,
    answer_type: AnswerType = "numeric",
    name: str | None = None,
    licence: str | None = None,
    citation: str | None = None,
    exemplars: Path | None = None,
    judge: str | None = None,
    round_trip: float = 0.05,
    review: str = "all",
    sample_size: int = 300,
    max_residual_error: float = 0.02,
    annotators: int = 1,
    fixes_final: bool = False,
    seed: int = 0,
) -> MathRun:
    """Keep pages and answers in the workspace and give every parameter its value; raises a `Fault`."""
    _require_languages(source, target)
    if judge:
        require_other_family(translator, judge)
    reading = _reading(
        workspace, answers, backend=backend, model=ocr_model or translator, language=source, rate=min_error_rate
    )
    kept = _keep_pages(workspace, bring_in(pages, workspace, name_pattern=name_pattern, exams=exams))
    return MathRun(
        recipe="exam",
        source=Source(
            name=short_name(name or pages[0].stem),
            location=", ".join(path.name for path in pages),
            revision=f"sha256:{kept.stem}",
            split="test",
            licence=licence or "unknown",
            citation=citation or "",
        ),
        file=kept.name,
        columns={},
        answer_type=answer_type,
        answer_style="plain",
        numeric_only=answer_type == "numeric",
        skip_bad_rows=True,
        source_language=source,
        target_language=target,
        translator=translator,
        endpoint=endpoint,
        prompt=prompt_digest(),
        exemplars=read_exemplars(exemplars) if exemplars else (),
        glossary=(),
        localise="keep",
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
        pages=reading,
    )


def _require_languages(source: str, target: str) -> None:
    for tag in (source, target):
        require_tag(tag)
    if source == target:
        raise RunOptionError(f"the pages are in {language_name(target)} already: name another --to, or their --from")


def _reading(
    workspace: Workspace,
    answers: Path,
    *,
    backend: Literal["vision", "tesseract"],
    model: str,
    language: str,
    rate: float | None,
) -> PageReading:
    read_keys(answers)  # what is wrong with the answers is said before a page is paid for
    if backend == "tesseract":
        options = f"-l {tesseract.languages_of(language)} --psm {tesseract.PAGE_SEGMENTATION}"
        reader, instruction = tesseract.reader_name(language), digest(options.encode())
    else:
        reader, instruction = model, ocr.instruction_digest()
    return PageReading(
        backend=backend,
        reader=reader,
        instruction=instruction,
        max_tokens=TOKENS_OF_A_PAGE,
        keys=workspace.keep(answers).path.name,
        min_error_rate=rate,
    )


def _keep_pages(workspace: Workspace, pages: Sequence[Page]) -> Path:
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "pages.jsonl"
        write_pages(listed, pages)
        return workspace.keep(listed).path
