"""Articles that RSS and Atom feeds announce: the feed by feedparser, the page's text by trafilatura."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag

from crawlers.clusters.articles import clean_text, iso_date
from crawlers.clusters.language_tags import language_tag
from crawlers.news.ledger import Ledger, NewsArticle
from crawlers.news.polite import Fetched, PoliteClient
from schemas.faults import Fault

if TYPE_CHECKING:
    from trafilatura.settings import Document


class FeedError(Fault):
    """A feed gives no articles; the message says which and why."""


class Feed(NamedTuple):
    """A feed and the language it is in."""

    url: str
    language: str
    """As the user names it, or empty: then as the feed does."""


class Entry(NamedTuple):
    """What a feed announces."""

    url: str
    title: str
    date: str
    language: str


def crawl_feed(feed: Feed, client: PoliteClient, ledger: Ledger, *, limit: int | None = None) -> Iterator[NewsArticle]:
    """Articles of a feed that the ledger does not know, each kept before it is yielded; raises `FeedError`.

    A feed that cannot be had is kept as that, so that one of many does not end a crawl, and asked for again next time.
    """
    fetched = client.get(feed.url)
    if fetched.fault:
        ledger.keep(unavailable := NewsArticle(key=feed.url, fault=f"feed: {fetched.fault}", url=feed.url))
        yield unavailable
        return
    fresh = [entry for entry in feed_entries(feed, fetched.body) if not ledger.settled(entry.url)]
    for entry in fresh[:limit]:
        ledger.keep(article := read_page(entry, client.get(entry.url)))
        yield article


def feed_entries(feed: Feed, content: bytes) -> list[Entry]:
    """What the feed announces, each address once, in its order; raises `FeedError`."""
    import feedparser

    parsed = feedparser.parse(content)
    language = language_tag(feed.language or parsed.feed.get("language", ""))
    if not parsed.version:
        raise FeedError(f"{feed.url} is neither RSS nor Atom: give the address of the feed, not of the page")
    if not language:
        raise FeedError(f"the feed {feed.url} does not name its language: write it before the address, es={feed.url}")
    entries: dict[str, Entry] = {}
    for entry in parsed.entries:
        url = urldefrag(entry.get("link", "")).url
        if url:
            entries.setdefault(url, Entry(url, clean_text(entry.get("title", "")), _date(entry), language))
    return list(entries.values())


def read_page(entry: Entry, fetched: Fetched) -> NewsArticle:
    """The article on a fetched page: the feed's title and date, the page's own where it has none."""
    if fetched.fault:
        return NewsArticle(key=entry.url, fault=fetched.fault, url=entry.url)
    page = _extracted(fetched)
    title = entry.title or (page.title if page else None) or ""
    # The headline stands on the page too, and is no sentence of the report.
    text = clean_text((page.text or "").replace("\n", "\n\n")).removeprefix(f"{title}\n\n") if page else ""
    return NewsArticle(
        key=entry.url,
        fault="" if text else "no article on the page",
        language=entry.language,
        title=title,
        text=text,
        date=entry.date or iso_date((page.date if page else None) or ""),
        url=fetched.url,
    )


def _extracted(fetched: Fetched) -> Document | None:
    import trafilatura
    from trafilatura.settings import Document

    page = trafilatura.bare_extraction(
        fetched.body, url=fetched.url, with_metadata=True, include_comments=False, include_tables=False
    )
    return page if isinstance(page, Document) else None


def _date(entry: dict[str, tuple[int, ...]]) -> str:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return f"{when[0]:04}-{when[1]:02}-{when[2]:02}" if when else ""
