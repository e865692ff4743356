"""A snapshot of the Hub, by the real command over real HTTP against a Hub that serves real cards and misbehaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest

from tests.far_end.hub_options import SAMPLE
from tests.far_end.hub_process import hub

REALS = sorted(path.parent.name for path in SAMPLE.glob("*/README.md"))
FATES = ["gone=0.1", "renamed=0.1", "gated=0.1", "disabled=0.1", "no-card=0.1", "broken-yaml=0.1"]
OUTCOME = {"no-card": "no card", "broken-yaml": "card", "": "card"}
UNDER_WAY = 2 * (16 + 4 + 4 + 32)
"""Requests that a kill may cost: two for each answer that a thread waits for or that is on its way to the disk."""
TIMES = ("listed_at", "fetched_at", "at")


def command(server, folder, *options):
    fixed = ["--to", str(folder), "--viewer", server.url, "--json"]
    return [sys.executable, "-m", "builders", "hub", "crawl", *fixed, *options]


def environment(server, folder, **more):
    return {**os.environ, "HF_ENDPOINT": server.url, "HF_HOME": str(folder.parent / "home"), **more}


def crawl(server, folder, *options, **more):
    done = subprocess.run(
        command(server, folder, *options),
        env=environment(server, folder, **more),
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def table(folder, name):
    return pl.read_parquet(Path(folder) / f"{name}.parquet")


def timeless(folder):
    names = ("datasets", "listings", "cards", "sizes", "owners", "troubles")
    rows = {name: table(folder, name).drop(*TIMES, strict=False).sort(pl.all()).to_dicts() for name in names}
    for trouble in rows["troubles"]:
        trouble["url"] = urlsplit(trouble["url"])._replace(netloc="").geturl()
    return rows


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A crawl of all there is, with sizes, from a Hub on its good days."""
    folder = tmp_path_factory.mktemp("plain") / "snapshot"
    with hub(page_rows=20) as server:
        made = crawl(server, folder, "--all", "--sizes")
        yield folder, made, server


def test_every_card_comes_verbatim(plain):
    folder, made, _ = plain
    cards = dict(table(folder, "cards").select("dataset", "text").iter_rows())
    names = {dataset.rpartition("/")[2]: text.encode() for dataset, text in cards.items()}
    assert names == {name: (SAMPLE / name / "README.md").read_bytes() for name in REALS}
    assert made["cards"] == {"card": len(REALS)}
    assert made["complete"]


def test_the_revision_is_the_commit_that_was_listed(plain):
    folder, _, _ = plain
    datasets, cards = table(folder, "datasets"), table(folder, "cards")
    assert cards["revision"].to_list() == datasets["sha"].to_list()
    assert cards["etag"].str.len_chars().to_list() == [40] * len(REALS)


def test_rows_are_typed_and_ranked_by_downloads(plain):
    folder, _, _ = plain
    datasets, listings = table(folder, "datasets"), table(folder, "listings")
    assert datasets["downloads"].to_list() == sorted(datasets["downloads"], reverse=True)
    assert listings.rows() == [("*", rank, name) for rank, name in enumerate(datasets["dataset"], start=1)]
    nsmc = datasets.filter(pl.col("dataset").str.ends_with("nsmc")).to_dicts()[0]
    shown = ("languages", "licences", "task_ids", "size_categories", "multilinguality", "gated", "disabled")
    assert {name: nsmc[name] for name in shown} == {
        "languages": ["ko"],
        "licences": ["cc-by-2.0"],
        "task_ids": ["sentiment-classification"],
        "size_categories": ["100K<n<1M"],
        "multilinguality": ["monolingual"],
        "gated": "no",
        "disabled": False,
    }
    assert json.loads(nsmc["card_data"])["pretty_name"] == "Naver Sentiment Movie Corpus"


def test_sizes_say_whether_they_are_partial(plain):
    folder, made, _ = plain
    sizes = table(folder, "sizes")
    assert made["sizes"] == dict(sizes["outcome"].value_counts().sort("count", descending=True).iter_rows())
    nsmc = sizes.filter(pl.col("dataset").str.ends_with("nsmc")).to_dicts()[0]
    assert (nsmc["outcome"], nsmc["rows"]) == ("size", 200_000)
    assert set(sizes.filter(outcome="size")["partial"]) <= {True, False}
    assert set(sizes.filter(outcome="gone")["rows"]) == {None}


def test_an_owner_is_what_the_hub_has_a_record_of(plain):
    folder, made, _ = plain
    owners = table(folder, "owners")
    assert made["owners"] == {"owner": owners.height}
    assert set(owners["kind"]) == {"user", "organization"}
    assert set(owners["owner"]) == set(table(folder, "datasets")["owner"].drop_nulls())
    assert all(json.loads(record)["type"] == kind for record, kind in owners.select("record", "kind").iter_rows())


def test_the_same_crawl_again_asks_for_nothing_and_says_the_same(plain):
    folder, made, server = plain
    before = timeless(folder)
    server.reset()
    assert crawl(server, folder, "--all", "--sizes") == made
    assert server.stats().asked == 0
    assert timeless(folder) == before


def test_what_can_go_wrong_with_a_dataset_is_counted_by_its_reason(tmp_path):
    with hub(datasets=300, fate=FATES) as server:
        made = crawl(server, tmp_path / "snapshot", "--language", "ko")
        met = server.met("language:ko")
    expected = {}
    for fate, count in met.items():
        expected[OUTCOME.get(fate, fate)] = expected.get(OUTCOME.get(fate, fate), 0) + count
    assert made["cards"] == expected
    assert made["metadata"].get("broken") == met["broken-yaml"]
    assert made["complete"]
    troubles = table(tmp_path / "snapshot", "troubles").filter(what="card")
    assert troubles.height == sum(met[fate] for fate in ("gone", "gated", "disabled", "no-card"))
    renamed = table(tmp_path / "snapshot", "cards").filter(outcome="renamed")
    assert renamed["renamed_to"].to_list() == [f"{name}-renamed" for name in renamed["dataset"]]
    assert renamed["text"].null_count() == 0


def test_a_hub_that_fails_now_and_then_gives_the_same_snapshot(tmp_path, plain):
    folder, made, _ = plain
    with hub(page_rows=20, fault=["500=0.1", "cut=0.1", "reset=0.05"]) as server:
        again = crawl(server, tmp_path / "snapshot", "--all", "--sizes")
    assert again["cards"] == made["cards"]
    assert timeless(tmp_path / "snapshot") == timeless(folder)


def test_a_dataset_that_never_answers_does_not_hold_up_the_rest_and_is_asked_again(tmp_path):
    with hub(fate=["mute=0.05"]) as server:
        made = crawl(server, tmp_path / "snapshot", "--all", "--no-owners")
        mute = server.met()["mute"]
        assert made["cards"] == {"card": len(REALS) - mute, "no answer": mute}
        assert not made["complete"]
        server.reset()
        crawl(server, tmp_path / "snapshot", "--all", "--no-owners")
        assert server.stats().asked == mute * 5


def test_a_bad_page_is_recorded_and_the_listing_goes_on(tmp_path):
    with hub(page_rows=10, bad_page=[2]) as server:
        made = crawl(server, tmp_path / "snapshot", "--all", "--no-owners")
    assert made["listings"]["*"] == {
        "pages": 6, "bad_pages": 1, "rows": len(REALS) - 10, "bad": 0, "repeated": 0, "beyond": 0,
        "kept": len(REALS) - 10, "ends": "end",
    }  # fmt: skip
    assert not made["complete"]
    [trouble] = table(tmp_path / "snapshot", "troubles").drop("at", "url").to_dicts()
    reason = "the page is no list in JSON: it begins '<html><body>upstream error</body></html>'"
    assert trouble == {"what": "page", "outcome": "bad page", "reason": reason}


def test_the_top_and_the_cut_off_end_a_listing(tmp_path):
    with hub(page_rows=8) as server:
        top = crawl(server, tmp_path / "top", "--all", "--top", "10", "--no-cards", "--no-owners")
        assert server.stats().received["api"] == 2
        downloads = table(tmp_path / "top", "datasets")["downloads"].to_list()
        options = ["--all", "--cut-off-downloads", str(downloads[4]), "--no-cards", "--no-owners"]
        cut = crawl(server, tmp_path / "cut", *options)
    assert (top["listings"]["*"]["kept"], top["listings"]["*"]["ends"]) == (10, "top")
    assert top["cards"] == {"not asked": 10}
    assert table(tmp_path / "cut", "datasets")["downloads"].to_list() == [n for n in downloads if n >= downloads[4]]
    assert cut["listings"]["*"]["ends"] == "cut-off"


def test_a_dataset_that_two_listings_name_is_one_row_and_asked_for_once(tmp_path):
    with hub() as server:
        made = crawl(server, tmp_path / "snapshot", "--language", "ko", "--language", "ja", "--no-owners")
        assert server.stats().received["resolvers"] == made["datasets"]
    listings = table(tmp_path / "snapshot", "listings")
    assert listings.height == sum(account["kept"] for account in made["listings"].values())
    assert listings["dataset"].n_unique() == made["datasets"] < listings.height


def test_a_token_raises_the_limit_and_no_request_is_sent_beyond_it(tmp_path):
    quotas = {"quota": ["resolvers=20/1", "api=20/1"], "token_quota": ["resolvers=40/1", "api=40/1"]}
    with hub(**quotas) as server:
        began = time.monotonic()
        crawl(server, tmp_path / "anonymous", "--all", HF_TOKEN="")
        anonymous, stats = time.monotonic() - began, server.stats()
        assert (stats.beyond, stats.answered.get("429", 0)) == ({}, 0)
        server.reset()
        crawl(server, tmp_path / "token", "--all", HF_TOKEN="hf_far_end")
        assert server.stats().beyond == {}
    assert anonymous > 2


def test_a_limit_that_is_not_announced_is_learnt_from_the_refusal(tmp_path):
    with hub(quota=["resolvers=20/1"], silent_limit=True) as server:
        made = crawl(server, tmp_path / "snapshot", "--all", "--no-owners", "--concurrency", "4")
        assert made["cards"] == {"card": len(REALS)}
        assert sum(server.stats().beyond.values()) <= 3 * 4


def test_limit_takes_so_many_more_each_time(tmp_path):
    with hub() as server:
        made = crawl(server, tmp_path / "snapshot", "--all", "--no-owners", "--limit", "10")
        assert made["cards"] == {"not asked": len(REALS) - 10, "card": 10}
        made = crawl(server, tmp_path / "snapshot", "--all", "--no-owners", "--limit", "10")
        assert made["cards"] == {"not asked": len(REALS) - 20, "card": 20}
        assert server.stats().repeated == 0


@pytest.mark.parametrize(("how", "twice"), [(signal.SIGINT, 0), (signal.SIGKILL, 2 * UNDER_WAY)])
def test_a_crawl_that_was_stopped_goes_on_and_comes_out_the_same(tmp_path, how, twice):
    with hub(datasets=400, latency=0.02, page_rows=100) as server:
        crawl(server, tmp_path / "whole", "--all", "--sizes")
        whole = server.stats().asked
        server.reset()
        for share in (0.1, 0.6):
            arguments = command(server, tmp_path / "parts", "--all", "--sizes")
            with subprocess.Popen(
                arguments, env=environment(server, tmp_path / "parts"), stderr=subprocess.DEVNULL
            ) as run:
                while server.stats().asked < share * whole:
                    time.sleep(0.02)
                run.send_signal(how)
        crawl(server, tmp_path / "parts", "--all", "--sizes")
        assert server.stats().repeated <= twice
    assert timeless(tmp_path / "parts") == timeless(tmp_path / "whole")


def test_a_folder_holds_one_crawl(tmp_path):
    with hub() as server:
        crawl(server, tmp_path / "snapshot", "--language", "ko", "--no-cards", "--no-owners")
        said = crawl(server, tmp_path / "snapshot", "--language", "ja")
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "thesis.tex").touch()
        other = crawl(server, tmp_path / "other", "--language", "ja")
    assert said == (
        f"isogloss: {tmp_path / 'snapshot'} holds another snapshot (languages ('ko',), not ('ja',)): "
        "name a new folder with --to"
    )
    assert other == f"isogloss: {tmp_path / 'other'} holds other files and no snapshot: name a new folder with --to"


def test_a_word_that_is_no_language_tag_is_said_to_be_none(tmp_path):
    with hub() as server:
        said = crawl(server, tmp_path / "snapshot", "--language", "Korean")
        assert said == "isogloss: 'Korean' is no language tag: write it as the Hub does, such as ko, zh or yue"
        assert server.stats().asked == 0


def test_no_network_is_one_sentence(tmp_path):
    with hub() as server:
        said = crawl(server, tmp_path / "snapshot", "--language", "ko", HF_ENDPOINT="http://127.0.0.1:9")
    assert said.startswith("isogloss: the Hub does not answer at http://127.0.0.1:9 (")
    assert said.endswith("): look at the network or at HF_ENDPOINT and run the same again; what came is kept")
