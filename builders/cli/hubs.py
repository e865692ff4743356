"""`isogloss hub`: a dated snapshot of the Hub's datasets, and what is computed from it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from crawlers.hub import Progress, Snapshot

COMMANDS = {
    "crawl": ("builders.cli.hubs", "Take a dated snapshot: listings, cards, sizes, owners."),
    "survey": ("builders.cli.hub_surveys", "Compute the study's tables and figures from a snapshot."),
    "diff": ("builders.cli.hub_surveys", "Say what became of the datasets between two snapshots."),
    "card": ("builders.cli.hub_cards", "Say what is missing from a card, sentence by sentence."),
    "merge": ("builders.cli.hub_uses", "Say whether datasets may be merged, by their declared licences."),
    "duplicates": ("builders.cli.hub_uses", "List datasets that may be one."),
    "export": ("builders.cli.hub_uses", "Write a snapshot as a dataset, with its own card."),
}
"""By name: the module that has it, imported when it is called, and its line in the list."""


class HubGroup(click.Group):
    """Knows its commands by name and one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(name="hub", cls=HubGroup)
def hub() -> None:
    """The Hub's datasets by language: crawl them, survey them, compare snapshots, look at a card."""


@click.command(epilog="Example: isogloss hub crawl --language ko --language ja --top 700 --to snapshots/2026-01")
@click.option("--language", "languages", multiple=True, help="Language tag as the Hub has it: ko, zh, yue; repeatable.")
@click.option("--all", "everything", is_flag=True, help="All public datasets, whatever their language.")
@click.option("--top", type=click.IntRange(min=1), help="So many of each listing, the most downloaded.")
@click.option(
    "--cut-off-downloads", type=click.IntRange(min=0), help="End a listing before the first dataset below so many."
)
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the snapshot.")
@click.option("--cards/--no-cards", default=True, show_default=True, help="Read every dataset's card.")
@click.option("--sizes", is_flag=True, help="Ask the dataset viewer for rows and bytes.")
@click.option("--owners/--no-owners", default=True, show_default=True, help="Ask whether owners are users or not.")
@click.option("--limit", type=click.IntRange(min=0), help="So many more cards, sizes and owners each, this time.")
@click.option("--concurrency", type=click.IntRange(1, 64), default=16, show_default=True, help="Cards in flight.")
@click.option("--viewer", help="Address of the dataset viewer.  [datasets-server. before the Hub's]")
@AS_JSON
def crawl(
    folder: Path,
    viewer: str | None,
    *,
    languages: tuple[str, ...],
    everything: bool,
    top: int | None,
    cut_off_downloads: int | None,
    cards: bool,
    sizes: bool,
    owners: bool,
    limit: int | None,
    concurrency: int,
    as_json: bool,
) -> None:
    """Take a snapshot of the Hub's datasets. Stopped at any time, the same command goes on from there.

    HF_TOKEN raises the Hub's limits, HF_ENDPOINT names another Hub.
    """
    from huggingface_hub import constants

    from crawlers.hub import Wanted
    from crawlers.hub import crawl as fill
    from crawlers.hub_request import SnapshotError, crawl_of

    if constants.is_offline_mode():
        raise SnapshotError("HF_HUB_OFFLINE is set: unset it to crawl the Hub")
    asked = crawl_of(constants.ENDPOINT, languages, everything=everything, top=top, cut_off_downloads=cut_off_downloads)
    wanted = Wanted(cards=cards, sizes=sizes, owners=owners, limit=limit, threads=concurrency)
    with _bars() as progress:
        made = fill(asked, folder, viewer=viewer or _viewer(constants.ENDPOINT), wanted=wanted, progress=progress)
    click.echo(made.model_dump_json() if as_json else _text(made, folder))


def _viewer(endpoint: str) -> str:
    """The viewer is a host beside the Hub's: https://datasets-server.huggingface.co."""
    return endpoint.replace("://", "://datasets-server.", 1)


@contextmanager
def _bars() -> Iterator[Progress]:
    """A bar a kind of request on stderr; nothing when that is no terminal."""
    from tqdm import tqdm

    bars: dict[str, tqdm] = {}
    silent = not sys.stderr.isatty()

    def show(what: str, done: int, total: int) -> None:
        bar = bars.get(what)
        if bar is None:
            bar = bars[what] = tqdm(desc=what, total=total, file=sys.stderr, disable=silent, position=len(bars))
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def _text(made: Snapshot, folder: Path) -> str:
    lines = [
        f"{made.datasets:,} datasets in {folder}, finished {made.finished_at[:16].replace('T', ' ')} UTC",
        *(_listing_line(language, account) for language, account in made.listings.items()),
        *(f"{name:10}{_counts(getattr(made, name))}" for name in ("cards", "metadata", "sizes", "owners")),
    ]
    if not made.complete:
        lines.append(
            "not complete: run the same again for what got no answer or was not asked for; see troubles.parquet"
        )
    return "\n".join(lines)


def _listing_line(language: str, account: dict[str, int | str]) -> str:
    lost = [f"{account[name]} {what}" for name, what in _LOST.items() if account[name]]
    return f"{language:10}{account['kept']:,} datasets, ends at {account['ends']}" + "".join(f", {one}" for one in lost)


_LOST = {"bad_pages": "bad pages", "bad": "bad rows", "repeated": "rows repeated", "beyond": "rows beyond"}


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items()) or "not asked for"
