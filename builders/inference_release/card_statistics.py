"""The statistics of the paper's tables and figures, as Markdown: languages, language pairs, lengths, labels, needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean, median

from annotate.agreement.needed_documents import BY_JUDGES, BY_PEOPLE, Compared, count_needs
from annotate.audits.tokens import tokens
from builders.inference_release.rows import PremiseDocument, Row
from builders.markdown import UNDEFINED, fixed, percent, table
from builders.needs_text import COLUMNS, read_alone, same
from schemas.alone_reading import DOCUMENTS
from schemas.inference import LABELS


def statistics(rows: Sequence[Row]) -> str:
    """Everything about items whose premises have one origin."""
    documents = list(dict.fromkeys(document for row in rows for document in (row.document1, row.document2)))
    return "\n\n".join(
        [
            "**Languages** (different documents; share of the two that each item has; items by label that have one)",
            languages(rows, documents),
            "**Language pairs** (items)",
            language_pairs(rows),
            "**Length** (median and mean)",
            sizes(rows, documents),
            "**Documents an item needs**, by the judges (items)",
            needs_by_label(rows),
            *people_and_judges(rows),
        ]
    )


def languages(rows: Sequence[Row], documents: Sequence[PremiseDocument]) -> str:
    """CDCL-NLI figure 6: how often each language is one of a premise's two."""
    places = Counter(language for row in rows for language in languages_of(row))
    different = Counter(document.language for document in documents)
    labels = Counter((language, row.label) for row in rows for language in set(languages_of(row)))
    return table(
        ["Language", "Documents", "%", *LABELS],
        [
            [language, f"{different[language]:,}", percent(count / places.total())]
            + [f"{labels[language, label]:,}" for label in LABELS]
            for language, count in sorted(places.items(), key=lambda found: (-found[1], found[0]))
        ],
    )


def language_pairs(rows: Sequence[Row]) -> str:
    """The heat map as a table; a language in a row stands before the one in the column in the alphabet."""
    pairs = pair_counts(rows)
    firsts, seconds = sorted({first for first, _ in pairs}), sorted({second for _, second in pairs})
    return table(
        ["", *seconds],
        [
            [first, *(f"{pairs[first, second]:,}" if pairs[first, second] else "" for second in seconds)]
            for first in firsts
        ],
    )


def pair_counts(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Items by the languages of their documents."""
    return Counter((row.document1.language, row.document2.language) for row in rows)


def sizes(rows: Sequence[Row], documents: Sequence[PremiseDocument]) -> str:
    """Units and tokens; the paper has 80 to 120 discourse units a premise and 1,456 tokens."""
    length = {document: len(tokens(document.text)) for document in documents}
    premises = list({row.pair: row for row in rows}.values())
    return table(
        ["", "Median", "Mean"],
        [
            _spread("discourse units a document", [len(document.unit_starts) for document in documents]),
            _spread("discourse units a premise", [_units(row) for row in premises]),
            _spread("tokens a document", list(length.values())),
            _spread("tokens a premise", [length[row.document1] + length[row.document2] for row in premises]),
            _spread("tokens a hypothesis", [len(tokens(row.hypothesis)) for row in rows]),
        ],
    )


def needs_by_label(rows: Sequence[Row]) -> str:
    known = Counter((row.label, row.needs) for row in rows if row.needs is not None)
    if not known:
        return "Not known: no item was judged from each document alone by judges who agree."
    return table(
        ["Label", *BY_JUDGES], [[label, *(f"{known[label, need]:,}" for need in BY_JUDGES)] for label in LABELS]
    )


def people_and_judges(rows: Sequence[Row]) -> list[str]:
    """Documents needed by people, of a sample, against the judges'; nothing when people read both documents only."""
    read = [row for row in rows if any(said.view in DOCUMENTS for said in row.human_labels)]
    found = count_needs(len(read), (Compared(row.needs_by_people, row.needs) for row in read if row.needs_by_people))
    if found is None:
        return []
    lines = [[people, *(f"{items:,}" for items in found.line(people))] for people in BY_PEOPLE]
    head = ["By people", *(f"{judges}, by judges" for judges in COLUMNS)]
    told = f"{read_alone(found)}. Judges: {same(found)}."
    title = "**Documents an item needs**, by people who read one document alone, and by the judges (items)"
    return [title, *([table(head, lines)] if found.whole else []), told]


def languages_of(row: Row) -> tuple[str, str]:
    return row.document1.language, row.document2.language


def _units(row: Row) -> int:
    return len(row.document1.unit_starts) + len(row.document2.unit_starts)


def _spread(name: str, values: Sequence[int]) -> list[str]:
    return [name, fixed(median(values)), fixed(mean(values))] if values else [name, UNDEFINED, UNDEFINED]
