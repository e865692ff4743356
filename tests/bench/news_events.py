"""How well `isogloss news crawl` groups articles into events, on the events of the ITN corpus.

    python -m tests.bench.news_events ITN_JSON

Precision and recall of pairs of articles in two languages: are they put into one event, and are they of one (a Wikidata
item)? Several items of ITN may be one piece of news (a prize and its winner), so precision is a lower bound.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from annotate.sentence_embedding import Vectors, encode
from builders.clusters import clusters
from builders.news_events import group_news
from crawlers.clusters.itn import read_itn
from crawlers.news.ledger import NewsArticle
from tests.bench.card_labels import Share
from tests.bench.premise_pairs import TRAINED_ON, interval
from tests.bench.table import markdown


def main() -> None:
    languages = {tag.partition("-")[0] for tag in TRAINED_ON}
    documents = [one for one in clusters("itn", read_itn(Path(sys.argv[1]))).documents if one.language in languages]
    truth = {one.document: one.event for one in documents}
    articles = [
        NewsArticle(key=one.document, fault="", language=one.language, title=one.title, text=one.text, date=one.date)
        for one in documents
    ]
    known: dict[str, Vectors] = {}

    def remembered(texts: Sequence[str]) -> Vectors:
        if not known:
            known[""] = encode(texts)
        return known[""]

    rows = [["near", "precision", "95 % interval", "recall", "95 % interval"]]
    for near in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        found = {one.key: one.event for one in group_news(articles, remembered, near=near)}
        precision, recall = _pairs(articles, truth, found), _pairs(articles, found, truth)
        rows.append([f"{near:.2f}", f"{precision.value:.3f}", interval(precision), f"{recall.value:.3f}",
                     interval(recall)])  # fmt: skip
    sys.stdout.write(markdown(rows) + "\n")


def _pairs(articles: Sequence[NewsArticle], truth: dict[str, str], found: dict[str, str]) -> Share:
    """Of the pairs in two languages that one grouping puts together, those that the other does too."""
    together = [
        truth[one.key] == truth[other.key]
        for one, other in combinations(articles, 2)
        if one.language != other.language and found[one.key] == found[other.key]
    ]
    return Share(sum(together), len(together))


if __name__ == "__main__":
    main()
