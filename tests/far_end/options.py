"""The command line of the far end, and what it comes to."""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from tests.far_end.choices import Key, Skill, read_key
from tests.far_end.dialects import Dialect
from tests.far_end.faults import FAULTS, Faults, RetryAfter
from tests.far_end.pages import read_pages

_Number = TypeVar("_Number", int, float)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|)")
_SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Limit:
    """At most `amount` in each span of `seconds`."""

    amount: int
    seconds: float


@dataclass(frozen=True)
class Options:
    port: int
    latency: float
    faults: Faults
    retry_after: float
    retry_after_style: RetryAfter
    window: Limit | None
    token_window: Limit | None
    silent_limit: bool
    models: frozenset[str]
    """The models there are; empty when any name will do."""
    key: str
    """The API key to demand; empty when none is."""
    bad_share: float
    skill: Skill
    gold: Key
    pages: dict[str, Any]
    """What is read on an image, by its sha256."""
    dialect: Dialect
    until_stdin_closes: bool


def parse(arguments: Sequence[str] | None = None) -> Options:
    parser = _parser()
    given = parser.parse_args(arguments)
    shares = dict(given.fault) | {name: share for name in ("truncate", "refuse") if (share := getattr(given, name))}
    try:
        faults = Faults(shares, seed=given.seed)
        gold = read_key(given.key_file) if given.key_file else Key()
        pages = read_pages(given.page_file) if given.page_file else {}
    except (ValueError, OSError) as error:
        parser.error(str(error))
    return Options(
        port=given.port,
        latency=given.latency,
        faults=faults,
        retry_after=given.retry_after,
        retry_after_style=given.retry_after_style,
        window=given.window,
        token_window=given.token_window,
        silent_limit=given.silent_limit,
        models=frozenset(given.model),
        key=given.key,
        bad_share=given.bad_share,
        skill=Skill(dict(given.accuracy), dict(given.accuracy_target), given.unsteady, given.unparsable),
        gold=gold,
        pages=pages,
        dialect=given.dialect,
        until_stdin_closes=given.until_stdin_closes,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.far_end.chat",
        description="An OpenAI-compatible endpoint for tests: prints its URL, then serves until it is killed.",
        epilog="faults: " + "; ".join(f"{name}: {meaning}" for name, meaning in FAULTS.items()).replace("%", "%%"),
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one (default)")
    add("--latency", type=_duration, default=0.0, metavar="200ms", help="between a request and its answer")
    add("--fault", type=_named(float), action="append", default=[], metavar="500=0.05", help="share of a fault")
    add("--truncate", type=float, default=0.0, metavar="0.02", help="the same as --fault truncate=0.02")
    add("--refuse", type=float, default=0.0, metavar="0.01", help="the same as --fault refuse=0.01")
    add("--seed", type=int, default=0, help="of the faults")
    add("--retry-after", type=_duration, default=1.0, metavar="1s", help="what the fault 429 tells the client")
    add("--retry-after-style", choices=get_args(RetryAfter), default="seconds", help="header that a 429 carries")
    add("--window", type=_limit, metavar="1000/10s", help="requests in a fixed span; 429 beyond")
    add("--token-window", type=_limit, metavar="90000/60s", help="tokens, of prompt and answer, in a fixed span")
    add("--silent-limit", action="store_true", help="no x-ratelimit headers; a 429 still carries Retry-After")
    add("--model", action="append", default=[], metavar="NAME", help="a model there is; any, when none is named")
    add("--key", default="", help="API key to demand")
    add("--bad-share", type=float, default=0.2, metavar="0.2", help="share of translations with a defect")
    add("--accuracy", type=_named(float), action="append", default=[], metavar="MODEL=0.7", help="on choice questions")
    add(
        "--accuracy-target", type=_named(float), action="append", default=[], metavar="MODEL=0.7", help="in translation"
    )
    add("--unsteady", type=float, default=0.0, metavar="0.1", help="share of questions answered by the options' order")
    add("--unparsable", type=float, default=0.0, metavar="0.02", help="share of choice questions answered in no letter")
    add("--key-file", type=Path, metavar="JSONL", help='right letters: {"question": ..., "answer": "C"} a line')
    add("--page-file", type=Path, metavar="JSONL", help='pages: {"image": sha256, "answer": {...}} a line')
    add("--dialect", choices=get_args(Dialect), default="openai", help="the server it speaks like")
    add("--until-stdin-closes", action="store_true", help="stop when the process that holds our stdin is gone")
    return parser


def _duration(text: str) -> float:
    found = _DURATION.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: write 200ms, 1.5s or 1m")
    return float(found[1]) * _SECONDS[found[2]]


def _limit(text: str) -> Limit:
    amount, slash, span = text.partition("/")
    if not slash or not amount.isdecimal() or not int(amount):
        raise argparse.ArgumentTypeError(f"{text!r} is no limit: write 1000/10s")
    return Limit(int(amount), _duration(span))


def _named(kind: Callable[[str], _Number]) -> Callable[[str], tuple[str, _Number]]:
    def read(text: str) -> tuple[str, _Number]:
        name, _, value = text.rpartition("=")
        if not name:
            raise argparse.ArgumentTypeError(f"{text!r} has no name: write NAME=0.05")
        return name, kind(value)

    return read
