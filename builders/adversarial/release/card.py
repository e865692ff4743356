"""The card of a release of adversarial pairs: prose from `data_cards/adversarial_release.md`, facts from the build.

A fact that is missing raises, because a card with a hole in it looks like one without. What comes from outside (names,
citations) is text and nothing else: YAML is dumped, and marks of Markdown and HTML are escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from string import Template
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from builders.adversarial.accounts import AdversarialAccounts
from builders.adversarial.release.card_tables import (
    compared_languages,
    conversion_tables,
    cost_text,
    effects_tables,
)
from builders.adversarial.release.making import made_line, pairs_table, sources_of
from builders.adversarial.release.rows import Row
from builders.adversarial.release.run_release import RunRelease
from builders.agreements import RunAgreement
from builders.card import PREVIEW, escaped, licence_id, size_category
from builders.inference_release.card_making import agreement_text
from builders.markdown import table
from builders.release_folder import folder_name
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Source


@dataclass(frozen=True)
class CardFacts:
    """What a card tells of."""

    released: Sequence[RunRelease]
    books: Sequence[AdversarialAccounts]
    """Of the runs that are released, in their order."""
    agreements: Sequence[RunAgreement]
    preview: bool

    @property
    def rows(self) -> list[Row]:
        return [row for each in self.released for rows in each.rows.values() for row in rows]

    @property
    def sources(self) -> list[Source]:
        """The benchmarks that released seeds are from, each with its own terms."""
        return list(dict.fromkeys(source for each in self.released for source in sources_of(each)))


def adversarial_card(facts: CardFacts) -> str:
    """README.md of a release."""
    template = Template((resources.files("data_cards") / "adversarial_release.md").read_text(encoding="utf-8"))
    head = yaml.safe_dump(_metadata(facts), allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n\n{template.substitute(_described(facts) | _evidence(facts) | _terms(facts))}"


def picture_path(run: AdversarialRun) -> str:
    """Where the heat map of a run's languages lies, from the card."""
    return f"images/{folder_name(run.id)}-affinity.png"


def _metadata(facts: CardFacts) -> dict[str, Any]:
    """The YAML at the head of the card, as the Hub reads it."""
    tags = _tags(facts)
    licences = sorted({licence_id(row.licence) for row in facts.rows})
    return {
        "pretty_name": _title(facts),
        "language": sorted({tag.split("-")[0].lower() for tag in tags}),
        "language_bcp47": tags,
        "license": licences[0] if len(licences) == 1 else licences,
        "multilinguality": ["translation"],
        "size_categories": [size_category(len(facts.rows))],
        "task_categories": ["question-answering"],
        "task_ids": ["multiple-choice-qa"],
        "tags": ["adversarial", "bilingual", "isogloss" if _unread(facts) else "human-reviewed"],
        "configs": [
            {"config_name": config, "data_files": [{"split": "test", "path": f"data/{config}/test-*.parquet"}]}
            for config in _configs(facts)
        ],
    }


def _configs(facts: CardFacts) -> dict[str, int]:
    return {config: len(rows) for each in facts.released for config, rows in each.rows.items() if rows}


def _described(facts: CardFacts) -> dict[str, str]:
    title = escaped(_title(facts, marked=False))
    names = ", ".join(escaped(source.name) for source in facts.sources)
    seeds = len({row.seed for row in facts.rows})
    return {
        "heading": f"# {PREVIEW}\n\n# {title}" if facts.preview else f"# {title}",
        "summary": f"{len(facts.rows):,} adversarial pairs of {seeds:,} multiple-choice questions from {names}: text "
        "that leaves the question's meaning alone was added, in English and translated. A search chose them because "
        "models were right in English and wrong in the other language.",
        "languages": ", ".join(f"`{escaped(tag)}`" for tag in _tags(facts)),
        "review_sentence": _review_sentence(facts),
        "configurations": "\n".join(f"- `{config}`: {count:,} rows" for config, count in _configs(facts).items()),
        "pairs": "\n\n".join(pairs_table(each) for each in facts.released),
        "made": "\n".join(made_line(each.run, book) for each, book in zip(facts.released, facts.books, strict=True)),
        "agreement": agreement_text(facts.agreements),
        "version": version("isogloss"),
    }


def _evidence(facts: CardFacts) -> dict[str, str]:
    found = [(each.evidence, picture_path(each.run)) for each in facts.released]
    return {
        "conversion": "\n\n".join(conversion_tables(evidence) for evidence, _picture in found),
        "effects": "\n\n".join(effects_tables(evidence) for evidence, _picture in found),
        "compared": "\n\n".join(compared_languages(evidence, picture) for evidence, picture in found),
        "cost": "\n\n".join(cost_text(evidence) for evidence, _picture in found),
    }


def _terms(facts: CardFacts) -> dict[str, str]:
    counts = Counter((row.source, row.licence) for row in facts.rows)
    licences = ", ".join(sorted({escaped(row.licence) for row in facts.rows}))
    return {
        "licence_sentence": f"The column `licence` holds each row's terms, which are those of its seed: {licences}.",
        "terms": table(
            ["Source", "Licence", "Rows"],
            [[source, licence, f"{count:,}"] for (source, licence), count in sorted(counts.items())],
        ),
        "citations": "\n".join(
            f"- {escaped(source.citation) or escaped(source.name) + ': no citation was given'}"
            for source in facts.sources
        ),
        "weaknesses": "\n".join(_weaknesses(facts)),
    }


def _title(facts: CardFacts, *, marked: bool = True) -> str:
    names = ", ".join(sorted({each.run.source.name for each in facts.released}))
    mark = f" ({PREVIEW.lower()})" if marked and facts.preview else ""
    return f"{names} adversarial bilingual pairs{mark}"


def _tags(facts: CardFacts) -> list[str]:
    return sorted({"en", *(row.language for row in facts.rows)})


def _unread(facts: CardFacts) -> int:
    return sum(row.review_state != "reviewed" for row in facts.rows)


def _review_sentence(facts: CardFacts) -> str:
    if not _unread(facts):
        return "human-reviewed: people accepted every pair."
    return f"{_unread(facts):,} of {len(facts.rows):,} pairs were read by nobody; `review_state` tells which."


def _weaknesses(facts: CardFacts) -> list[str]:
    """What is wrong with this release in particular."""
    known = []
    if facts.preview:
        known.append("- This is a preview: unread pairs are in it, and it is not fit for measuring models.")
    fallen, unknown = (sum(row.held_up is state for row in facts.rows) for state in (False, None))
    if fallen:
        known.append(f"- {fallen:,} of {len(facts.rows):,} pairs did not hold up when asked anew; see `held_up`.")
    if unknown:
        known.append(f"- Of {unknown:,} pairs it is not known whether they hold up: no held-out model was asked.")
    if any(each.run.annotators == 1 for each in facts.released):
        known.append("- One person's accept was enough, so agreement between readers cannot be measured.")
    if any("unknown" in row.licence.lower() for row in facts.rows):
        known.append("- A source came without a licence: find out its terms before you share the data.")
    return known
