"""GlobeSumm (Ye et al. 2024, arXiv:2410.04087): events with their articles inside, a JSON list or one event a line.

    {"date": 20220908, "description": "...", "category": "...", "news": [
        {"lang_abbr": "ru", "lang_full": "Russian", "date": "2022-09-08", "title": "...", "article": "..."}, ...]}

An event has no identifier of its own, so it is known by a digest of its date and description.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawlers.clusters.articles import Article, article_of
from crawlers.row_files import records
from crawlers.rows import BadRow
from schemas.digest import canonical_json, short_digest

COLUMNS = {
    "event": "event", "language": "lang_abbr", "text": "article", "title": "title", "date": "date", "source": "url",
    "event_date": "event_date", "category": "category", "description": "description",
}  # fmt: skip


def read_globesumm(path: Path) -> Iterator[Article | BadRow]:
    """Articles in the file's order, numbered through all events; raises `InputError`."""
    number = 0
    for position, event in enumerate(records(path), start=1):
        news = event if isinstance(event, str) else event.get("news")
        if not isinstance(news, list) or isinstance(event, str):
            number += 1
            yield BadRow(number, news if isinstance(news, str) else f"event {position} holds no list of news")
            continue
        own = _event_columns(event)
        for report in news:
            number += 1
            yield _article(number, report, own)


def _event_columns(event: dict[str, Any]) -> dict[str, Any]:
    named = canonical_json([event.get("date"), event.get("description")])
    return {
        "event": str(event.get("id") or short_digest(named)),
        "event_date": event.get("date"),
        "category": event.get("category"),
        "description": event.get("description"),
    }


def _article(number: int, report: object, own: dict[str, Any]) -> Article | BadRow:
    if not isinstance(report, dict):
        return BadRow(number, "a report that is not a JSON object")
    spelt = "lang_abbr" if "lang_abbr" in report else "language"  # the files have the one, its description the other
    return article_of(number, {**report, **own}, {**COLUMNS, "language": spelt})
