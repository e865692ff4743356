"""NTREX-128 (Federmann et al. 2022, CC BY-SA 4.0): 123 English news documents, translated by people into 128 languages.

    DOCUMENT_IDS.tsv                          bbc.381790                  one line a sentence
    NTREX-128/newstest2019-src.eng.txt        Welsh AMs worried about ... the same lines
    NTREX-128/newstest2019-ref.kor.txt        ...

The documents of a cluster are translations of each other: not for building premises, but to measure how well
translations are told from reports that were written independently (`tests/bench/premise_pairs.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from crawlers.clusters.articles import Article, clean_text
from crawlers.clusters.language_tags import language_tag
from crawlers.row_files import InputError

_FILE = re.compile(r"newstest2019-(?P<kind>src|ref)\.(?P<code>[\w-]+)\.txt")
_NO_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo", "dz", "yue"})


def read_ntrex(folder: Path, *, languages: Collection[str] = ()) -> Iterator[Article]:
    """Documents language by language, of the BCP-47 tags named or of all; raises `InputError`."""
    numbers = iter(range(1, 10**9))
    names = _lines(folder / "DOCUMENT_IDS.tsv")
    for file in sorted(folder.glob("NTREX-128/*.txt")):
        named = _FILE.fullmatch(file.name)
        tag = language_tag(named["code"]) if named else ""
        if named is None or (languages and tag not in languages):
            continue
        is_source = named["kind"] == "src"
        for name, sentences in _documents(file, names).items():
            yield Article(
                number=next(numbers),
                event=name,
                language=tag,
                text=clean_text(("" if tag.split("-")[0] in _NO_SPACES else " ").join(sentences)),
                source=name.split(".")[0],
                origin="native" if is_source else "translation",
                translated_from="" if is_source else "en",
                translator="" if is_source else "human:NTREX-128",
            )


def _documents(file: Path, names: list[str]) -> dict[str, list[str]]:
    lines = _lines(file)
    if len(lines) != len(names):
        raise InputError(f"{file} has {len(lines)} lines where DOCUMENT_IDS.tsv has {len(names)}: fetch both again")
    documents: dict[str, list[str]] = defaultdict(list)
    for name, line in zip(names, lines, strict=True):
        documents[name].append(line.strip())
    return documents


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({error}): give the folder of NTREX-128") from error
