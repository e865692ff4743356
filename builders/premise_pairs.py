"""Premise pairs: two documents of one event in two languages, independent of each other (CDCL-NLI, appendix A.1).

The paper asks that a pair be on the same event, in two distinct languages, written independently and not translations
of each other, and that each document add something; it does not say how that was seen to. Here each is a number with a
threshold (`schemas/premise_criteria.py`), and the pairs are drawn so that events and pairs of languages are as even as
the documents allow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from annotate.inference.discourse_units import sentences
from annotate.parallel_documents import Likeness, likeness
from annotate.sentence_embedding import Encoder, Vectors
from annotate.translation_recall import Recall, measured_recall
from builders.clusters import named, primary_language
from schemas.digest import fraction
from schemas.inference import Document, PremisePair
from schemas.premise_criteria import PairCriteria
from schemas.records import Refusal

MAY_BE_TRANSLATION = "may be a translation"
UNSURE = "translations are not found reliably in this pair of languages"
TOO_SHORT = "too short to tell what each adds"


class Pairing(NamedTuple):
    """What became of all pairs of documents of one event in two languages."""

    pairs: list[PremisePair]
    """Those drawn, by name."""
    refusals: list[Refusal]
    not_drawn: int
    """Pairs that would do, beyond what was asked for an event."""


class LanguagePairCount(NamedTuple):
    """One cell of the table of language pairs."""

    language1: str
    language2: str
    pairs: int
    events: int


def premise_pairs(documents: Sequence[Document], *, vectors: Mapping[str, Vectors], criteria: PairCriteria) -> Pairing:
    """Judge every pair of documents of an event, and draw; the order of the documents changes nothing.

    `vectors` holds the sentence vectors of each document by its name.
    """
    fit: list[PremisePair] = []
    refusals: list[Refusal] = []
    recall = measured_recall(criteria)
    for one, other in candidates(documents):
        judged = judge(one, other, vectors[one.document], vectors[other.document], criteria=criteria, recall=recall)
        if isinstance(judged, Refusal):
            refusals.append(judged)
        else:
            fit.append(judged)
    translated = {document.document for document in documents if document.origin == "translation"}
    drawn = draw(fit, per_event=criteria.per_event, seed=criteria.seed, translated=translated)
    return Pairing(sorted(drawn, key=lambda pair: pair.pair), refusals, len(fit) - len(drawn))


def candidates(documents: Iterable[Document]) -> Iterable[tuple[Document, Document]]:
    """Every two documents of an event in two languages, once, the language first in the alphabet first."""
    by_event: dict[str, list[Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda document: (document.language, document.document)):
        by_event[document.event].append(document)
    for _event, group in sorted(by_event.items()):
        for one, other in combinations(group, 2):
            if primary_language(one.language) != primary_language(other.language):
                yield one, other


def sentence_vectors(documents: Sequence[Document], encode: Encoder) -> dict[str, Vectors]:
    """The vectors of each document's sentences, by its name; one call of the encoder."""
    texts: list[str] = []
    ends: list[int] = []
    for document in documents:
        texts += [document.text[start:end] for start, end in sentences(document.text, document.language)]
        ends.append(len(texts))
    rows = encode(texts)
    starts = [0, *ends][:-1]
    return {document.document: rows[start:end] for document, start, end in zip(documents, starts, ends, strict=True)}


def draw(
    pairs: Sequence[PremisePair], *, per_event: int | None, seed: int, translated: Collection[str] = ()
) -> list[PremisePair]:
    """At most so many pairs an event, one event after the other in rounds, of the scarcest pair of languages so far.

    A pair with one of the documents that are `translated` comes after those as they were published, and takes no place
    from them. Chance, seeded, decides the order of the events and between pairs that are equally scarce.
    """
    if per_event is None:
        return list(pairs)
    by_event: dict[str, list[PremisePair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: fraction(seed, pair.pair)):
        by_event[pair.event].append(pair)
    taken: Counter[tuple[str, str]] = Counter()
    drawn: list[PremisePair] = []
    events = sorted(by_event, key=lambda event: fraction(seed, event))
    for _round in range(per_event):
        for event in events:
            if not by_event[event]:
                continue
            scarcest = min(
                by_event[event],
                key=lambda pair: (
                    pair.document1 in translated or pair.document2 in translated,
                    taken[_languages(pair)],
                ),
            )
            by_event[event].remove(scarcest)
            taken[_languages(scarcest)] += 1
            drawn.append(scarcest)
    return drawn


def language_pair_table(pairs: Iterable[PremisePair]) -> list[LanguagePairCount]:
    """Pairs and events of each pair of languages, the largest first."""
    events: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in pairs:
        events[_languages(pair)].append(pair.event)
    counts = [LanguagePairCount(*languages, len(of), len(set(of))) for languages, of in events.items()]
    return sorted(counts, key=lambda count: (-count.pairs, count.language1, count.language2))


def judge(
    one: Document, other: Document, rows: Vectors, columns: Vectors, *, criteria: PairCriteria, recall: Recall
) -> PremisePair | Refusal:
    """The pair of two documents of one event, by their sentence vectors, or why they make none."""
    measured = likeness(rows, columns, counterpart=criteria.counterpart)
    found = recall(one.language, other.language)
    reliable = found is not None and found >= criteria.min_recall
    translations = is_translation(measured, criteria)
    long_enough = min(len(rows), len(columns)) >= criteria.shortest
    if criteria.translations == "refuse" and are_declared_translations(one, other):
        return _refused(one, other, "translations", "as the source says")
    if criteria.translations == "refuse" and translations and reliable:
        return _refused(one, other, "translations", _told(measured))
    if not translations and long_enough and min(measured.new1, measured.new2) < criteria.min_new:
        return _refused(one, other, "adds nothing", _told(measured))
    flags = {MAY_BE_TRANSLATION: translations, UNSURE: not reliable, TOO_SHORT: not long_enough}
    return _pair(one, other, measured, tuple(flag for flag, holds in flags.items() if holds))


def _pair(one: Document, other: Document, measured: Likeness, flags: tuple[str, ...]) -> PremisePair:
    return PremisePair(
        run=one.run,
        pair=named(one.run, one.document, other.document),
        event=one.event,
        document1=one.document,
        document2=other.document,
        language1=one.language,
        language2=other.language,
        **measured._asdict(),
        flags=flags,
    )


def is_translation(measured: Likeness, criteria: PairCriteria) -> bool:
    """Whether two documents are so alike that one is taken for a translation of the other, or both of a third."""
    return measured.similarity >= criteria.translation_similarity and measured.aligned >= criteria.translation_aligned


def are_declared_translations(one: Document, other: Document) -> bool:
    """Whether one is known to translate the other, or both the same third document."""
    originals = {document.translated_from or document.document for document in (one, other)}
    return len(originals) == 1


def _told(measured: Likeness) -> str:
    return (
        f"cosine {measured.similarity:.2f}, {measured.aligned:.0%} of the shorter document aligned, "
        f"new sentences {measured.new1:.0%} and {measured.new2:.0%}"
    )


def _refused(one: Document, other: Document, reason: str, told: str) -> Refusal:
    name = named(one.run, one.document, other.document)
    detail = f"{one.document} ({one.language}) and {other.document} ({other.language}): {told}"
    return Refusal(run=one.run, item=name, stage="pair", reason=reason, detail=detail)


def _languages(pair: PremisePair) -> tuple[str, str]:
    return pair.language1, pair.language2
