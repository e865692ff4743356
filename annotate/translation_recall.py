"""How many translations are found in a pair of languages, as measured: what a threshold is worth there.

[recall]                     # translation_recall.toml, made by tests/bench/premise_pairs.py from NTREX-128
es-ru = 0.985
fa-ru = 0.203
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from schemas.premise_criteria import PairCriteria

_MEASURED = Path(__file__).with_name("translation_recall.toml")
_NORWEGIAN = {"nb": "no", "nn": "no"}

Recall = Callable[[str, str], float | None]
"""Share of translations that are found in a pair of languages, by their tags; None when it was not measured."""


def measured_recall(criteria: PairCriteria) -> Recall:
    """What was measured with these thresholds and this encoder; with others nothing was."""
    table = _table()
    if any(getattr(criteria, name) != value for name, value in table.items() if name != "recall"):
        return lambda _one, _other: None
    return lambda one, other: table["recall"].get("-".join(sorted((_language(one), _language(other)))))


def _language(tag: str) -> str:
    language = tag.partition("-")[0].lower()
    return _NORWEGIAN.get(language, language)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_MEASURED.read_text(encoding="utf-8"))
