"""News crawled as a guest: what robots.txt allows, at a pace, nothing twice; and grouped into events."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from annotate.sentence_embedding import encode
from builders.cli import isogloss
from builders.news_events import events_in, group_news
from crawlers.clusters.articles import Article
from crawlers.clusters.wikinews import read_wikinews
from crawlers.news.feeds import Feed, FeedError, crawl_feed
from crawlers.news.ledger import Ledger, NewsArticle, NewsLedgerError
from crawlers.news.polite import USER_AGENT, Fetched, PoliteClient
from crawlers.news.wikinews_api import crawl_wikinews
from tests.far_end.news import REPORTS, news_host


@pytest.fixture
def host():
    with news_host() as running:
        yield running


@pytest.fixture
def client():
    with PoliteClient(pause=0) as polite:
        yield polite


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "articles.jsonl") as opened:
        yield opened


def spanish(host, name, fault="", **more):
    url = f"{host.url}/es/{name}"
    return NewsArticle(key=url, fault=fault, url=url, **more)


def test_the_articles_of_a_feed_come_without_the_page_around_them_or_with_why_not(host, client, ledger):
    told = {"language": "es", "date": "2022-09-10"}
    bridge, rain, private, broken, slow = crawl_feed(Feed(f"{host.url}/es/rss", ""), client, ledger)
    assert bridge.title == "Se hunde un puente en la ciudad"
    assert bridge == spanish(host, "puente", title=bridge.title, text=bridge.text, **told)
    assert bridge.text == "\n\n".join(REPORTS["es"]["puente"][1:])
    assert (rain.language, rain.date) == ("es", "2022-09-10")
    assert private == spanish(host, "privado", "robots.txt forbids it")
    assert broken == spanish(host, "roto", "404")
    assert "Un mercado de fruta" in slow.text


def test_what_robots_txt_forbids_is_never_asked_for_and_we_say_who_we_are(host, client, ledger):
    list(crawl_feed(Feed(f"{host.url}/es/rss", "es"), client, ledger))
    assert host.asked == [
        "/robots.txt", "/es/rss", "/es/puente", "/es/lluvia", "/es/roto", "/es/lento", "/es/lento",
    ]  # fmt: skip
    assert host.agents == {USER_AGENT}


def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone_and_asked_again_next_time(client, monkeypatch):
    monkeypatch.setattr("crawlers.news.polite.LONGEST_WAIT_SECONDS", 0.0)
    with news_host(robots=None) as host:
        fault = "no answer for robots.txt (503)"
        assert client.get(f"{host.url}/es/puente") == Fetched(f"{host.url}/es/puente", b"", fault)
        assert set(host.asked) == {"/robots.txt"}
        assert not spanish(host, "puente", fault).settled


def test_what_robots_txt_forbids_where_it_was_moved_to_is_forbidden(client):
    with news_host(robots="/moved/robots.txt") as host:
        assert client.get(f"{host.url}/es/puente").fault == "robots.txt forbids it"
        assert host.asked == ["/robots.txt", "/moved/robots.txt"]


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path):
    (tmp_path / "news").write_text("a file")
    with pytest.raises(NewsLedgerError, match=r"no crawl can be kept in .*news \(File exists\): name another folder"):
        Ledger(tmp_path / "news" / "articles.jsonl")


def test_without_a_robots_txt_all_is_allowed(client):
    with news_host(robots="") as host:
        assert client.get(f"{host.url}/es/privado").fault == ""


def test_requests_to_a_host_keep_its_own_distance():
    with news_host(robots="User-agent: *\nCrawl-delay: 0.2") as host, PoliteClient(pause=0.05) as client:
        began = time.monotonic()
        for name in ("puente", "lluvia", "puente"):
            client.get(f"{host.url}/es/{name}")
        assert time.monotonic() - began >= 3 * 0.2
        assert len(host.asked) == 4


def test_a_redirect_is_followed_and_the_last_address_is_told(host, client):
    fetched = client.get(f"{host.url}/es/moved")
    assert (fetched.url, fetched.fault) == (f"{host.url}/es/puente", "")


def test_a_host_that_does_not_answer_is_a_fault_of_that_address(client, monkeypatch):
    monkeypatch.setattr("crawlers.news.polite.LONGEST_WAIT_SECONDS", 0.0)
    assert client.call("http://127.0.0.1:9/") == Fetched("http://127.0.0.1:9/", b"", "no answer (ConnectError)")


def test_a_second_crawl_asks_for_nothing_that_is_settled(host, client, tmp_path):
    with Ledger(tmp_path / "a.jsonl") as ledger:
        assert len(list(crawl_feed(Feed(f"{host.url}/es/rss", "es"), client, ledger, limit=2))) == 2
    host.asked.clear()
    with Ledger(tmp_path / "a.jsonl") as ledger:
        assert len(list(crawl_feed(Feed(f"{host.url}/es/rss", "es"), client, ledger))) == 3
        assert "/es/puente" not in host.asked
        assert list(crawl_feed(Feed(f"{host.url}/es/rss", "es"), client, ledger)) == []


def test_a_page_that_is_no_feed_is_a_fault(host, client, ledger):
    url = f"{host.url}/es/puente"
    with pytest.raises(FeedError) as raised:
        list(crawl_feed(Feed(url, "es"), client, ledger))
    assert str(raised.value) == f"{url} is neither RSS nor Atom: give the address of the feed, not of the page"


def test_a_feed_that_cannot_be_had_is_told_and_asked_for_again(host, client, ledger):
    feed = Feed(f"{host.url}/fr/feed", "fr")
    missing = NewsArticle(key=feed.url, fault="feed: 404", url=feed.url)
    assert [*crawl_feed(feed, client, ledger), *crawl_feed(feed, client, ledger)] == [missing, missing]
    assert host.asked.count("/fr/feed") == 2


# Wikinews


def test_articles_that_wikinews_links_are_one_event_without_their_sources(host, client, ledger):
    crawl = crawl_wikinews(["en", "es"], client, ledger, address=host.url + "/{language}/api.php")
    told = {"fault": "", "event": "wikinews-en-7", "date": "2022-09-10"}
    expected = [
        NewsArticle(key="en:Bridge falls", language="en", title="Bridge falls", url=f"{host.url}/en/7",
                    text="A bridge fell on Saturday.\n\nFour died.", **told),
        NewsArticle(key="es:Se hunde un puente", language="es", title="Se hunde un puente", url=f"{host.url}/es/9",
                    text="Un puente se hundió el sábado.", **told),
    ]  # fmt: skip
    assert list(crawl) == expected
    assert ledger.articles == expected
    assert "/robots.txt" not in host.asked
    assert host.asked[-1] == "/en/api.php?1"  # "Only here" is in French alone: looked up, not fetched


# The ledger


def test_a_torn_last_line_is_dropped_and_written_over(tmp_path):
    path = tmp_path / "a.jsonl"
    first, second = NewsArticle(key="a", fault="404"), NewsArticle(key="b", fault="503")
    with Ledger(path) as ledger:
        ledger.keep(first)
    with path.open("ab") as file:
        file.write(b'{"key": "b", "fau')
    with Ledger(path) as ledger:
        assert ledger.articles == [first]
        ledger.keep(second)
    with Ledger(path) as ledger:
        assert ledger.articles == [first, second]
        assert (ledger.settled("a"), ledger.settled("b"), ledger.settled("c")) == (True, False, False)


def test_a_damaged_line_in_the_middle_is_a_fault(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"key": "a"}\n{"key": "b", "fault": ""}\n')
    with pytest.raises(NewsLedgerError, match="line 1 is no article"):
        Ledger(path)


# Grouping


def article(key, language, title, date="2022-09-10", event=""):
    return NewsArticle(key=key, fault="", event=event, language=language, title=title, text=title, date=date)


def test_reports_of_one_event_meet_across_languages_and_not_across_weeks():
    articles = [
        article("a", "es", "Se hunde un puente en la ciudad"),
        article("b", "en", "A bridge collapses in the city", "2022-09-11"),
        article("c", "en", "Heavy rain floods the north of the country"),
        article("d", "en", "A bridge collapses in the city", "2022-11-01"),
        article("e", "ru", "Мост", event="wikinews-en-7"),
        NewsArticle(key="f", fault="404"),
    ]
    grouped = group_news(articles, encode)
    assert {one.key for one in grouped} == set("abcde")
    events = {one.key: one.event for one in grouped}
    assert events["a"] == events["b"]
    assert len(set(events.values())) == 4
    assert list(events_in(grouped, languages=2)) == [events["a"]]
    assert {one.key: one.event for one in group_news(articles[::-1], encode)} == events


def test_articles_without_dates_are_grouped_by_meaning_alone():
    near = {"x. x": (1.0, 0.0), "y. y": (0.6, 0.8), "z. z": (0.0, 1.0)}
    grouped = group_news(
        [article(name, "en", name, date="") for name in "xyz"],
        lambda texts: np.array([near[text] for text in texts], dtype=np.float32),
    )
    first, second, third = (one.event for one in grouped)
    assert first == second != third


# The command


def test_the_command_crawls_groups_and_goes_on(host, tmp_path):
    arguments = ["news", "crawl", "--feed", f"es={host.url}/es/rss", "--feed", f"{host.url}/en/rss", "--pause", "0",
                 "--wikinews", "en", "--wikinews", "es", "--wikinews-address", host.url + "/{language}/api.php",
                 "--to", str(tmp_path), "--json"]  # fmt: skip
    first = CliRunner().invoke(isogloss, arguments, catch_exceptions=False)
    assert json.loads(first.stdout) == {
        "fetched": 8, "articles": {"es": 4, "en": 2}, "refused": {"404": 1, "robots.txt forbids it": 1},
        "events": 4, "events_in_two_languages": 2, "clusters": str(tmp_path / "clusters.jsonl"),
    }  # fmt: skip
    again = CliRunner().invoke(isogloss, arguments, catch_exceptions=False)
    assert json.loads(again.stdout) == {**json.loads(first.stdout), "fetched": 0}
    articles = list(read_wikinews(Path(tmp_path / "clusters.jsonl")))
    assert articles[0] == Article(
        1, "wikinews-en-7", "en", "A bridge fell on Saturday.\n\nFour died.", "Bridge falls", "2022-09-10",
        f"{host.url}/en/7",
    )  # fmt: skip
    assert len(articles) == 6


@pytest.mark.parametrize("languages", [["en"], ["en", "en"]])
def test_a_crawl_of_nothing_is_a_fault(tmp_path, languages):
    wikis = [part for language in languages for part in ("--wikinews", language)]
    result = CliRunner().invoke(isogloss, ["news", "crawl", *wikis, "--to", str(tmp_path)])
    assert str(result.exception).startswith("what is to be crawled?")
