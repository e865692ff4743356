"""`isogloss news`: reports of the same events in several languages, from feeds and from Wikinews."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON
from schemas.faults import Fault

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from crawlers.news.ledger import Ledger, NewsArticle
    from crawlers.news.polite import PoliteClient


class NewsOptionError(Fault):
    """The options do not say what to crawl."""


@click.group()
def news() -> None:
    """News of many languages, grouped into events that premise pairs are made of."""


@news.command(
    epilog="Examples: isogloss news crawl --feed es=https://example.org/rss --feed https://example.com/atom --to news; "
    "isogloss news crawl --wikinews en --wikinews es --wikinews ru --limit 50 --to news"
)
@click.option("--feed", "feeds", multiple=True, help="Address of an RSS or Atom feed, LANGUAGE= before it; repeatable.")
@click.option("--wikinews", "wikis", multiple=True, help="Language of Wikinews; the first one's events, two at least.")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the crawl.")
@click.option("--limit", type=click.IntRange(min=1), help="So many new articles of a feed, so many events of Wikinews.")
@click.option("--pause", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds, for each host.")
@click.option("--wikinews-address", hidden=True, help="The API's address, {language} in it.")
@AS_JSON
def crawl(
    folder: Path,
    *,
    feeds: tuple[str, ...],
    wikis: tuple[str, ...],
    limit: int | None,
    pause: float,
    wikinews_address: str | None,
    as_json: bool,
) -> None:
    """Fetch articles and group them into events. Stopped at any time, the same command goes on from there.

    FOLDER/articles.jsonl is what was fetched, FOLDER/clusters.jsonl the same by events, in the layout of Wikinews.
    """
    if not feeds and len(set(wikis)) < 2:
        raise NewsOptionError("what is to be crawled? name a --feed, or --wikinews for two languages at least")
    from annotate.sentence_embedding import encode
    from builders.news_events import group_news, write_wikinews
    from crawlers.news.ledger import Ledger
    from crawlers.news.polite import PoliteClient

    with Ledger(folder / "articles.jsonl") as ledger, PoliteClient(pause=pause) as client:
        fetched = 0
        for article in _articles(feeds, wikis, limit, wikinews_address, client, ledger):
            fetched += 1
            click.echo(f"{article.fault or article.language:24} {article.key}", err=True)
        grouped = group_news(ledger.articles, encode)
        write_wikinews(grouped, folder / "clusters.jsonl")
        _tell(fetched, ledger.articles, grouped, folder, as_json=as_json)


def _articles(
    feeds: tuple[str, ...],
    wikis: tuple[str, ...],
    limit: int | None,
    address: str | None,
    client: PoliteClient,
    ledger: Ledger,
) -> Iterator[NewsArticle]:
    from crawlers.news.feeds import Feed, crawl_feed
    from crawlers.news.wikinews_api import ADDRESS, crawl_wikinews

    for feed in feeds:
        language, equals, url = feed.partition("=")
        named = Feed(url, language) if equals and "/" not in language else Feed(feed, "")
        yield from crawl_feed(named, client, ledger, limit=limit)
    if wikis:
        yield from crawl_wikinews(wikis, client, ledger, limit=limit, address=address or ADDRESS)


def _tell(
    fetched: int, articles: list[NewsArticle], grouped: list[NewsArticle], folder: Path, *, as_json: bool
) -> None:
    from builders.news_events import events_in

    languages = Counter(article.language for article in grouped)
    refused = Counter(article.fault for article in articles if article.fault)
    events, shared = (len(list(events_in(grouped, languages=least))) for least in (1, 2))
    if as_json:
        told = {
            "fetched": fetched, "articles": dict(languages), "refused": dict(refused), "events": events,
            "events_in_two_languages": shared, "clusters": str(folder / "clusters.jsonl"),
        }  # fmt: skip
        sys.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
        return
    click.echo(f"fetched now   {fetched}")
    click.echo(f"articles      {', '.join(f'{language} {count}' for language, count in sorted(languages.items()))}")
    for fault, count in sorted(refused.items()):
        click.echo(f"refused       {count}: {fault}")
    click.echo(f"events        {events}, in two languages or more {shared}")
    click.echo(f"written       {folder / 'clusters.jsonl'}")
