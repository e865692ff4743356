"""The command line: `isogloss NOUN VERB`. A command's module is imported when it is called, so that --help is quick."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from schemas.faults import Fault

COMMANDS = {
    "demo": ("builders.cli.demo", "The tour: sample, model, checks, store, release. No key needed."),
    "math": ("builders.cli.mathematics", "Parallel mathematics: plan, draft and release."),
    "exam": ("builders.cli.exams", "Exam pages: read, translated, reviewed, released."),
    "nli": ("builders.cli.inference", "Inference pairs across documents and languages: draft and release."),
    "adversarial": (
        "builders.cli.adversarial",
        "Adversarial bilingual pairs; audit: count the faults of published ones.",
    ),
    "hub": ("builders.cli.hubs", "Datasets of the Hub by language: crawl; card: what a card lacks."),
    "news": ("builders.cli.news", "Reports of the same events in several languages: crawl."),
    "status": ("builders.cli.workspaces", "Every stage of a workspace: in, out, refused and why."),
    "review": ("builders.cli.reviewing", "Decide in a browser."),
    "decide": ("builders.cli.workspaces", "Take people's decisions from a file."),
    "errata": ("builders.cli.workspaces", "Withdraw or correct items that were released."),
    "agreement": ("builders.cli.agreeing", "How far the reviewers agree, and how sure that is."),
    "check": ("builders.cli.publishing", "Is this release sound? Everything that is wrong with the folder."),
    "publish": ("builders.cli.publishing", "A release onto the Hub: what would change; --push does it."),
    "queue": ("builders.cli.workspaces", "Print what people are asked to read."),
    "rebuild": ("builders.cli.workspaces", "Make the store anew from sources, runs and journals."),
    "score": ("builders.cli.scoring", "Are these answers right, and by which rule."),
    "doctor": ("builders.cli.doctor", "Say what works here."),
}

NO_ROOM_OR_NO_RIGHT = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS}

COLLECT_AFTER = (100_000, 50, 100)
"""Objects made before Python looks for cycles among the youngest, and how many such looks before it looks further.

Records hold no cycles, and with the thresholds of a small program (700, 10, 10) looking for some among half a million
of them took a third of the processor time of a release.
"""
STOPPED = "stopped; what was answered and decided is kept, the same command goes on from there"


class LazyGroup(click.Group):
    """Knows its commands by name and one line; imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="isogloss")
def isogloss() -> None:
    """Build bilingual benchmarks: made by machines, decided by people, published with their whole provenance.

    \b
    Start here:   isogloss demo
    Your data:    isogloss math draft --input problems.jsonl --to ko --model gpt-4o-mini
    """  # noqa: D301 - \b is click's mark for lines to keep


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command: 0 done, 1 an expected fault in one sentence, 2 wrong usage, 130 stopped by Ctrl-C."""
    gc.set_threshold(*COLLECT_AFTER)
    try:
        _run(arguments)
    except KeyboardInterrupt:  # also one that comes while a fault is being told
        _end(STOPPED, 130)


def _run(arguments: Sequence[str] | None) -> None:
    try:
        status: Any = isogloss.main(args=arguments, standalone_mode=False)
    except click.exceptions.Abort:
        _end(STOPPED, 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Fault as fault:
        _end(str(fault), 1)
    except OSError as error:
        if error.errno is None or error.errno not in NO_ROOM_OR_NO_RIGHT:
            raise
        # A write to an open file names no file.
        what = os.strerror(error.errno) + (f": {error.filename}" if error.filename else "")
        _end(f"{what}; nothing that was kept is lost, mend it and run the same again", 1)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _end(sentence: str, status: int) -> None:
    click.echo(f"isogloss: {sentence}", err=True)
    sys.exit(status)
