"""Articles of Wikinews that exist in several languages, through MediaWiki's API: their links say what is one event.

    allpages with language links   ->  2876 "Bridge falls": es "Se hunde un puente", ru "Обрушился мост"
    extracts of each               ->  three articles of event wikinews-en-2876

A list of sources follows the article under a heading, so what stands from the first heading on is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from crawlers.clusters.articles import clean_text, iso_date
from crawlers.news.ledger import Ledger, NewsArticle
from crawlers.news.polite import PoliteClient
from schemas.faults import Fault

ADDRESS = "https://{language}.wikinews.org/w/api.php"
PAGES_A_LISTING = 10
"""So few that the links of all of them come with one answer."""
_HEADING = re.compile(r"^=+[^=\n]+=+\s*$", re.MULTILINE)
_ALWAYS = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "5"}


class WikinewsError(Fault):
    """Wikinews gives no listing; the message says why."""


class Linked(NamedTuple):
    """One event: the titles of its articles by language."""

    event: str
    titles: dict[str, str]


def crawl_wikinews(
    languages: Sequence[str], client: PoliteClient, ledger: Ledger, *, limit: int | None = None, address: str = ADDRESS
) -> Iterator[NewsArticle]:
    """Articles of at most `limit` events that the first of the languages and another one report.

    Each is kept before it is yielded; what the ledger knows is not asked for. Raises `WikinewsError`.
    """
    for linked in islice(events(languages, client, address=address), limit):
        for language, title in linked.titles.items():
            if not ledger.settled(f"{language}:{title}"):
                article = _page(linked.event, language, title, client, address=address)
                ledger.keep(article)
                yield article


def events(languages: Sequence[str], client: PoliteClient, *, address: str = ADDRESS) -> Iterator[Linked]:
    """Articles in the first language with those in the others that they link to, in the order of their titles."""
    first, *others = languages
    listing = {
        "generator": "allpages", "gapnamespace": "0", "gapfilterlanglinks": "withlanglinks",
        "gaplimit": str(PAGES_A_LISTING), "prop": "langlinks", "lllimit": "500",
    }  # fmt: skip
    following: dict[str, str] = {}
    while True:
        answer = _asked(client, address.format(language=first), {**listing, **following})
        if isinstance(answer, str):
            raise WikinewsError(f"Wikinews in {first} gives no list of articles ({answer}): try again later")
        for page in answer.get("query", {}).get("pages", []):
            linked = {link["lang"]: link["title"] for link in page.get("langlinks", []) if link["lang"] in others}
            if linked:
                yield Linked(f"wikinews-{first}-{page['pageid']}", {first: page["title"], **linked})
        following = answer.get("continue", {})
        if not following:
            return


def _page(event: str, language: str, title: str, client: PoliteClient, *, address: str) -> NewsArticle:
    asked = {
        "titles": title, "redirects": "1", "prop": "extracts|info|revisions", "explaintext": "1",
        "exsectionformat": "wiki", "inprop": "url", "rvlimit": "1", "rvdir": "newer", "rvprop": "timestamp",
    }  # fmt: skip
    answer = _asked(client, address.format(language=language), asked)
    if isinstance(answer, str):
        return NewsArticle(key=f"{language}:{title}", fault=answer)
    (page,) = answer["query"]["pages"]
    text = clean_text(_HEADING.split(page.get("extract", ""), maxsplit=1)[0])
    return NewsArticle(
        key=f"{language}:{title}",
        fault="" if text else "no article on the page",
        event=event,
        language=language,
        title=title,
        text=text,
        date=iso_date(page.get("revisions", [{"timestamp": ""}])[0]["timestamp"]),
        url=page.get("fullurl", ""),
    )


def _asked(client: PoliteClient, address: str, parameters: dict[str, str]) -> dict[str, Any] | str:
    """The API's answer, or why there is none."""
    fetched = client.call(f"{address}?{urlencode({**_ALWAYS, **parameters})}")
    if fetched.fault:
        return fetched.fault
    try:
        answer = json.loads(fetched.body)
    except ValueError:
        return "no JSON"
    if not isinstance(answer, dict) or "error" in answer:
        return str(answer["error"].get("info", "an error")) if isinstance(answer, dict) else "no object"
    return answer
