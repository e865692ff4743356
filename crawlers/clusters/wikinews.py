"""Wikinews in many languages, one article a line; articles that share a `pageid` report the same event.

    {"pageid": 2876, "lang": "ko", "title": "...", "text": "...", "date": "2022-10-20", "url": "https://ko.wikinews.org/...",
     "categories": ["정치", "영국"]}

The names are those of the multilingual collections of Wikinews on the Hub, and what `isogloss news crawl` writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawlers.clusters.articles import Article
from crawlers.clusters.mapped import read_mapped
from crawlers.rows import BadRow, columns_of

NEEDED = {"event": "pageid", "language": "lang", "text": "text"}
OPTIONAL = {"title": "title", "date": "date", "source": "url", "category": "categories"}


def read_wikinews(path: Path) -> Iterator[Article | BadRow]:
    """Articles in the file's order; raises `InputError`."""
    there = columns_of(path)
    return read_mapped(path, {**NEEDED, **{field: column for field, column in OPTIONAL.items() if column in there}})
