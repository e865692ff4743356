"""People at the pages, each with a browser of their own: they come by a personal link, pass training, and decide."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from schemas.decisions import read_decisions
from schemas.training import FILE, read_training
from tests.browser.serving import Served
from tests.browser.watching import item_on, settle

PATIENCE_MS = 60_000  # a first page under load
SHOWN_AS_ADDRESSED = """
() => {
  const shown = document.querySelector(".iso-viewer[data-item]");
  if (!shown || shown.dataset.item !== new URLSearchParams(location.search).get("item")) return false;
  const inSight = [...document.querySelectorAll('[class*="st-key-accept--"]')].filter((one) => one.offsetParent);
  const own = "st-key-" + JSON.parse(shown.dataset.widgets)[0].replace(/[^a-zA-Z0-9_-]/g, "-");
  return inSight.length === 1 && inSight[0].classList.contains(own);
}
"""
"""The item of the address is the one shown, and the buttons are its own: before, a press is swallowed on purpose."""
NOTHING_LEFT = "Nothing is left for you here."


@dataclass
class Walker:
    """One person at the served pages."""

    served: Served
    page: Page

    def pass_training(self) -> None:
        """Judge every item of the batch rightly, read each explanation, and start."""
        training = read_training(self.served.workspace.root / FILE)
        assert training
        for item in training.items:
            self.page.wait_for_selector(f'.iso-viewer[data-item="{item.item}"]')
            self.button(item.reason or "Accept").click()
            self.says("Right: ")
            if item.reason == "number":
                self.picture("training")
            self.button("Result" if item is training.items[-1] else "Next item").click()
        self.says(f"Passed: {len(training.items)} of {len(training.items)} right")
        self.button("Start").click()
        expect(self.page.get_by_role("tab", name="Queue")).to_be_visible(timeout=PATIENCE_MS)

    def item(self) -> str:
        """The item that is asked about, once it is shown and a press counts."""
        self.page.wait_for_function(SHOWN_AS_ADDRESSED)
        settle(self.page)
        return item_on(self.page) or ""

    def decide(self, key: str) -> None:
        """Press a verdict's key, and wait until it is kept and the next item is there, or none is left."""
        number = self._next_number()
        self.page.keyboard.press(key)
        self._wait_for(number)

    def fix(self, text: str) -> None:
        number = self._next_number()
        self.page.locator("textarea").fill(text)
        self.page.locator("textarea").press("Control+Enter")
        self._wait_for(number)

    def picture(self, name: str) -> None:
        """A screenshot for the documentation, when PICTURES names the folder to keep it in."""
        if folder := os.environ.get("PICTURES"):
            self.page.wait_for_timeout(1500)  # tables are painted on a canvas, after their data came
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def go(self, title: str) -> None:
        """To another page, by the bar at the top."""
        self.page.get_by_role("link", name=title).click()

    def shows(self, text: str) -> None:
        """The viewer, not only the field to fix in, holds the text."""
        expect(self.page.locator(".iso-viewer", has_text=text)).to_be_visible(timeout=PATIENCE_MS)

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=label)

    def _next_number(self) -> int:
        self.item()
        return len(read_decisions(self.served.workspace.decisions)) + 1

    def _wait_for(self, number: int) -> None:
        said = re.compile(rf"saved #{number}:|{re.escape(NOTHING_LEFT)}")
        expect(self.page.get_by_text(said).first).to_be_visible(timeout=PATIENCE_MS)


def enter(browser: Browser, served: Served, link: str) -> Walker:
    """Open a personal link in a browser context that nobody else uses."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    walker = Walker(served, context.new_page())
    walker.page.goto(link)
    return walker
