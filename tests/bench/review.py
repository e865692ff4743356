"""What a reviewer waits for: a key that goes down until the next item is in the page, and a workspace of 100,000 items.

    python -m tests.bench.review [--decisions 100]

Debian's Chromium on the same machine as the server, and beside them a draft that asks a far end all the while.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from playwright.sync_api import Page, sync_playwright

from review_app.catalogue import Catalogue, Wanted
from schemas.workspace import Workspace
from tests.bench.table import Figure, figures_table, machine
from tests.browser.serving import CHECKOUT, serving
from tests.browser.watching import open_page
from tests.far_end.process import far_end
from tests.review_batches import a_workspace, an_item, many_items

MANY = 100_000

# The browser's own clock, from the key event's time stamp to the frame in which the page shows another item.
TIMED = """
() => {
  const viewer = () => document.querySelector(".iso-viewer[data-item]");
  const was = viewer()?.dataset.item;
  window.isoTook = null;
  window.addEventListener("keydown", (event) => {
    const look = () => {
      if (viewer() && viewer().dataset.item !== was) window.isoTook = performance.now() - event.timeStamp;
      else requestAnimationFrame(look);
    };
    look();
  }, {capture: true, once: true});
}
"""


def press_timed(page: Page, key: str) -> float:
    """Milliseconds from a key to the next item."""
    page.evaluate(TIMED)
    page.keyboard.press(key)
    page.wait_for_function("window.isoTook !== null", timeout=20_000)
    return page.evaluate("window.isoTook")


def deciding(page: Page, decisions: int, folder: Path) -> list[Figure]:
    with drafting(folder) as workspace, serving(workspace) as served:
        open_page(page, served.url)
        press_timed(page, "1")
        took = []
        for _ in range(decisions):
            took.append(press_timed(page, "1"))
            page.wait_for_timeout(300)  # a quick reader
    percentiles = statistics.quantiles(took, n=100)
    what = f"{decisions} decisions beside a draft"
    return [
        Figure(what, "key to next item, p50, ms", percentiles[49], timed=True),
        Figure(what, "key to next item, p95, ms", percentiles[94], at_most=500, timed=True),
        Figure(what, "key to next item, max, ms", max(took), timed=True),
    ]


@contextmanager
def drafting(folder: Path) -> Iterator[Workspace]:
    """A workspace with items to read, and a draft that adds to it as long as the block lasts."""
    source = folder / "many.jsonl"
    rows = ({"question": f"Ana has {n} apples and buys one. How many?", "answer": n + 1} for n in range(20_000))
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    workspace = Workspace(folder / "drafted")
    draft = [sys.executable, "-m", "builders", "math", "draft", "--input", str(source), "--from", "en", "--to", "ko",
             "--model", "m", "--workspace", str(workspace.root), "--round-trip", "0", "--concurrency", "8"]  # fmt: skip
    with far_end(latency="200ms", bad_share=0) as server:
        own = os.environ | {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none", "HF_HOME": str(folder / "hf")}
        silent = {"cwd": CHECKOUT, "env": own, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*draft, "--limit", "500"], check=True, **silent)
        with subprocess.Popen(draft, **silent) as running:
            try:
                yield workspace
            finally:
                running.kill()


def many(page: Page, folder: Path) -> list[Figure]:
    workspace = hundred_thousand(folder / "many")
    with serving(workspace) as served:
        open_page(page, served.url)  # the first request reads the batches
        first = seconds(lambda: open_page(page, served.url))
        page.goto(f"{served.url}/?text=nothing")
        page.get_by_text("No item matches these filters.").wait_for()
        search = page.get_by_label("Search")
        search.fill(f"({MANY - 5})")
        searched = seconds(lambda: search_and_wait(page, f"gsm8k-en-ko-{MANY - 5:06}"))
        open_page(page, served.url)
        filtered = seconds(lambda: choose_finding(page))
        open_page(page, served.url)  # the cursor is out of the filter
        keys = [press_timed(page, "1") for _ in range(20)]
    what = f"{MANY:,} items, browser"
    return [
        Figure(what, "first queue, page load included, s", first, timed=True),
        Figure(what, "filter, s", filtered, at_most=1, timed=True),
        Figure(what, "search, s", searched, at_most=1, timed=True),
        Figure(what, "key to next item, p50, ms", statistics.median(keys), timed=True),
        *in_process(workspace),
    ]


def search_and_wait(page: Page, item: str) -> None:
    page.keyboard.press("Enter")
    page.wait_for_selector(f'.iso-viewer[data-item="{item}"]')


def choose_finding(page: Page) -> None:
    page.get_by_label("Finding").click()
    page.get_by_role("option", name="numbers").click()
    page.get_by_text("of 1,000 done").wait_for()


def in_process(workspace: Workspace) -> list[Figure]:
    catalogue = Catalogue(workspace.review)
    what = f"{MANY:,} items, in process"
    return [
        Figure(what, "batches read and first queue, s", seconds(lambda: queued(catalogue)), at_most=1, timed=True),
        Figure(what, "filter, s", seconds(lambda: catalogue.listing(Wanted(check="numbers"))), at_most=1, timed=True),
        Figure(what, "search, s", seconds(lambda: catalogue.listing(Wanted(text="(99995)"))), at_most=1, timed=True),
        Figure(what, "random order, s", seconds(lambda: catalogue.listing(Wanted(order="random"))), timed=True),
    ]


def queued(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.listing(Wanted())


def hundred_thousand(root: Path) -> Workspace:
    """As many items in batches of 500, each hundredth with a finding."""
    notice = {"check": "numbers", "message": "numbers lost: 2", "quotes": ["2"]}
    workspace = a_workspace(root, [])
    first = a_workspace(root, [an_item(0)]).review / "gsm8k-0001.parquet"
    row = pl.read_parquet(first)
    for batch in range(MANY // 500):
        number = pl.int_range(batch * 500, (batch + 1) * 500)
        items = pl.concat([row] * 500).with_columns(
            pl.format("gsm8k-en-ko-{}", number.cast(pl.String).str.zfill(6)).alias("item"),
            pl.format("{} ({})", pl.lit(many_items(1)[0].question), number).alias("question"),
            pl.when(number % 100 == 0).then(pl.lit([notice], dtype=row.schema["findings"])).otherwise(
                pl.col("findings")).alias("findings"),
        )  # fmt: skip
        items.write_parquet(workspace.review / f"gsm8k-{batch + 1:04}.parquet")
    return workspace


def seconds(action) -> float:
    before = time.perf_counter()
    action()
    return time.perf_counter() - before


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.review", description=__doc__)
    parser.add_argument("--decisions", type=int, default=100)
    given = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        figures = []
        for scenario in (lambda: deciding(page, given.decisions, Path(folder)), lambda: many(page, Path(folder))):
            measured = scenario()
            print(f"{machine()}\n{figures_table(measured)}", flush=True)  # noqa: T201
            figures += measured
    sys.exit(any(not figure.held for figure in figures))


if __name__ == "__main__":
    main()
