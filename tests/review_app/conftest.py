"""What the tests of the pages share."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch):
    """AppTest puts its script in the place of `__main__`, which processes that are started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
