"""`isogloss review rotate`: annotators take turns, so that every pair of them shares a part of the items."""

from __future__ import annotations

from pathlib import Path

import click

from builders.cli.shared_options import SEED, WORKSPACE
from schemas.people import load_people
from schemas.rotation import RotationError, start_rotation
from schemas.runs import load_runs
from schemas.workspace import existing


@click.command(epilog="Example: isogloss review rotate work/gsm8k-ko mina ben eva")
@WORKSPACE
@click.argument("names", nargs=-1, required=True)
@click.option("--seed", type=SEED, default=0, show_default=True, help="Decides who reads what.")
def rotate(workspace: Path, names: tuple[str, ...], *, seed: int) -> None:
    """Let NAMES take turns: each item is read by as many of them as its run wants, drawn by its name.

    With three people and two an item, every pair reads a third. Items with known answers are everybody's.
    """
    place = existing(workspace)
    if strangers := sorted(set(names) - load_people(place.people).keys()):
        raise RotationError(
            f"{strangers[0]} was not invited: `isogloss review invite {workspace} {strangers[0]}` first"
        )
    wanted = {run.annotators for run in load_runs(place.runs)}
    if len(wanted) != 1:
        raise RotationError(
            f"the runs of {workspace} want {sorted(wanted)} people an item: a rotation needs one number"
        )
    made = start_rotation(place.people, names, persons=wanted.pop(), seed=seed)
    click.echo(f"{len(made.groups)} parts, {made.persons} people each: " + "; ".join(map(" and ".join, made.groups)))
    click.echo(f"each of them is asked about {made.probability:.0%} of the items")
