"""The command line of the Hub's far end, and what it comes to."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.far_end.faults import FAULTS, Faults
from tests.far_end.hub_catalogue import FATES, Catalogue, read_reals

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "hub_cards"
ANONYMOUS = {"api": (500, 300.0), "resolvers": (3_000, 300.0), "pages": (100, 300.0)}
"""Requests and seconds of a window, as the Hub publishes them for an address without a token."""
WITH_TOKEN = {"api": (1_000, 300.0), "resolvers": (5_000, 300.0), "pages": (200, 300.0)}
"""The same for a free account."""

Quotas = dict[str, tuple[int, float]]


@dataclass(frozen=True)
class HubOptions:
    port: int
    latency: float
    """Seconds."""
    catalogue: Catalogue
    faults: Faults
    bad_pages: frozenset[int]
    """Pages of every listing, from 1, whose body never is JSON."""
    page_rows: int
    quotas: Quotas
    token_quotas: Quotas
    silent_limit: bool
    resolve_cache: bool
    until_stdin_closes: bool


def parse(arguments: Sequence[str] | None = None) -> HubOptions:
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        reals = read_reals(given.cards or [SAMPLE])
        faults = Faults(dict(given.fault), seed=given.seed)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if unknown := sorted({fate for fate, _ in given.fate} - set(FATES)):
        parser.error(f"no such fate: {', '.join(unknown)}; there are {', '.join(FATES)}")
    return HubOptions(
        port=given.port,
        latency=given.latency,
        catalogue=Catalogue(reals, given.datasets or len(reals), given.seed, dict(given.fate)),
        faults=faults,
        bad_pages=frozenset(given.bad_page),
        page_rows=given.page_rows,
        quotas=ANONYMOUS | dict(given.quota),
        token_quotas=WITH_TOKEN | dict(given.token_quota),
        silent_limit=given.silent_limit,
        resolve_cache=not given.no_resolve_cache,
        until_stdin_closes=given.until_stdin_closes,
    )


def _parser() -> argparse.ArgumentParser:
    fates = "; ".join(f"{name}: {meaning}" for name, meaning in FATES.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.far_end.hub",
        description="A Hub for tests that serves real dataset cards: prints its URL, then serves until it is killed.",
        epilog=f"fates: {fates}. Faults: {', '.join(FAULTS)}.",
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one (default)")
    add("--latency", type=float, default=0.0, metavar="0.02", help="seconds between a request and its answer")
    add("--cards", type=Path, action="append", metavar="PATH", help="folder or tar of NAME/README.md; repeatable")
    add("--datasets", type=int, metavar="5000", help="how many; more than there are cards: resampled under new ids")
    add("--seed", type=int, default=0, help="of downloads, owners, fates and faults")
    add("--fate", type=_share, action="append", default=[], metavar="gated=0.01", help="share of datasets")
    add("--fault", type=_share, action="append", default=[], metavar="500=0.05", help="share of requests")
    add("--bad-page", type=int, action="append", default=[], metavar="2", help="page of a listing that is no JSON")
    add("--page-rows", type=int, default=1000, help="the most rows a page holds")
    add("--quota", type=_quota, action="append", default=[], metavar="api=500/300", help="of those without a token")
    add("--token-quota", type=_quota, action="append", default=[], metavar="api=1000/300", help="of those with one")
    add("--silent-limit", action="store_true", help="no RateLimit headers; a 429 carries Retry-After")
    add("--no-resolve-cache", action="store_true", help="serve cards at once, without the redirect of the real Hub")
    add("--until-stdin-closes", action="store_true", help="stop when the process that holds our stdin is gone")
    return parser


def _share(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    return name, float(value)


def _quota(text: str) -> tuple[str, tuple[int, float]]:
    name, _, limit = text.partition("=")
    amount, _, seconds = limit.partition("/")
    return name, (int(amount), float(seconds))
