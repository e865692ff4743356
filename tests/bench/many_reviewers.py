"""Ten reviewers at once beside a draft. Some five minutes.

    python -m tests.bench.many_reviewers [--decisions 20]

Two browsers and eight people without one, who speak to the server as a browser does, decide every three seconds each;
a server, a far end and a draft that commits answers run on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, Page, async_playwright

from schemas.decisions import read_decisions, verify_chain, write_decisions
from schemas.invitations import sign
from schemas.people import Private, invite
from tests.bench.review import TIMED, drafting, seconds
from tests.bench.socket_reviewer import SocketReviewer
from tests.bench.table import Figure, figures_table, machine
from tests.browser.serving import Served, serving
from tests.review_world import a_decision

BROWSERS, SOCKETS = 2, 8
REVIEWERS = BROWSERS + SOCKETS
SECONDS_A_DECISION = 3.0


async def with_browser(browser: Browser, served: Served, number: int, decisions: int) -> list[float]:
    """Milliseconds from each key to the frame that shows the next item, of one person with a browser of their own."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(120_000)
    page = await context.new_page()
    await page.goto(_link(served, number))
    await page.wait_for_selector(".iso-viewer[data-item]")
    return await _at_a_persons_pace(lambda: _pressed(page), number, decisions)


async def with_socket(served: Served, number: int, decisions: int) -> list[float]:
    """Milliseconds from each press to the end of the script run that sent the next item."""
    async with SocketReviewer(served.url, _link(served, number)) as reviewer:
        return await _at_a_persons_pace(reviewer.accept, number, decisions)


def _link(served: Served, number: int) -> str:
    folder = served.workspace.people
    person = invite(folder, f"person-{number}", role=None, languages={}, private=Private())
    return f"{served.url}/enter/{sign(folder, person, 'link', expires=int(time.time()) + 3600)}"


async def _at_a_persons_pace(decide: Callable[[], Awaitable[float]], number: int, decisions: int) -> list[float]:
    await asyncio.sleep(SECONDS_A_DECISION * number / REVIEWERS)
    took = []
    for _ in range(decisions):
        took.append(await decide())
        await asyncio.sleep(max(0.0, SECONDS_A_DECISION - took[-1] / 1000))
    return took


async def _pressed(page: Page) -> float:
    await page.evaluate(TIMED)
    await page.keyboard.press("1")
    await page.wait_for_function("window.isoTook !== null", timeout=60_000)
    took: float = await page.evaluate("window.isoTook")
    return took


async def writing(folder: Path, times: int) -> list[float]:
    """Milliseconds of one write a second to a journal on the same disk, while the draft commits its answers."""
    took = []
    for number in range(times):
        one = [a_decision(number + 1, "accept", "ana", item=f"gsm8k-en-ko-{number:06}")]
        took.append(1000 * await asyncio.to_thread(seconds, lambda one=one: write_decisions(folder / "own", one)))
        await asyncio.sleep(1)
    return took


class AtOnce(NamedTuple):
    """Milliseconds that each waited for."""

    browsers: list[float]
    sockets: list[float]
    writes: list[float]


async def at_once(served: Served, decisions: int) -> AtOnce:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        people = [with_browser(browser, served, number, decisions) for number in range(BROWSERS)]
        people += [with_socket(served, number, decisions) for number in range(BROWSERS, REVIEWERS)]
        writes, *took = await asyncio.gather(writing(served.workspace.root, 3 * decisions), *people)
    return AtOnce(_joined(took[:BROWSERS]), _joined(took[BROWSERS:]), writes)


def _joined(lists: list[list[float]]) -> list[float]:
    return [one for each in lists for one in each]


def ten_at_once(folder: Path, decisions: int) -> list[Figure]:
    with drafting(folder) as workspace, serving(workspace) as served:
        took = asyncio.run(at_once(served, decisions))
    kept = Counter((row.annotator, row.item) for row in read_decisions(workspace.decisions))
    verify_chain(workspace.decisions)
    what = f"{BROWSERS} browsers, {SOCKETS} sockets, {decisions} decisions each, beside a draft"
    both = took.browsers + took.sockets
    return [
        Figure(what, "browsers, key to next item, p50, ms", statistics.median(took.browsers), timed=True),
        Figure(what, "browsers, key to next item, p95, ms", _p95(took.browsers), at_most=1500, timed=True),
        Figure(what, "sockets, press to next item, p95, ms", _p95(took.sockets), at_most=1500, timed=True),
        Figure(what, "all ten, p95, ms", _p95(both), at_most=1500, timed=True),
        Figure(what, "decisions lost", REVIEWERS * decisions - len(kept), exactly=0),
        Figure(what, "decisions doubled", sum(kept.values()) - len(kept), exactly=0),
        Figure(what, "journal write, p95, ms", _p95(took.writes), at_most=250, timed=True),
    ]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many_reviewers", description=__doc__)
    parser.add_argument("--decisions", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = ten_at_once(Path(folder), given.decisions)
    print(f"{machine()}\n{figures_table(figures)}")  # noqa: T201
    sys.exit(any(not figure.held for figure in figures))


if __name__ == "__main__":
    main()
