"""The options that say what a run is, shared by `plan` and `draft`, and the run that they come to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builders.cli.limit_options import Command, limit_options, limits_of
from builders.cli.shared_options import SEED

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from builders.cli.options import Limits, Translator
    from schemas.math_runs import MathRun
    from schemas.workspace import Workspace

_OPTIONS = (
    click.option(
        "--input",
        "files",
        type=click.Path(path_type=Path),
        multiple=True,
        help="JSONL, JSON, CSV, TSV or Parquet, also .gz; several are one source, a subject each.",
    ),
    click.option("--benchmark", help="A benchmark on the Hub instead of a file: gsm8k, math, omni-math, mmmlu."),
    click.option("--revision", help="Commit on the Hub; without it the newest is taken and recorded."),
    click.option(
        "--translation", type=click.Path(path_type=Path), help="One that people published: no model is asked."
    ),
    click.option(
        "--translation-columns", metavar="FIELD=COLUMN", multiple=True, help="Its id, question, answer, choices."
    ),
    click.option("--translation-name", help="Who is named as the translator: human:NAME."),
    click.option("--translation-licence", help="SPDX identifier of the translation's licence."),
    click.option("--translation-revision", help="Commit of a benchmark's translation on the Hub."),
    click.option("--to", "target", required=True, help="Language wanted, a BCP-47 tag: ko, zh-Hans."),
    click.option("--from", "source", help="Language of the input; found by reading it when left out."),
    click.option("--workspace", type=click.Path(path_type=Path), help="Folder of the dataset.  [work/<file>-<to>]"),
    click.option("--name", help="Short name of the source and of the release's config."),
    click.option("--question-column", help="Column that holds the question."),
    click.option("--answer-column", help="Column that holds the gold answer."),
    click.option("--choices-column", help="Column that holds the options, or several separated by commas."),
    click.option("--id-column", help="Column that holds the source's own identifiers."),
    click.option("--solution-column", help="Column that holds worked solutions, for the checks."),
    click.option(
        "--answer-type", type=click.Choice(["numeric", "choice", "expression"]), help="Type of every gold answer."
    ),
    click.option("--licence", help="SPDX identifier of the source's licence."),
    click.option("--citation", help="One line that cites the source."),
    click.option("--skip-bad-rows", is_flag=True, help="Refuse rows that cannot be read instead of stopping."),
    click.option("--model", help="Translator at the endpoint of OPENAI_BASE_URL / OPENAI_API_KEY."),
    click.option("--model-file", type=click.Path(path_type=Path), help="A GGUF file, served on this machine."),
    click.option("--exemplars", type=click.Path(path_type=Path), help="Few-shot pairs: JSONL of source and target."),
    click.option("--glossary", type=click.Path(path_type=Path), help="Required terms: TSV of term and translation."),
    click.option("--localise", type=click.Choice(["keep", "adapt"]), default="keep", show_default=True),
    click.option("--judge", help="A model of another family that compares each pair."),
    click.option(
        "--round-trip", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Share taken back."
    ),
    click.option("--review", type=click.Choice(["all", "risk"]), default="all", show_default=True),
    click.option(
        "--sample-size", type=click.IntRange(min=1), default=300, show_default=True, help="Clean items a stratum."
    ),
    click.option("--max-residual-error", type=click.FloatRange(0, 1), default=0.02, show_default=True),
    click.option(
        "--annotators", type=click.IntRange(min=1), default=1, show_default=True, help="Who must accept an item."
    ),
    click.option("--fixes-final", is_flag=True, help="A fix needs nobody else's accept."),
    click.option("--seed", type=SEED, default=0, show_default=True),
)


@dataclass(frozen=True)
class Asked:
    """What the options come to."""

    run: MathRun
    workspace: Workspace
    translator: Translator
    limits: Limits


def run_options(command: Command) -> Command:
    """Give a command all options of a run."""
    command = limit_options("Rows of the source")(command)
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(options: dict[str, Any], *, sends: bool = True) -> Asked:
    """Keep the source and resolve the run; an endpoint must be there when something `sends`."""
    from builders.cli.options import named_model, translator_of
    from builders.cli.published import named_translation, people
    from builders.math_run import resolve, with_published
    from schemas.workspace import Workspace

    limits = limits_of(options)
    published, model, model_file = named_translation(options), options.pop("model"), options.pop("model_file")
    if published:
        translator = people(options["judge"] if sends else None, model or model_file)
    else:
        translator = translator_of(model, model_file) if sends else named_model(model, model_file)
    workspace = Workspace(options.pop("workspace") or _default_workspace(options))
    run = resolve(workspace, translator=translator.model, endpoint=translator.origin, **options)
    run = with_published(run, workspace, published) if published else run
    return Asked(run, workspace, translator, limits)


def _default_workspace(options: dict[str, Any]) -> Path:
    stem = options["files"][0].name.split(".")[0] if options["files"] else options["benchmark"] or "math"
    return Path("work") / f"{stem}-{options['target']}"
