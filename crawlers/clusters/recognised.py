"""Articles of a file whose format is told by its look: `isogloss nli draft --input FILE` alone is then enough."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

from crawlers.clusters.articles import Article
from crawlers.clusters.globesumm import read_globesumm
from crawlers.clusters.itn import read_itn
from crawlers.clusters.mapped import read_mapped
from crawlers.clusters.ntrex import read_ntrex
from crawlers.clusters.wikinews import read_wikinews
from crawlers.rows import BadRow, columns_of


def read_articles(path: Path, columns: Mapping[str, str]) -> Iterator[Article | BadRow]:
    """Articles of a file of any format, or of the folder of NTREX-128; raises `InputError`.

    Columns that are named make it a mapped file. Otherwise `news` in its rows is GlobeSumm, `pageid` Wikinews, and one
    JSON object of events the ITN corpus.
    """
    if path.is_dir():
        return read_ntrex(path)
    if not columns and _is_one_object(path):
        return read_itn(path)
    there = () if columns else columns_of(path)
    if "news" in there:
        return read_globesumm(path)
    return read_wikinews(path) if "pageid" in there else read_mapped(path, columns)


def _is_one_object(path: Path) -> bool:
    """Whether it is a `.json` whose one value is an object; rows come as a list."""
    if ".json" not in path.suffixes[-2:]:
        return False
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    except (OSError, EOFError):
        return False  # the reader of its format says what is wrong with it
    return start.startswith(b"{")
