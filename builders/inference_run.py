"""From what a user typed to a whole `InferenceRun`: the clusters kept, their format known, everything resolved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from annotate.inference import hypotheses, judges, translate_document
from annotate.sentence_embedding import ENCODER
from builders.clusters import primary_language
from builders.math_run import RunOptionError, require_tag
from builders.sources import short_name
from crawlers.clusters.recognised import read_articles
from schemas.digest import canonical_json, digest
from schemas.inference_runs import InferenceRun
from schemas.premise_criteria import PairCriteria
from schemas.records import Source
from schemas.workspace import Workspace


def resolve(  # noqa: PLR0913 - one parameter an option of the command line
    workspace: Workspace,
    *,
    writer: str,
    endpoint: str,
    file: Path,
    columns: Sequence[str] = (),
    languages: Sequence[str] = (),
    hypothesis_language: str = "en",
    pairs_per_event: int | None = 25,
    translations: str = "refuse",
    judge: Sequence[str] = (),
    family: Sequence[str] = (),
    judged_alone: float = 0.1,
    max_disagreeing: int = 1,
    twins: str | None = None,
    expand_to: Sequence[str] = (),
    translator: str | None = None,
    max_document_characters: int = 12_000,
    max_tokens: int = 2048,
    review: str = "all",
    sample_size: int = 300,
    max_residual_error: float = 0.02,
    annotators: int = 2,
    seed: int = 0,
    name: str | None = None,
    licence: str | None = None,
    citation: str | None = None,
) -> InferenceRun:
    """Keep the clusters in the workspace and give every parameter its value; raises a `Fault` for what cannot be."""
    for tag in (hypothesis_language, *languages, *expand_to):
        require_tag(tag)
    _require_different(expand_to)
    _require_once(judge)
    families = dict(_pairs(family, "--family"))
    judges.require_other_families(writer, judge, families)
    if judge and not 1 <= max_disagreeing <= len(judge):
        raise RunOptionError(
            f"--max-disagreeing {max_disagreeing}: give 1 to {len(judge)}, as many as there are judges"
        )
    named_columns = dict(_pairs(columns, "--column"))
    _require_articles(file, named_columns)
    kept = workspace.keep(file)
    return InferenceRun(
        recipe="nli",
        source=Source(
            name=short_name(name or file.name.split(".")[0]),
            location=file.name,
            revision=f"sha256:{kept.sha256}",
            split="test",
            licence=licence or "unknown",
            citation=citation or "",
        ),
        file=kept.path.name,
        endpoint=endpoint,
        prompt=prompt_digest(expanding=bool(expand_to)),
        temperature=0.0,
        max_tokens=max_tokens,
        review="risk" if review == "risk" else "all",
        sample_size=sample_size,
        max_residual_error=max_residual_error,
        annotators=annotators,
        fixes_final=False,
        seed=seed,
        version=metadata.version("isogloss"),
        columns=named_columns,
        languages=tuple(languages),
        criteria=PairCriteria(
            encoder=ENCODER,
            translations="allow" if translations == "allow" else "refuse",
            per_event=pairs_per_event,
            seed=seed,
        ),
        writer=writer,
        hypothesis_language=hypothesis_language,
        max_document_characters=max_document_characters,
        judges=tuple(judge),
        families=families,
        twins=twins or "",
        expand_to=tuple(expand_to),
        translator=(translator or writer) if expand_to else "",
        judged_alone=judged_alone,
        max_disagreeing=max_disagreeing,
    )


def prompt_digest(*, expanding: bool) -> str:
    """Names the words of everything that models are asked: another wording is another run.

    A document's translation is part of it where premises are made of it; a reader's twin is not.
    """
    asked = [hypotheses.prompt_digest(), judges.prompt_digest()]
    return digest(canonical_json([*asked, translate_document.prompt_digest()] if expanding else asked))


def _require_different(tags: Sequence[str]) -> None:
    """An event that lacks Chinese gets one Chinese document; raises a `Fault` when two are asked for."""
    primary = [primary_language(tag) for tag in tags]
    if twice := [tag for tag, language in zip(tags, primary, strict=True) if primary.count(language) > 1]:
        raise RunOptionError(f"--expand-to {' and '.join(twice)} are one language: keep one of them")


def _require_once(judge: Sequence[str]) -> None:
    """Raise a `Fault` when a judge is named twice: it would disagree twice."""
    if twice := [name for name, count in Counter(judge).items() if count > 1]:
        raise RunOptionError(f"--judge {twice[0]} stands more than once: name each judge once")


def _require_articles(file: Path, columns: Mapping[str, str]) -> None:
    """Before anything is kept, so that a slip of the hand leaves no run behind; raises a `Fault`."""
    if file.is_dir():
        raise RunOptionError(f"{file} is a folder: name one file in it")
    if next(iter(read_articles(file, columns)), None) is None:
        raise RunOptionError(f"{file} holds no articles: give events with their reports, or rows with --column")


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    """`name=value` of an option that may be repeated."""
    for each in given:
        if not all(each.partition("=")):
            raise RunOptionError(f"{option} {json.dumps(each)}: give it as name=value")
    return [(each.partition("=")[0], each.partition("=")[2]) for each in given]
