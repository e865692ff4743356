"""`isogloss demo`: the main job on ten real problems, with a real model on this machine or at your endpoint."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

import click
from tqdm import tqdm

from builders.accounts import accounts
from builders.accounts_text import render
from builders.cli.options import Limits, Translator, endpoint_from_environment, run_draft, translator_of
from builders.math_run import resolve
from builders.reading import items_to_read, render_item
from builders.release import release
from crawlers import weights
from schemas.workspace import Workspace

MODEL = weights.QWEN_CODER_1_5B


@click.command(epilog="Example: isogloss demo --workspace work/demo")
@click.option("--workspace", type=click.Path(path_type=Path), default=Path("work/demo"), show_default=True)
@click.option("--model", help="Translator at your endpoint, when OPENAI_API_KEY or OPENAI_BASE_URL is set.")
@click.option("--model-file", type=click.Path(path_type=Path), help="Your own GGUF file instead of the demo's model.")
@click.option("--limit", type=click.IntRange(min=1), help="Problems of the sample to take.")
def demo(workspace: Path, model: str | None, model_file: Path | None, limit: int | None) -> None:
    """Ten GSM8K problems into Spanish: translated, checked, queued for people, written as a preview release."""
    samples = Path(str(resources.files("builders") / "samples"))
    place = Workspace(workspace)
    translator = _translator(model, model_file)
    run = resolve(
        place,
        translator=translator.model,
        endpoint=translator.origin,
        target="es",
        source="en",
        files=[samples / "gsm8k_sample.jsonl"],
        exemplars=samples / "exemplars.en-es.jsonl",
        round_trip=0.2,
    )
    _say(f"Translating GSM8K problems from English into Spanish with {translator.model} ...")
    run_draft(run, place, translator, Limits(limit=limit, concurrency=8))
    _report(place, local=translator.file is not None)


def _translator(model: str | None, model_file: Path | None) -> Translator:
    if model_file or (endpoint_from_environment() and model):
        return translator_of(model, model_file)
    if endpoint_from_environment():
        _say("Your endpoint is set; name a model there with --model to use it. Going on with a model on this machine.")
    return Translator(MODEL.model, None, _fetched())


def _fetched() -> Path:
    gigabytes = 1e9
    if not weights.cached(MODEL):
        _say(
            f"The demo's model is {MODEL.name} ({MODEL.licence}): a download of "
            f"{MODEL.size_bytes / gigabytes:.1f} GB, once, kept in {weights.cache_folder()}; "
            f"it takes {MODEL.disk_bytes / gigabytes:.1f} GB of disk while it is put together."
        )
    _say(f"It needs {MODEL.memory_bytes / gigabytes:.1f} GB of memory while it runs.")
    with tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

        def show(what: str, done: int, total: int) -> None:
            bar.set_description(what)
            bar.total, bar.n = total, done
            bar.refresh()

        return weights.fetch(MODEL, progress=show)


def _report(place: Workspace, *, local: bool) -> None:
    click.echo(render(accounts(place)))
    items = items_to_read(place, flagged_only=False)
    flagged = [item for item in items if item["findings"]]
    clean = [item for item in items if not item["findings"]]
    for title, found in (("What a check stopped, for people to see:", flagged), ("What came out clean:", clean)):
        if found:
            click.echo(f"\n{title}\n\n{render_item(found[0])}")
    if local:
        click.echo("\nA small model translates badly: that is what the checks and the review are for.")
    if clean:
        made = release(place, preview=True)
        click.echo(f"\nPreview release (clean, not read by anybody): {sum(made.rows.values())} rows in {made.folder}")
    click.echo(f"\nnext: isogloss review {place.root}")


def _say(text: str) -> None:
    click.echo(text, err=True)
