"""`isogloss adversarial`: bilingual questions on which models stay right in English and fail in another language."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from builders.cli.limit_options import limit_options, limits_of
from builders.cli.shared_options import AS_JSON, ENDPOINT_MOVED, PRIVATE_SHARE, SEED

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from schemas.adversarial import Arm

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(name="adversarial")
def adversarial() -> None:
    """Adversarial bilingual pairs as in Cross-Lingual Pitfalls; audit: what is wrong with published ones."""


_SEARCH = (
    click.option(
        "--width", type=click.IntRange(min=1), default=12, show_default=True, help="Nodes kept at each depth."
    ),
    click.option("--depth", type=click.IntRange(min=1), default=4, show_default=True, help="Perturbations in a row."),
    click.option("--extended-depth", type=click.IntRange(min=1), default=6, show_default=True, help="Once promising."),
    click.option("--promising", type=float, default=0.6, show_default=True, help="V from which to search deeper."),
    click.option("--include", type=float, default=0.8, show_default=True, help="V that makes a pair."),
    click.option("--gamma", type=float, default=2.0, show_default=True, help="Exponent of the English accuracy in V."),
    click.option("--epsilon", type=float, default=0.0, show_default=True, help="English accuracy that may be lost."),
    click.option("--theta", type=float, default=0.5, show_default=True, help="Least S in English."),
    click.option("--theta-target", type=float, default=0.5, show_default=True, help="Least S in the target language."),
    click.option("--max-per-seed", type=click.IntRange(min=1), default=3, show_default=True),
    click.option("--drafts", type=click.IntRange(min=1), default=1, show_default=True, help="For each wrong option."),
)


def _search_options(command: Command) -> Command:
    for option in reversed(_SEARCH):
        command = option(command)
    return command


@adversarial.command(
    epilog="Example: isogloss adversarial draft --benchmark arc-easy --to ko --to sw --model gpt-4o-mini "
    "--simulator llama-3.1-8b --simulator gemma-2-9b --held-out qwen2.5-72b --limit 20"
)
@click.option("--input", "files", type=click.Path(path_type=Path), multiple=True, help="Multiple-choice questions.")
@click.option("--benchmark", "benchmarks", multiple=True, help="On the Hub instead; see docs/adversarial.md.")
@click.option("--revision", help="Commit on the Hub; without it the newest is taken and recorded.")
@click.option("--question-column", help="Column that holds the question.")
@click.option("--answer-column", help="Column that holds the right option: its letter or text.")
@click.option("--choices-column", help="Column that holds the options, or several separated by commas.")
@click.option("--id-column", help="Column that holds the source's own identifiers.")
@click.option("--skip-bad-rows", is_flag=True, help="Refuse rows that cannot be read instead of stopping.")
@click.option("--to", "targets", multiple=True, required=True, help="Language to search in, a BCP-47 tag; repeatable.")
@click.option("--model", required=True, help="Writes the perturbations; what is not named otherwise, too.")
@click.option("--translator", help="Translates questions and perturbations.  [--model]")
@click.option("--simulator", "simulators", multiple=True, required=True, help="Answers at every node; repeatable.")
@click.option("--held-out", multiple=True, help="Tests what was found, and is no simulator; repeatable.")
@click.option("--meaning-judge", help="Says whether a question still asks the same; '' compares embeddings.  [--model]")
@click.option("--extractor", help="Asked which option an unclear answer means; '' asks nobody.  [--model]")
@_search_options
@click.option("--fresh", type=click.IntRange(min=0), default=5, show_default=True, help="New answers to each cell.")
@click.option("--null-share", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Seeds, for the nulls.")
@click.option("--baseline-share", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Without a search.")
@click.option("--common", type=click.IntRange(min=0), default=50, show_default=True, help="Asked in all languages.")
@click.option("--max-answer-tokens", "max_tokens", type=click.IntRange(min=16), default=1024, show_default=True)
@click.option("--annotators", type=click.IntRange(min=1), default=1, show_default=True, help="Who must accept a pair.")
@click.option("--seed", type=SEED, default=0, show_default=True)
@click.option("--name", help="Short name of the source and of the release's config.")
@click.option("--licence", help="SPDX identifier of the questions' licence.")
@click.option("--citation", help="One line that cites them.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Its folder.  [work/<source>-adversarial]")
@limit_options("Seeds")
@ENDPOINT_MOVED
@AS_JSON
def draft(*, as_json: bool, endpoint_moved: bool, **options: Any) -> None:
    """Search for pairs, test what was found, and queue it for people. Again, it asks only what was not answered."""
    from annotate.model_list import require_models
    from builders.adversarial.accounts import adversarial_accounts, render
    from builders.adversarial.run_resolving import resolve
    from builders.adversarial.seeds import read_seeds
    from builders.cli.options import run_draft, say_drafted, translator_of
    from schemas.search_settings import SearchSettings
    from schemas.workspace import Workspace

    limits = limits_of(options)
    search = SearchSettings(**{name: options.pop(name) for name in SearchSettings.model_fields})
    writer = translator_of(options.pop("model"), None)
    workspace = Workspace(options.pop("workspace") or _default_workspace(options))
    run = resolve(workspace, perturber=writer.model, endpoint=writer.origin, search=search, **options)
    read_seeds(run, workspace=workspace, limit=limits.limit)  # a row that stops it is said before the run is kept
    if writer.endpoint:
        asyncio.run(require_models(writer.endpoint, run.models))
    drafted = run_draft(run, workspace, writer, limits, endpoint_moved=endpoint_moved)
    say_drafted(run, workspace, drafted, books=lambda: render(adversarial_accounts(workspace)), as_json=as_json)


def _default_workspace(options: dict[str, Any]) -> Path:
    named = options["files"][0].name.split(".")[0] if options["files"] else "-".join(options["benchmarks"]) or "seeds"
    return Path("work") / f"{named}-adversarial"


@adversarial.command(epilog="Example: isogloss adversarial tree work/arc-adversarial arc-adversarial-3fa9c1d2e4b5")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.argument("seed")
@click.option("--language", help="One language only.")
@click.option("--arm", type=click.Choice(["search", "neutral", "one-shot"]), default="search", show_default=True)
@AS_JSON
def tree(workspace: Path, seed: str, language: str | None, arm: Arm, *, as_json: bool) -> None:
    """Print the searches of a seed, or of the seed of a pair: every node, its votes, and why it was kept or not."""
    from builders.adversarial.tree import render, search_of
    from schemas.workspace import existing

    searches = search_of(existing(workspace), seed, language=language, arm=arm)
    if as_json:
        click.echo(json.dumps([node.model_dump() for search in searches for node in search], ensure_ascii=False))
    else:
        click.echo("\n\n".join(render(search) for search in searches))


@adversarial.command(epilog="Example: isogloss adversarial report work/arc-adversarial --picture affinity.png")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--picture", type=click.Path(path_type=Path), help="Draw which languages fail the same questions, a PNG.")
@AS_JSON
def report(workspace: Path, *, picture: Path | None, as_json: bool) -> None:
    """Say how much of the weaknesses is left when asked anew, beside nulls and baselines, and what a pair costs.

    What each number means: docs/adversarial.md.
    """
    from builders.adversarial.report import draw
    from builders.adversarial.report import report as gather
    from builders.adversarial.report_text import render
    from schemas.workspace import existing

    evidence = gather(existing(workspace))
    if picture:
        draw(evidence, picture)
    click.echo(json.dumps([one.model_dump(mode="json") for one in evidence]) if as_json else render(evidence))


@adversarial.command(
    epilog="Example: isogloss adversarial release work/arc-adversarial    "
    "isogloss adversarial release work/arc-adversarial --private-share 0.2"
)
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Also what nobody read, marked so; cannot be published.")
@PRIVATE_SHARE
@AS_JSON
def release(workspace: Path, *, preview: bool, private_share: float | None, as_json: bool) -> None:
    """Write the pairs that people accepted as a dataset folder, with the evidence and its controls on the card."""
    from builders.adversarial.release.release_text import render
    from builders.adversarial.release.releasing import release as make
    from schemas.workspace import existing

    released = make(existing(workspace), preview=preview, private_share=private_share)
    click.echo(released.model_dump_json() if as_json else render(released))


@adversarial.command(epilog="Example: isogloss adversarial audit --input German.json.gz --input Korean.json.gz")
@click.option(
    "--input",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="Pairs as published: JSON, JSONL, CSV, Parquet; a language a file, or a column `language`. Repeatable.",
)
@AS_JSON
def audit(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Count what keeps adversarial pairs from being evidence: gold lost, options given away, few seeds.

    What each number means: docs/adversarial-audit.md.
    """
    from builders.adversarial.audit import audit as count
    from builders.adversarial.audit_text import render

    found = count(files)
    click.echo(found.model_dump_json() if as_json else render(found))
