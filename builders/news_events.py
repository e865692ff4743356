"""Articles of many feeds and languages grouped into events: what is near in meaning and in time.

An article joins the event whose articles it is nearest to, when their mean is near enough and the event began no more
than some days before; else it begins one. Articles come in the order of their dates, as the news did. What Wikinews
links across languages is one event already and is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from annotate.sentence_embedding import Encoder, Vectors
from builders.clusters import named
from crawlers.news.ledger import NewsArticle

NEAR = 0.5
"""Cosine to the mean of an event's articles; docs/premise-pairs.md has what it finds among ITN's events."""
DAYS = 3
LEAD = 300
"""Characters of the text that are read beside the title: news says first what it is about."""


@dataclass
class _Event:
    name: str
    began: date | None
    total: Vectors
    articles: list[NewsArticle] = field(default_factory=list)

    def cosine(self, vector: Vectors) -> float:
        return float(self.total @ vector / np.linalg.norm(self.total))


def group_news(
    articles: Sequence[NewsArticle], encode: Encoder, *, near: float = NEAR, days: int = DAYS
) -> list[NewsArticle]:
    """The articles that have a text, each with the name of its event; the same in any order of theirs."""
    whole = [article for article in articles if article.text and not article.fault]
    loose = sorted((one for one in whole if not one.event), key=lambda article: (article.date, article.key))
    vectors = encode([f"{article.title}. {article.text[:LEAD]}" for article in loose])
    found: list[_Event] = []
    for article, vector in zip(loose, vectors, strict=True):
        event = _nearest([event for event in found if _in_time(event, article, days)], vector, near)
        if event is None:
            event = _Event(named("news", article.key), _day(article), np.zeros_like(vector))
            found.append(event)
        event.total = event.total + vector
        event.articles.append(article)
    grouped = [one.model_copy(update={"event": event.name}) for event in found for one in event.articles]
    return [*(one for one in whole if one.event), *grouped]


def write_wikinews(articles: Sequence[NewsArticle], path: Path) -> None:
    """One article a line, in the layout that `crawlers/clusters/wikinews.py` reads."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in map(_row, articles))
    partial.replace(path)


def _row(article: NewsArticle) -> dict[str, str]:
    return {
        "pageid": article.event, "lang": article.language, "title": article.title, "text": article.text,
        "date": article.date, "url": article.url,
    }  # fmt: skip


def events_in(articles: Sequence[NewsArticle], *, languages: int) -> Iterator[str]:
    """Names of the events with articles in so many languages at least."""
    by_event: dict[str, set[str]] = {}
    for article in articles:
        by_event.setdefault(article.event, set()).add(article.language)
    return (event for event, found in by_event.items() if len(found) >= languages)


def _nearest(events: Sequence[_Event], vector: Vectors, near: float) -> _Event | None:
    best = max(events, key=lambda event: event.cosine(vector), default=None)
    return best if best is not None and best.cosine(vector) >= near else None


def _in_time(event: _Event, article: NewsArticle, days: int) -> bool:
    """Whether the event began so few days before; where a date is unknown it does not count."""
    day = _day(article)
    return event.began is None or day is None or abs((day - event.began).days) <= days


def _day(article: NewsArticle) -> date | None:
    try:
        return date.fromisoformat(article.date[:10])
    except ValueError:
        return None
