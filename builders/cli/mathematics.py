"""`isogloss math`: plan, draft and release of parallel mathematics."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builders.cli.run_options import Asked, asked, run_options
from builders.cli.shared_options import AS_JSON, ENDPOINT_MOVED, PRIVATE_SHARE

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from builders.drafting import Drafted
    from schemas.plans import Plan


@click.group(name="math")
def math() -> None:
    """Parallel mathematics as in HRM8K: translated, checked, reviewed, released."""


@math.command(epilog="Example: isogloss math plan --input problems.jsonl --to ko --model gpt-4o-mini")
@run_options
@click.option("--pilot", type=click.IntRange(min=2), help="Draft so many rows first, and extrapolate from them.")
@click.option(
    "--seconds-per-item", type=click.FloatRange(min=0, min_open=True), help="Time a person needs for an item.  [60]"
)
@AS_JSON
def plan(pilot: int | None, seconds_per_item: float | None, *, as_json: bool, **options: Any) -> None:
    """What a draft would ask, cost and be worth. Sends nothing, unless a pilot is asked for: its answers are kept."""
    from builders.plan_text import render, summary

    found = asked(options, sends=pilot is not None)
    if pilot is not None:
        _draft(found, limit=min(pilot, found.limits.limit or pilot), endpoint_moved=False)
    made = _kept_plan(found, seconds_per_item)
    click.echo(json.dumps(summary(made)) if as_json else render(made))


@math.command(epilog="Example: isogloss math draft --input problems.jsonl --to ko --model gpt-4o-mini --limit 50")
@run_options
@ENDPOINT_MOVED
@click.option("--confirm-over", type=click.FloatRange(min=0), help="Plan first; ask when it may cost more US dollars.")
@click.option("--yes", is_flag=True, help="Go on where --confirm-over would ask.")
@AS_JSON
def draft(*, as_json: bool, endpoint_moved: bool, confirm_over: float | None, yes: bool, **options: Any) -> None:
    """Translate, check and queue a source's problems. Doing it again sends nothing that was answered before."""
    from builders.accounts import accounts
    from builders.accounts_text import render
    from builders.cli.options import say_drafted

    found = asked(options)
    if confirm_over is not None:
        _confirm(_kept_plan(found), confirm_over, yes=yes)
    drafted = _draft(found, limit=found.limits.limit, endpoint_moved=endpoint_moved)
    say_drafted(found.run, found.workspace, drafted, books=lambda: render(accounts(found.workspace)), as_json=as_json)


def _draft(found: Asked, *, limit: int | None, endpoint_moved: bool) -> Drafted:
    from builders.cli.options import run_draft
    from builders.intake import read_problems

    limits = replace(found.limits, limit=limit)
    # A row that stops it is said before the run is kept: with --skip-bad-rows it is another run.
    read_problems(found.run, workspace=found.workspace, limit=limit)
    return run_draft(found.run, found.workspace, found.translator, limits, endpoint_moved=endpoint_moved)


def _kept_plan(found: Asked, seconds_per_item: float | None = None) -> Plan:
    from annotate.prices import load_prices
    from builders.planning import plan_of
    from schemas.plans import keep_plan

    made = plan_of(
        found.run,
        found.workspace,
        prices=load_prices(found.limits.prices),
        limit=found.limits.limit,
        seconds_per_item=seconds_per_item,
    )
    keep_plan(found.workspace.runs, made)
    return made


def _confirm(made: Plan, confirm_over: float, *, yes: bool) -> None:
    """Ask before a draft that may cost more, or whose price is unknown; refuse where nobody can be asked."""
    from builders.cli.options import UsageFault
    from builders.figures import dollars

    if yes or (made.cost is not None and made.cost.high <= confirm_over):
        return
    may_cost = f"{made.requests:,} requests may cost {dollars(made.cost)}, more than --confirm-over {confirm_over:g}"
    if made.cost is None:
        may_cost = f"{made.requests:,} requests at an unknown price cannot be held to --confirm-over {confirm_over:g}"
    if not sys.stdin.isatty():
        raise UsageFault(f"{may_cost}: look at `isogloss math plan`, then add --yes, a --limit or --max-cost")
    click.confirm(f"{may_cost}. Go on?", abort=True, err=True)


@math.command(
    epilog="Example: isogloss math release work/gsm8k-ko    isogloss math release work/gsm8k-ko --private-share 0.2"
)
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Also the clean pairs that nobody read, marked so; cannot be published.")
@click.option("--rights-statement", metavar="FILE|TEXT", help="Why exam pages may be published; kept from then on.")
@PRIVATE_SHARE
@AS_JSON
def release(
    workspace: Path, *, preview: bool, rights_statement: str | None, private_share: float | None, as_json: bool
) -> None:
    """Write what people accepted as a dataset folder: Parquet, card, provenance."""
    from builders.release import release as make
    from builders.releasing.rights import state_rights
    from schemas.workspace import existing

    place = existing(workspace)
    if rights_statement is not None:
        state_rights(place, rights_statement)
    released = make(place, preview=preview, private_share=private_share)
    if as_json:
        click.echo(released.model_dump_json())
        return
    for config, rows in released.rows.items():
        click.echo(f"{config}: {rows} rows")
    for reason, count in released.withheld.items():
        click.echo(f"withheld: {count} {reason}")
    for part, rows in released.held_out.items():
        click.echo(f"held out: {part}: {rows} rows, in {place.private}")
    click.echo(f"version: {released.version}")
    click.echo(f"load it: datasets.load_dataset({str(released.folder)!r}, {next(iter(released.rows))!r})")
