"""A real Chromium at the real pages. `make test-browser` runs what is here, `make test` does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import Served, serving
from tests.review_batches import a_workspace, many_items, real_items

CHROMIUM = shutil.which("chromium")


def pytest_sessionstart():
    if CHROMIUM is None:
        pytest.exit("the browser tests need Debian's Chromium: apt-get install chromium fonts-noto-cjk", returncode=1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def alike(tmp_path: Path) -> Iterator[Served]:
    """Thirty items that differ by number."""
    with serving(a_workspace(tmp_path / "alike", many_items(30))) as served:
        yield served


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Real items in six languages, for tests that decide nothing."""
    with serving(a_workspace(tmp_path_factory.mktemp("real"), real_items())) as served:
        yield served
