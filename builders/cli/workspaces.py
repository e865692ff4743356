"""Commands on a workspace that exists: status, queue, decide, rebuild."""

from __future__ import annotations

import json
from pathlib import Path

import click

from builders.cli.shared_options import AS_JSON, WORKSPACE
from schemas.workspace import existing


@click.command(epilog="Example: isogloss status work/gsm8k-ko")
@WORKSPACE
@AS_JSON
def status(workspace: Path, *, as_json: bool) -> None:
    """Account for every item at every stage: what came in, what was refused and why, what people decided."""
    from builders import accounts_text, inference_accounts
    from builders.account_records import RunAccounts
    from builders.accounts import accounts
    from builders.adversarial import accounts as adversarial
    from builders.known_answers import counted_apart
    from schemas.decisions import verify_chain

    place = existing(workspace)
    verify_chain(place.decisions)
    mathematics = accounts(place)
    inference, searched = inference_accounts.inference_accounts(place), adversarial.adversarial_accounts(place)
    books: list[RunAccounts | inference_accounts.InferenceAccounts | adversarial.AdversarialAccounts]
    books = [*mathematics, *inference, *searched]
    if as_json:
        click.echo(json.dumps([run.model_dump(mode="json") for run in books]))
    else:
        told = [inference_accounts.render(inference), adversarial.render(searched)]
        if mathematics or not books:
            told.insert(0, accounts_text.render(mathematics))
        click.echo("\n\n".join(text for text in told if text))
    apart = counted_apart(place)
    if not as_json and (apart.hidden or apart.training):
        click.echo(
            f"\ncounted apart {apart.known_answers:,} decisions about {apart.hidden:,} hidden items "
            f"with known answers, {apart.training:,} training verdicts"
        )
    for book in books:
        book.check()


@click.command(epilog="Example: isogloss queue work/gsm8k-ko --flagged")
@WORKSPACE
@click.option("--flagged", is_flag=True, help="Only items that a check noticed something about.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Items to print.")
@AS_JSON
def queue(workspace: Path, *, flagged: bool, limit: int, as_json: bool) -> None:
    """Print what people are asked to read: original, translation and findings, flagged items first."""
    from builders.reading import items_to_read, render_item

    items = items_to_read(existing(workspace), flagged_only=flagged)[:limit]
    if as_json:
        click.echo(json.dumps(items, ensure_ascii=False))
    else:
        click.echo("\n\n".join(render_item(item) for item in items) or "nothing is queued")


@click.command(epilog='Example line: {"item": "...", "decision": "accept", "annotator": "mina"}')
@WORKSPACE
@click.argument("file", type=click.Path(path_type=Path))
@AS_JSON
def decide(workspace: Path, file: Path, *, as_json: bool) -> None:
    """Take decisions from FILE (JSON lines): accept, fix with new text, reject with a reason. All of them or none."""
    from builders.deciding import decide as take

    decided = take(existing(workspace), file)
    if as_json:
        click.echo(decided.model_dump_json())
    else:
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(decided.by_verdict.items()))
        click.echo(f"{decided.new} new decisions ({verdicts or 'none'}), {decided.already} known before")


@click.command(epilog='Example line: {"item": "...", "action": "withdraw", "reason": "the problem is ambiguous"}')
@WORKSPACE
@click.argument("file", type=click.Path(path_type=Path))
@AS_JSON
def errata(workspace: Path, file: Path, *, as_json: bool) -> None:
    """Withdraw or correct items that were released, from FILE (JSON lines); the next release follows and says so.

    A correction gives the new `text` or the right `answer` of a problem, or the right `label` of a hypothesis.
    """
    from builders.releasing.errata import take_errata

    taken = take_errata(existing(workspace), file)
    if as_json:
        click.echo(taken.model_dump_json())
    else:
        click.echo(f"{taken.withdrawn} withdrawn, {taken.corrected} corrected, {taken.already} known before")


@click.command(epilog="Example: isogloss rebuild work/gsm8k-ko")
@WORKSPACE
def rebuild(workspace: Path) -> None:
    """Make the store anew from sources, runs and journals; it comes out the same. Sends nothing to any model."""
    from builders.rebuilding import rebuild as make

    make(existing(workspace))
    click.echo(f"rebuilt {workspace / 'store.duckdb'}")
