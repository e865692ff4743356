"""`isogloss math`: draft and release of parallel mathematics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="math")
def math() -> None:
    """Parallel mathematics as in HRM8K: translated, checked, reviewed, released."""


@math.command(epilog="Example: isogloss math draft --input problems.jsonl --to ko --model gpt-4o-mini --limit 50")
@click.option("--input", "file", type=click.Path(path_type=Path), help="JSONL, JSON, CSV, TSV or Parquet, also .gz.")
@click.option("--benchmark", help="A benchmark on the Hub instead of a file: gsm8k.")
@click.option("--revision", help="Commit on the Hub; without it the newest is taken and recorded.")
@click.option("--to", "target", required=True, help="Language wanted, a BCP-47 tag: ko, zh-Hans.")
@click.option("--from", "source", help="Language of the input; found by reading it when left out.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Folder of the dataset.  [work/<file>-<to>]")
@click.option("--name", help="Short name of the source and of the release's config.")
@click.option("--question-column", help="Column that holds the question.")
@click.option("--answer-column", help="Column that holds the gold answer.")
@click.option("--choices-column", help="Column that holds the options, or several separated by commas.")
@click.option("--id-column", help="Column that holds the source's own identifiers.")
@click.option("--solution-column", help="Column that holds worked solutions, for the checks.")
@click.option(
    "--answer-type", type=click.Choice(["numeric", "choice", "expression"]), help="Type of every gold answer."
)
@click.option("--licence", help="SPDX identifier of the source's licence.")
@click.option("--citation", help="One line that cites the source.")
@click.option("--skip-bad-rows", is_flag=True, help="Refuse rows that cannot be read instead of stopping.")
@click.option("--model", help="Translator at the endpoint of OPENAI_BASE_URL / OPENAI_API_KEY.")
@click.option("--model-file", type=click.Path(path_type=Path), help="A GGUF file, served on this machine.")
@click.option("--exemplars", type=click.Path(path_type=Path), help="Few-shot pairs: JSONL of source and target.")
@click.option("--glossary", type=click.Path(path_type=Path), help="Required terms: TSV of term and translation.")
@click.option("--localise", type=click.Choice(["keep", "adapt"]), default="keep", show_default=True)
@click.option("--judge", help="A model of another family that compares each pair.")
@click.option("--round-trip", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Share taken back.")
@click.option("--review", type=click.Choice(["all", "risk"]), default="all", show_default=True)
@click.option(
    "--sample-size", type=click.IntRange(min=1), default=300, show_default=True, help="Clean items a stratum."
)
@click.option("--max-residual-error", type=click.FloatRange(0, 1), default=0.02, show_default=True)
@click.option("--annotators", type=click.IntRange(min=1), default=1, show_default=True, help="Who must accept an item.")
@click.option("--fixes-final", is_flag=True, help="A fix needs nobody else's accept.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="Rows of the source to take in; a larger one extends.")
@click.option("--concurrency", type=click.IntRange(min=1), default=64, show_default=True, help="Requests in flight.")
@click.option("--max-cost", type=click.FloatRange(min=0), help="US dollars this invocation may spend.")
@click.option("--max-tokens", type=click.IntRange(min=1), help="Tokens this invocation may use.")
@click.option("--prices", type=click.Path(path_type=Path), help="TOML of prices that overrides ours.")
@click.option("--endpoint-moved", is_flag=True, help="The same model answers at another address now.")
@AS_JSON
def draft(as_json: bool, endpoint_moved: bool, **options: Any) -> None:  # noqa: FBT001 - click gives them by name
    """Translate, check and queue a source's problems. Doing it again sends nothing that was answered before."""
    from builders.cli.options import Limits, run_draft, translator_of
    from builders.math_run import resolve
    from schemas.runs import DraftStart, start_draft, start_run
    from schemas.workspace import Workspace

    limits = Limits(
        **{name: options.pop(name) for name in ("limit", "concurrency", "max_cost", "max_tokens", "prices")}
    )
    translator = translator_of(options.pop("model"), options.pop("model_file"))
    root = options.pop("workspace") or _default_workspace(options)
    workspace = Workspace(root)
    run = resolve(workspace, translator=translator.model, endpoint=translator.origin, **options)
    run = start_run(workspace.runs, run, endpoint_moved=endpoint_moved)
    start_draft(workspace.runs, run, DraftStart.now(limits.limit))
    drafted = run_draft(run, workspace, translator, limits)
    if as_json:
        click.echo(json.dumps({"run": run.id, "workspace": str(root), **vars(drafted)}))
        return
    from builders.accounts import accounts
    from builders.accounts_text import render

    click.echo(render(accounts(workspace)))
    if drafted.waiting:
        click.echo(f"{len(drafted.waiting)} items got no answer ({drafted.waiting[0]}): draft again to ask for them")
    click.echo(f"next: isogloss queue {root}   then: isogloss decide {root} DECISIONS.jsonl")


def _default_workspace(options: dict[str, Any]) -> Path:
    stem = options["file"].name.split(".")[0] if options["file"] else options["benchmark"] or "math"
    return Path("work") / f"{stem}-{options['target']}"


@math.command(epilog="Example: isogloss math release work/gsm8k-ko")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Also the clean pairs that nobody read, marked so; cannot be published.")
@AS_JSON
def release(workspace: Path, *, preview: bool, as_json: bool) -> None:
    """Write what people accepted as a dataset folder: Parquet, card, provenance."""
    from builders.release import release as make
    from schemas.workspace import existing

    released = make(existing(workspace), preview=preview)
    if as_json:
        click.echo(released.model_dump_json())
        return
    for config, rows in released.rows.items():
        click.echo(f"{config}: {rows} rows")
    for reason, count in released.withheld.items():
        click.echo(f"withheld: {count} {reason}")
    click.echo(f"load it: datasets.load_dataset({str(released.folder)!r}, {next(iter(released.rows))!r})")
