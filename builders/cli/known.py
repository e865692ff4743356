"""What is known of those who decide: hidden items with known answers, and the training before them.

isogloss review known WORKSPACE           hide items whose right verdict is known among the others
isogloss review quality WORKSPACE         how well each person judged them
isogloss review train WORKSPACE [FILE]    ask everybody to pass a training batch first
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from builders.cli.shared_options import AS_JSON, SEED, WORKSPACE
from schemas.workspace import existing


@click.command(epilog="Example: isogloss review known work/gsm8k-ko --share 0.04")
@WORKSPACE
@click.option("--share", type=click.FloatRange(0.01, 0.2), default=0.04, show_default=True, help="Of what each reads.")
@click.option("--seed", type=SEED, default=0, show_default=True, help="Decides which items, and what is done to them.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Workspace to make them from.  [default: same]")
@AS_JSON
def known(workspace: Path, share: float, seed: int, source: Path | None, *, as_json: bool) -> None:
    """Hide items whose right verdict is known: translations that all accepted, every other one with an error put in.

    Nobody sees which they are. Every annotator meets them, and they never enter agreement or a release.
    """
    from builders.known_answers import hide_known_items

    place = existing(workspace)
    hidden = hide_known_items(place, share=share, seed=seed, source=existing(source) if source else None)
    if as_json:
        click.echo(json.dumps([row.model_dump() for row in hidden]))
        return
    for row in hidden:
        short = f"; {row.short} more when more is accepted, by the same command" if row.short else ""
        click.echo(f"{row.run}: {row.good} good and {row.bad} bad items hidden, {row.wanted} wanted in all{short}")


@click.command(epilog="Example: isogloss review quality work/gsm8k-ko")
@WORKSPACE
@AS_JSON
def quality(workspace: Path, *, as_json: bool) -> None:
    """How well each annotator judges, from the hidden items: errors seen, and good translations left alone."""
    from builders.known_answers import annotator_quality

    found = annotator_quality(existing(workspace))
    if as_json:
        click.echo(json.dumps([person.model_dump() for person in found]))
    elif not found:
        click.echo("nobody has judged an item with a known answer yet; `isogloss review known` hides some")
    for person in found if not as_json else ():
        click.echo(f"{person.annotator:<16} errors seen      {person.sensitivity}")
        click.echo(f"{'':<16} good ones kept   {person.specificity}")


@click.command(epilog="Example: isogloss review train work/gsm8k-ko my-batch.jsonl --pass 0.8")
@WORKSPACE
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--pass",
    "pass_mark",
    type=click.FloatRange(0.1, 1),
    help="Share that must be right.  [default: what FILE says, or 0.8]",
)
def train(workspace: Path, file: Path | None, pass_mark: float | None) -> None:
    """Ask every annotator to pass a training batch before anything else; without FILE the one that comes with us."""
    from builders.known_answers import start_training

    training = start_training(existing(workspace), file, pass_mark=pass_mark)
    click.echo(f"training: {len(training.items)} items, {training.pass_mark:.0%} right to pass")
