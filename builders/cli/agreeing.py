"""`isogloss agreement`: how far the reviewers agree."""

from __future__ import annotations

import json
from pathlib import Path

import click

from builders.cli.shared_options import AS_JSON, SEED
from schemas.workspace import existing


@click.command(epilog="Example: isogloss agreement work/gsm8k-ko")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--seed", type=SEED, default=0, show_default=True, help="Of the resamples that intervals come from.")
@AS_JSON
def agreement(workspace: Path, *, seed: int, as_json: bool) -> None:
    """Say how far the reviewers of each run agree, by label and by pair, with intervals, or why it cannot be said.

    What each number means: docs/agreement.md.
    """
    from builders.agreements import agreements
    from builders.agreements_text import render

    found = agreements(existing(workspace), seed=seed)
    click.echo(json.dumps([run.model_dump(mode="json") for run in found]) if as_json else render(found))
