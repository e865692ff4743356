"""How well translations are told from reports written independently, by pair of languages.

    python -m tests.bench.premise_pairs NTREX_FOLDER ITN_JSON [--write annotate/translation_recall.toml]

NTREX_FOLDER is the unpacked NTREX-128 (123 news documents and their human translations), ITN_JSON the ITN corpus
(events as the Wikipedias report them, each in its own words). Prints the Markdown tables of `docs/premise-pairs.md`.

    translations      a document of NTREX in two languages
    openings          its first one to three sentences in two languages: as short as ITN's reports
    reports           an event of ITN in two languages; some Wikipedias do translate, so precision is a lower bound
    halves            the first half of a document in one language, the second in the other: one event, nothing shared
    contained         the first half in one language, the whole in the other: the half adds nothing
    overlapping       the first two thirds in one language, the last two in the other: each adds a half

Thresholds are chosen on half of the documents and events, drawn by a seed, and every figure is of the other half.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from annotate.parallel_documents import Likeness, likeness
from annotate.sentence_embedding import ENCODER, encode
from builders.clusters import clusters, primary_language
from builders.premise_pairs import candidates, is_translation, sentence_vectors
from crawlers.clusters.itn import read_itn
from crawlers.clusters.ntrex import read_ntrex
from schemas.digest import fraction
from schemas.inference import Document
from schemas.premise_criteria import PairCriteria
from tests.bench.card_labels import Share
from tests.bench.table import markdown

TRAINED_ON = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh-CN")
ALSO_TRIED = ("fa", "fi", "id", "ms", "nb", "ro", "sv", "uk")
"""Languages that the encoder was not trained on and that news corpora have."""
SEED = 6
COUNTERPARTS = (0.35, 0.4, 0.45, 0.5, 0.55)
SIMILARITIES = tuple(round(0.5 + step / 50, 2) for step in range(16))
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)


class Case(NamedTuple):
    """Two texts, what they are to each other, and how alike they were found at each threshold for sentences."""

    kind: str
    event: str
    languages: tuple[str, str]
    by_counterpart: dict[float, Likeness]

    @property
    def for_choosing(self) -> bool:
        return fraction(SEED, self.event) < 0.5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("itn", type=Path)
    parser.add_argument("--write", type=Path)
    named = parser.parse_args()
    cases = [*ntrex_cases(named.ntrex), *itn_cases(named.itn)]
    trained = {primary_language(tag) for tag in TRAINED_ON}
    known = [case for case in cases if set(case.languages) <= trained]
    criteria = chosen([case for case in known if case.for_choosing])
    reported = [case for case in cases if not case.for_choosing]
    tables = (
        f"Chosen on one half: {criteria.model_dump_json(include={'counterpart', *DECISIVE})}",
        overall([case for case in reported if set(case.languages) <= trained], criteria),
        adding(known, criteria),
        by_languages(reported, criteria),
    )
    sys.stdout.write("\n\n".join(tables) + "\n")
    if named.write:
        named.write.write_text(recall_toml(reported, criteria), encoding="utf-8")


ADDING = ("contained", "overlapping")
DECISIVE = ("translation_similarity", "translation_aligned")


def ntrex_cases(folder: Path) -> Iterator[Case]:
    """Translations, openings and halves of every document in every two languages."""
    documents = clusters("ntrex", read_ntrex(folder, languages=(*TRAINED_ON, *ALSO_TRIED))).documents
    vectors = sentence_vectors(documents, encode)
    for one, other in candidates(documents):
        rows = vectors[one.document], vectors[other.document]
        yield _case("translations", one, other, *rows)
        # The sentences are cut anew in each language, so a count of them is only about the same stretch of text.
        first = 1 + int(3 * fraction(SEED, one.event, "opening"))
        if len(rows[0]) == len(rows[1]):
            yield _case("openings", one, other, rows[0][:first], rows[1][:first])
        yield from _parts(one, other, *rows)


def _parts(one: Document, other: Document, rows: np.ndarray, columns: np.ndarray) -> Iterator[Case]:
    shorter = min(len(rows), len(columns))
    if half := shorter // 2:
        yield _case("halves", one, other, rows[:half], columns[-half:])
    if shorter >= 2 * PairCriteria(encoder=ENCODER).shortest:
        yield _case("contained", one, other, rows[: len(rows) // 2], columns)
        yield _case("overlapping", one, other, rows[: 2 * len(rows) // 3], columns[len(columns) // 3 :])


def itn_cases(path: Path) -> Iterator[Case]:
    wanted = {primary_language(tag) for tag in (*TRAINED_ON, *ALSO_TRIED)} | {"no"}
    documents = [
        document
        for document in clusters("itn", read_itn(path)).documents
        if primary_language(document.language) in wanted
    ]
    vectors = sentence_vectors(documents, encode)
    for one, other in candidates(documents):
        yield _case("reports", one, other, vectors[one.document], vectors[other.document])


def _case(kind: str, one: Document, other: Document, rows: np.ndarray, columns: np.ndarray) -> Case:
    languages = sorted(primary_language(document.language).replace("nb", "no") for document in (one, other))
    found = {threshold: likeness(rows, columns, counterpart=threshold) for threshold in COUNTERPARTS}
    return Case(kind, one.event, (languages[0], languages[1]), found)


def chosen(cases: list[Case]) -> PairCriteria:
    """The thresholds with the best recall of translations and openings less the false alarms on reports and halves."""
    grid = [
        PairCriteria(
            encoder=ENCODER, counterpart=counterpart, translation_similarity=similarity, translation_aligned=aligned
        )
        for counterpart, similarity, aligned in product(COUNTERPARTS, SIMILARITIES, SHARES)
    ]
    kinds = {kind: [case for case in cases if case.kind == kind] for kind in ("translations", "reports", "halves")}
    return max(grid, key=lambda criteria: _gain({kind: found(of, criteria) for kind, of in kinds.items()}))


def _gain(shares: dict[str, Share]) -> float:
    return 2 * shares["translations"].value - shares["reports"].value - shares["halves"].value


def found(cases: Iterable[Case], criteria: PairCriteria) -> Share:
    """How many are taken for translations."""
    taken = [is_translation(case.by_counterpart[criteria.counterpart], criteria) for case in cases]
    return Share(sum(taken), len(taken))


def overall(cases: list[Case], criteria: PairCriteria) -> str:
    rows = [["texts", "pairs", "taken for translations", "95 % interval"]]
    for kind in ("translations", "openings", "reports", "halves"):
        share = found((case for case in cases if case.kind == kind), criteria)
        rows.append([kind, f"{share.of:,}", f"{share.value:.3f}", interval(share)])
    return markdown(rows)


def adding(cases: list[Case], criteria: PairCriteria) -> str:
    """How often each document is held to add something, by the share of new sentences asked for, on either half."""
    rows = [["new sentences", *(f"{kind}, {half}" for kind in ADDING for half in ("choosing", "reported"))]]
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        shares = [
            np.mean([min(case.by_counterpart[criteria.counterpart][2:]) >= least for case in cases
                     if case.kind == kind and case.for_choosing == choosing])
            for kind in ADDING for choosing in (True, False)
        ]  # fmt: skip
        rows.append([f"{least:.2f}", *(f"{share:.3f}" for share in shares)])
    return markdown(rows)


def by_languages(cases: list[Case], criteria: PairCriteria) -> str:
    """Recall on translations, and precision if translations and reports came in equal numbers."""
    rows = [["languages", "translations", "recall", "95 % interval", "reports", "false alarms", "precision"]]
    for languages, kinds in sorted(_by_languages(cases).items()):
        recall, alarms = (found(kinds[kind], criteria) for kind in ("translations", "reports"))
        precision = recall.value / (recall.value + alarms.value) if alarms.of and recall.hits else None
        rows.append([
            "-".join(languages), str(recall.of), f"{recall.value:.2f}", interval(recall), str(alarms.of),
            f"{alarms.value:.2f}" if alarms.of else "", "" if precision is None else f"{precision:.2f}",
        ])  # fmt: skip
    return markdown(rows)


def recall_toml(cases: list[Case], criteria: PairCriteria) -> str:
    """The table that the builder reads: recall by pair of languages, with what it was measured by."""
    lines = [
        "# Share of NTREX-128's translations that are found in each pair of languages; made by",
        "# python -m tests.bench.premise_pairs NTREX_FOLDER ITN_JSON --write annotate/translation_recall.toml",
        "",
        f'encoder = "{criteria.encoder}"',
        f"counterpart = {criteria.counterpart}",
        *(f"{name} = {getattr(criteria, name)}" for name in DECISIVE),
        "",
        "[recall]",
    ]
    for languages, kinds in sorted(_by_languages(cases).items()):
        lines.append(f"{'-'.join(languages)} = {found(kinds['translations'], criteria).value:.3f}")
    return "\n".join(lines) + "\n"


def _by_languages(cases: Iterable[Case]) -> dict[tuple[str, str], dict[str, list[Case]]]:
    grouped: dict[tuple[str, str], dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        grouped[case.languages][case.kind].append(case)
    return {languages: kinds for languages, kinds in grouped.items() if kinds["translations"]}


def interval(share: Share) -> str:
    low, high = share.interval
    return f"{low:.3f} to {high:.3f}"


if __name__ == "__main__":
    main()
