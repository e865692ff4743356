"""From articles as they came to events and their documents (CDCL-NLI, appendix A.1); every article refused, with why.

A document has text, in the language it says, that no other document has, and reports an event that another document
reports in another language. Markup is taken out and that is noted: the words were there, only the page was left around
them. A document is kept whole, however long it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotate.language import Identified, identify, matches
from crawlers.clusters.articles import Article
from crawlers.clusters.language_tags import names_a_language
from crawlers.clusters.markup import plain_text
from crawlers.rows import BadRow
from schemas.digest import canonical_json, short_digest
from schemas.inference import Document, Event
from schemas.records import Finding, Refusal

LOOKED_AT = 1500
"""Characters by which the language is told: a page that begins in one language is in it."""
FEWEST_LETTERS = 200
"""With fewer in an alphabet that languages share, names decide: ITN's Portuguese on Bagnaia reads as Italian."""

_TWO_NAMES = {"nb": "no", "tl": "fil"}
"""Codes by whose other name, of the same language, half of the sources go."""


class Clusters(NamedTuple):
    """What became of the articles: documents and refusals are as many as they were."""

    events: list[Event]
    documents: list[Document]
    findings: list[Finding]
    refusals: list[Refusal]


class LanguageRead(NamedTuple):
    """Whether a text is in the language that it is said to be in."""

    found: Identified
    confirmed: bool | None
    """None where the text does not tell."""

    @property
    def is_another(self) -> bool:
        """Whether the text surely is in another language."""
        return self.confirmed is False and (self.found.how == "script" or self.found.letters >= FEWEST_LETTERS)

    @property
    def told(self) -> str:
        return f"reads as {self.found.tag} ({self.found.confidence:.2f})"


class _Read(NamedTuple):
    """An article that may become a document, if its event is reported in another language too."""

    article: Article
    document: Document
    findings: tuple[Finding, ...]


def clusters(run: str, articles: Iterable[Article | BadRow]) -> Clusters:
    """Events and documents of a run, in the order of the articles."""
    reads, refusals = _read_all(run, articles)
    by_event: dict[str, list[_Read]] = defaultdict(list)
    for read in reads:
        by_event[read.document.event].append(read)
    groups = [group for group in by_event.values() if len(_languages(group)) > 1]
    refusals += [
        _refused(run, read.article, "event in one language", f"event {read.article.event} has {read.document.language}")
        for group in by_event.values()
        if len(_languages(group)) == 1
        for read in group
    ]
    return Clusters(
        events=[_event(run, group) for group in groups],
        documents=[document for group in groups for document in _with_originals(group)],
        findings=[finding for group in groups for read in group for finding in read.findings],
        refusals=sorted(refusals, key=lambda refusal: refusal.item),
    )


def primary_language(tag: str) -> str:
    """The language of a BCP-47 tag without script and country: `zh-TW` and `zh-CN` are both `zh`."""
    language = tag.partition("-")[0].lower()
    return _TWO_NAMES.get(language, language)


def read_language(text: str, language: str) -> LanguageRead:
    """What the beginning of a text says of the language declared."""
    found = identify(text[:LOOKED_AT])
    return LanguageRead(found, matches(found, language))


def language_finding(document: Document, read: LanguageRead) -> Iterator[Finding]:
    """That the text does not confirm its language, if it does not."""
    if read.confirmed is not True:
        yield _finding(document, "language", f"the text does not tell whether it is {document.language}, as declared")


def _read_all(run: str, articles: Iterable[Article | BadRow]) -> tuple[list[_Read], list[Refusal]]:
    """What can be read, each text once, and the rest."""
    reads: dict[str, _Read] = {}
    refusals: list[Refusal] = []
    for article in articles:
        read = _read(run, article)
        if isinstance(read, Refusal):
            refusals.append(read)
        elif (first := reads.get(_content(read.document))) is not None:
            refusals.append(_refused(run, read.article, "duplicate article", f"the same as row {first.article.number}"))
        else:
            reads[_content(read.document)] = read
    return list(reads.values()), refusals


def _read(run: str, article: Article | BadRow) -> _Read | Refusal:
    if isinstance(article, BadRow):
        return _refused(run, article, "bad row", article.detail)
    plain = plain_text(article.text)
    if not any(character.isalpha() for character in plain.text):
        return _refused(run, article, "empty article", f"event {article.event}, {article.language or 'no language'}")
    if not article.language:
        return _refused(run, article, "no language", f"event {article.event}: {plain.text[:60]}")
    if not names_a_language(article.language):
        return _refused(run, article, "no language tag", f"declared {article.language}: {plain.text[:60]}")
    read = read_language(plain.text, article.language)
    if read.is_another:
        detail = f"declared {article.language}, {read.told}: {plain.text[:60]}"
        return _refused(run, article, "wrong language", detail)
    document = _document(run, article, plain.text)
    return _Read(article, document, (*_markup(document, plain.tags), *language_finding(document, read)))


def _markup(document: Document, tags: Sequence[str]) -> Iterator[Finding]:
    if tags:
        yield _finding(document, "markup", f"markup was taken out: {', '.join(tags)}")


def _finding(document: Document, check: str, message: str) -> Finding:
    return Finding(run=document.run, item=document.document, revision=0, check=check, message=message, quotes=())


def _document(run: str, article: Article, text: str) -> Document:
    event = named(run, "event", article.event)
    return Document(
        run=run,
        document=named(run, event, article.language, article.title, text),
        event=event,
        language=article.language,
        date=article.date,
        title=plain_text(article.title).text,
        text=text,
        source=article.source,
        origin=article.origin,
        translated_from="",
        translator=article.translator,
        answer_key="",
    )


def _with_originals(group: Sequence[_Read]) -> Iterable[Document]:
    """The documents, a translation with the one document of its event that it can be of."""
    native: dict[str, list[str]] = defaultdict(list)
    for read in group:
        if read.document.origin == "native":
            native[read.document.language].append(read.document.document)
    for read in group:
        originals = native.get(read.article.translated_from, [])
        only = originals[0] if len(originals) == 1 and read.document.origin == "translation" else ""
        yield read.document.model_copy(update={"translated_from": only})


def _event(run: str, group: Sequence[_Read]) -> Event:
    """The event, with the earliest report's date where the source has none of its own."""
    first = group[0].article
    return Event(
        run=run,
        event=group[0].document.event,
        source_id=first.event,
        date=first.event_date or min((read.article.date for read in group if read.article.date), default=""),
        category=first.category,
        description=first.description,
    )


def named(run: str, *content: str) -> str:
    """`<run>-` and twelve hex digits of a digest of the content."""
    return f"{run}-{short_digest(canonical_json(list(content)))}"


def _content(document: Document) -> str:
    """What two identical articles share, whichever event or language they claim."""
    return " ".join(document.text.casefold().split())


def _languages(group: Sequence[_Read]) -> set[str]:
    return {primary_language(read.document.language) for read in group}


def _refused(run: str, row: Article | BadRow, reason: str, detail: str) -> Refusal:
    return Refusal(run=run, item=f"{run}-row-{row.number}", stage="read", reason=reason, detail=detail)
