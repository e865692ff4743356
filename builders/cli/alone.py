"""`isogloss review alone`: people label a sample from each document alone."""

from __future__ import annotations

from pathlib import Path

import click

from builders.cli.shared_options import SEED, WORKSPACE
from schemas.alone_reading import AloneReadingError, start_alone_reading
from schemas.runs import load_inference_runs
from schemas.workspace import existing


@click.command(epilog="Example: isogloss review alone work/globesumm-nli --share 0.1")
@WORKSPACE
@click.option(
    "--share", type=click.FloatRange(0, 1, min_open=True), default=0.1, show_default=True,
    help="Share of each language pair's items.",
)  # fmt: skip
@click.option("--seed", type=SEED, default=0, show_default=True, help="Decides which items.")
def alone(workspace: Path, *, share: float, seed: int) -> None:
    """Have a sample of the items labelled from document 1 alone and from document 2 alone, by two more people, blind.

    Asked is who reads that document's language and the hypothesis', and has seen neither the item nor its other
    document: once the item has its label. `isogloss agreement` says which documents the labels take.
    """
    place = existing(workspace)
    if not load_inference_runs(place.runs):
        raise AloneReadingError(f"{workspace} has no inference pairs: draft some with `isogloss nli draft`")
    made = start_alone_reading(place.people, share=share, seed=seed)
    click.echo(f"of each language pair's items {made.share:.0%}, and one at least, are judged from each document alone")
    click.echo("asked is who reads the document's language, once the item has a label, and has not seen the other")
