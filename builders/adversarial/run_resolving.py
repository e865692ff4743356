"""From what a user typed to a whole `AdversarialRun`: the seeds kept and described, every parameter resolved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from annotate import translate
from annotate.adversarial import choose, fragment, meaning, neutral, perturbation
from annotate.language_names import language_name
from builders.adversarial.seed_sources import keep_seeds
from builders.math_run import RunOptionError, require_tag
from builders.sources import Named
from crawlers.choice_benchmarks import choice_benchmark_named
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import canonical_json, digest
from schemas.search_settings import SearchSettings
from schemas.workspace import Workspace

FEWEST_FRESH = 2
"""Of one answer alone nothing can be said about chance; 0 asks none."""


def resolve(  # noqa: PLR0913 - one parameter an option of the command line
    workspace: Workspace,
    *,
    perturber: str,
    simulators: Sequence[str],
    targets: Sequence[str],
    endpoint: str,
    files: Sequence[Path] = (),
    benchmarks: Sequence[str] = (),
    revision: str | None = None,
    name: str | None = None,
    question_column: str | None = None,
    answer_column: str | None = None,
    choices_column: str | None = None,
    id_column: str | None = None,
    licence: str | None = None,
    citation: str | None = None,
    skip_bad_rows: bool = False,
    translator: str | None = None,
    meaning_judge: str | None = None,
    extractor: str | None = None,
    held_out: Sequence[str] = (),
    perturber_temperature: float = 0.7,
    search: SearchSettings | None = None,
    fresh: int = 5,
    fresh_temperature: float = 0.7,
    null_share: float = 0.1,
    baseline_share: float = 0.1,
    common: int = 50,
    max_tokens: int = 1024,
    review: str = "all",
    sample_size: int = 300,
    max_residual_error: float = 0.02,
    annotators: int = 1,
    seed: int = 0,
) -> AdversarialRun:
    """Keep the seeds in the workspace and give every parameter its value; raises a `Fault` for what cannot be.

    Left out, the translator, the extractor and the judge of meaning are the perturber; a `meaning_judge` of "" compares
    embeddings, an `extractor` of "" asks none.
    """
    settings = search or SearchSettings()
    _require_languages(targets)
    _require_models(simulators, held_out)
    _require_search(settings)
    _require_evidence(fresh, fresh_temperature, null_share=null_share, baseline_share=baseline_share, common=common)
    columns = {"question": question_column, "answer": answer_column, "choices": choices_column, "id": id_column}
    kept = keep_seeds(
        workspace,
        Named(
            files=files,
            revision=revision,
            columns={field: column for field, column in columns.items() if column},
            name=name,
            licence=licence,
            citation=citation,
        ),
        [choice_benchmark_named(benchmark) for benchmark in benchmarks],
    )
    return AdversarialRun(
        recipe="adversarial",
        source=kept.source,
        file=kept.path.name,
        endpoint=endpoint,
        prompt=prompt_digest(),
        temperature=0.0,
        max_tokens=max_tokens,
        review="risk" if review == "risk" else "all",
        sample_size=sample_size,
        max_residual_error=max_residual_error,
        annotators=annotators,
        fixes_final=False,
        seed=seed,
        version=metadata.version("isogloss"),
        columns=kept.columns,
        answer_style=kept.answer_style,
        skip_bad_rows=skip_bad_rows,
        targets=tuple(sorted(targets)),
        perturber=perturber,
        perturber_temperature=perturber_temperature,
        translator=translator or perturber,
        meaning=perturber if meaning_judge is None else meaning_judge,
        extractor=perturber if extractor is None else extractor,
        simulators=tuple(simulators),
        held_out=tuple(held_out),
        search=settings,
        fresh=fresh,
        fresh_temperature=fresh_temperature,
        null_share=null_share,
        baseline_share=baseline_share,
        common=common,
    )


def prompt_digest() -> str:
    """Names the words of everything that models are asked: another wording is another run."""
    stages = (perturbation, neutral, fragment, meaning, choose)
    asked = [translate.prompt_digest(translate.QUESTIONS), *(stage.prompt_digest() for stage in stages)]
    return digest(canonical_json(asked))


def _require_languages(targets: Sequence[str]) -> None:
    if not targets:
        raise RunOptionError("name a target language with --to, as often as there are languages")
    for tag in targets:
        require_tag(tag)
        if tag.partition("-")[0] == "en":
            raise RunOptionError(f"--to {tag}: the seeds are in {language_name('en')} already, name another language")
        if list(targets).count(tag) > 1:
            raise RunOptionError(f"--to {tag} is given twice: name each language once")


def _require_models(simulators: Sequence[str], held_out: Sequence[str]) -> None:
    if not simulators:
        raise RunOptionError("name a --simulator, as often as there are models to search against")
    for models, option in ((simulators, "--simulator"), (held_out, "--held-out")):
        if twice := [model for model in models if list(models).count(model) > 1]:
            raise RunOptionError(f"{option} {twice[0]} is given twice: one model's votes must not count as two")
    if both := [model for model in held_out if model in simulators]:
        raise RunOptionError(
            f"{both[0]} is a --simulator and --held-out: what it is searched against it cannot test, name another"
        )


def _require_search(search: SearchSettings) -> None:
    for field in ("width", "depth", "max_per_seed", "drafts"):
        if getattr(search, field) < 1:
            raise RunOptionError(f"{_option(field)} {getattr(search, field)}: give 1 or more")
    for field in ("promising", "include", "epsilon", "theta", "theta_target"):
        _require_share(_option(field), getattr(search, field))
    if not 1 <= search.gamma < math.inf:  # also when it is not a number
        raise RunOptionError(
            f"--gamma {search.gamma}: give a number from 1, else V rewards what English models get wrong"
        )
    if search.include < search.promising:
        raise RunOptionError(
            f"--include {search.include} is below --promising {search.promising}: what is a pair must look promising"
        )
    if search.extended_depth < search.depth:
        raise RunOptionError(f"--extended-depth {search.extended_depth} is below --depth {search.depth}: give as much")


def _require_evidence(
    fresh: int, fresh_temperature: float, *, null_share: float, baseline_share: float, common: int
) -> None:
    if fresh < 0 or 0 < fresh < FEWEST_FRESH:
        raise RunOptionError(f"--fresh {fresh}: give {FEWEST_FRESH} or more answers to each cell, or 0 for no re-test")
    if fresh and fresh_temperature <= 0:
        raise RunOptionError(f"--fresh-temperature {fresh_temperature}: give more than 0, or fresh answers are one")
    _require_share("--null-share", null_share)
    _require_share("--baseline-share", baseline_share)
    if common < 0:
        raise RunOptionError(f"--common {common}: give 0 or more questions")


def _require_share(option: str, value: float) -> None:
    if not 0 <= value <= 1:  # also when it is not a number
        raise RunOptionError(f"{option} {value}: give a number from 0 to 1")


def _option(field: str) -> str:
    return "--" + field.replace("_", "-")
