"""`isogloss review twins`: readers of English judge on English twins, and a share of that is judged again."""

from __future__ import annotations

from pathlib import Path

import click

from builders.cli.shared_options import SEED, WORKSPACE
from schemas.runs import load_inference_runs
from schemas.twin_reading import SMALLEST_SHARE, TwinReadingError, start_twin_reading
from schemas.workspace import existing


@click.command(epilog="Example: isogloss review twins work/globesumm-nli")
@WORKSPACE
@click.option(
    "--again", "share", type=click.FloatRange(SMALLEST_SHARE, 1), default=SMALLEST_SHARE, show_default=True,
    help="Share of each language pair's items to judge again.",
)  # fmt: skip
@click.option("--seed", type=SEED, default=0, show_default=True, help="Decides which items are judged again.")
def twins(workspace: Path, *, share: float, seed: int) -> None:
    """Let who reads English, but not both languages of an item, judge it on the English twins of its documents alone.

    Of the items so judged, readers of both languages judge a share of each pair again on the originals, blind:
    `isogloss agreement` says how many labels flip.
    """
    place = existing(workspace)
    if not any(run.twins for run in load_inference_runs(place.runs)):
        raise TwinReadingError(f"{workspace} has no English twins: draft with `isogloss nli draft --twins MODEL`")
    made = start_twin_reading(place.people, share=share, seed=seed)
    click.echo("who reads English alone is shown the English twins, and nothing else of the documents")
    click.echo(
        f"of each language pair's items judged so, {made.share:.0%} and one at least are judged again on the originals"
    )
