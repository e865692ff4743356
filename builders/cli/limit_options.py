"""Options of every draft that may vary between two invocations of it: how much, how fast, at what cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from builders.cli.options import Limits

Command = TypeVar("Command", bound=Callable[..., Any])

_PER_MINUTE = click.FloatRange(min=0, min_open=True)


def limit_options(counted: str, *, concurrency: int = 64) -> Callable[[Command], Command]:
    """Give a command the options that `limits_of` reads; `counted` says what --limit counts."""
    options = (
        click.option("--limit", type=click.IntRange(min=1), help=f"{counted} to take in; a larger one extends."),
        click.option(
            "--concurrency", type=click.IntRange(min=1), default=concurrency, show_default=True,
            help="Requests in flight.",
        ),
        click.option("--max-cost", type=click.FloatRange(min=0), help="US dollars this invocation may spend."),
        click.option(
            "--max-tokens", "token_budget", type=click.IntRange(min=1), help="Tokens this invocation may use.",
        ),
        click.option("--prices", type=click.Path(path_type=Path), help="TOML of prices that overrides ours."),
        click.option("--rpm", type=_PER_MINUTE, help="Requests a minute that the endpoint grants."),
        click.option("--tpm", type=_PER_MINUTE, help="Tokens a minute that the endpoint grants."),
    )  # fmt: skip

    def given(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return given


def limits_of(options: dict[str, Any]) -> Limits:
    """Take the limits out of a command's options."""
    from annotate.rates import Rates
    from builders.cli.options import Limits

    return Limits(
        max_tokens=options.pop("token_budget"),
        rates=Rates(options.pop("rpm"), options.pop("tpm")),
        **{name: options.pop(name) for name in ("limit", "concurrency", "max_cost", "prices")},
    )
