"""What was on the screen at each moment, as the page itself saw it, beside what the journal then says."""

from __future__ import annotations

from playwright.sync_api import Page

from schemas.decisions import read_decisions
from schemas.workspace import Workspace

VIEWER = ".iso-viewer[data-item]"

# Notes, at every key that goes down, which item is shown; before anything of the application's sees the key.
NOTE_KEYS = """
window.pressed = JSON.parse(sessionStorage.pressed || "[]");
window.addEventListener("keydown", (event) => {
  const shown = document.querySelector(".iso-viewer[data-item]");
  window.pressed.push([event.key, shown && shown.dataset.item, performance.timeOrigin + event.timeStamp]);
  sessionStorage.pressed = JSON.stringify(window.pressed);
}, true);
"""


def item_on(page: Page) -> str | None:
    return page.evaluate("document.querySelector('.iso-viewer[data-item]')?.dataset.item")


def wait_for_item(page: Page, item: str) -> None:
    page.wait_for_selector(f'.iso-viewer[data-item="{item}"]')
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing of the item before is left: one field to fix in, one to note in."""
    page.wait_for_function(
        "[...document.querySelectorAll('textarea')].filter((field) => field.offsetParent).length === 1"
    )


def open_page(page: Page, address: str) -> str:
    """Load, wait for an item; returns its name."""
    page.goto(address)
    page.wait_for_selector(VIEWER)
    settle(page)
    return item_on(page) or ""


def keys_noted(page: Page, keys: str) -> list[tuple[str, str]]:
    """Key and item shown, for every press of one of the keys."""
    return [(key, item) for key, item, _ in page.evaluate("window.pressed") if key in keys]


def verdicts(workspace: Workspace) -> list[tuple[str, str]]:
    """Item and verdict of every row of the journal, in order."""
    return [(row.item, row.verdict) for row in read_decisions(workspace.decisions)]


def name(number: int, language: str = "ko") -> str:
    return f"gsm8k-en-{language}-{number:04}"
