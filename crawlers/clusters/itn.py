"""The ITN corpus (shizhao/ITN-corpus, CC BY-SA 3.0): what the Wikipedias put "in the news", by Wikidata item.

    {"Q104856": {
        "1666285232.0": {"lang": "en", "keyword": "Liz Truss", "blurb": "Amid <b><a href=...>a government ..."},
        "1666280296.0": {"lang": "pl", "keyword": "Liz Truss", "blurb": "<b>...</b> po 45 dniach urzędowania ..."}}}

A blurb is a sentence or two of HTML, written by the volunteers of that language and reworded while the news lasts. The
blurbs of an event in a language become one document, oldest first, each in its last wording.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from crawlers.clusters.articles import Article
from crawlers.clusters.language_tags import language_tag
from crawlers.clusters.markup import plain_text
from crawlers.row_files import InputError
from crawlers.rows import BadRow

REWORDED = 0.6
"""Share of the shorter blurb's pairs of characters that the other has too, from which it is the same news reworded."""

_PICTURE_NOTE = re.compile(
    r"\s?[(（](?:pictured|picturt|图|圖|на илл\.|на фот[ао]|на світлині|bilden|bildet|se bild|Bild|gambar[^()]*|photo"
    r"|foto|imagem|사진|படம்|tasvirda|na zdjęciu|kuvassa|ในภาพ|(?:در )?تصویر(?: میں)?|في الصورة|الصورة|لە وێنەکەدا)[)）]"
)
"""`(pictured)` and its like: about the page that the blurb stood on."""


class Blurb(NamedTuple):
    """One wording of one piece of news."""

    at: float
    """Unix time of its appearance."""
    language: str
    keyword: str
    text: str


def read_itn(path: Path) -> Iterator[Article | BadRow]:
    """A document for each event and language, events in the file's order; raises `InputError`."""
    number = 0
    for event, dated in _corpus(path).items():
        by_language: dict[str, list[Blurb]] = defaultdict(list)
        for at, content in dated.items() if isinstance(dated, dict) else ():
            if (blurb := _blurb(at, content)) is None:
                number += 1
                yield BadRow(number, f"event {event}: {at} holds no blurb with its language")
            else:
                by_language[blurb.language].append(blurb)
        for language, blurbs in sorted(by_language.items()):
            number += 1
            yield _article(number, event, language, sorted(blurbs))


def _corpus(path: Path) -> dict[str, object]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = json.loads(file.read())
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise InputError(f"{path} is not the JSON of an ITN corpus ({error}): fetch it again") from error
    if not isinstance(content, dict):
        raise InputError(f"{path} holds one JSON {type(content).__name__}: an ITN corpus is an object of events")
    return content


def _blurb(at: str, content: object) -> Blurb | None:
    if not isinstance(content, dict) or not re.fullmatch(r"\d+(\.\d+)?", at):
        return None
    language, keyword, blurb = (content.get(name, "") for name in ("lang", "keyword", "blurb"))
    if not (isinstance(language, str) and language and isinstance(keyword, str) and isinstance(blurb, str)):
        return None
    return Blurb(float(at), language_tag(language), keyword, _PICTURE_NOTE.sub("", plain_text(blurb).text))


def _article(number: int, event: str, language: str, blurbs: Sequence[Blurb]) -> Article:
    return Article(
        number=number,
        event=event,
        language=language,
        text="\n\n".join(blurb.text for blurb in last_wordings(blurbs) if blurb.text),
        title=blurbs[-1].keyword,
        date=datetime.fromtimestamp(blurbs[0].at, UTC).date().isoformat(),
        source=f"https://www.wikidata.org/wiki/{event}",
    )


def last_wordings(blurbs: Sequence[Blurb]) -> list[Blurb]:
    """Of blurbs in order of time those that no later one says again."""
    return [
        blurb
        for position, blurb in enumerate(blurbs)
        if not any(_overlap(blurb.text, later.text) >= REWORDED for later in blurbs[position + 1 :])
    ]


def _overlap(one: str, other: str) -> float:
    """Share of the pairs of characters of the shorter text that the other has too, in [0, 1]."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (one.casefold(), other.casefold())]
    smaller = min(map(len, pairs))
    return len(pairs[0] & pairs[1]) / smaller if smaller else 1.0
