"""The card of an inference release: prose from `data_cards/inference_release.md`, facts from the build.

A fact that is missing raises, because a card with a hole in it looks like one without. What comes from outside (names,
citations, hypotheses) is text and nothing else: YAML is dumped, and marks of Markdown and HTML are escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from string import Template
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from builders.agreements import RunAgreement
from builders.card import PREVIEW, escaped, licence_id, public, size_category
from builders.inference_accounts import InferenceAccounts
from builders.inference_release.audits import ReleaseAudits
from builders.inference_release.card_audits import audits_text, near_duplicates_text
from builders.inference_release.card_making import agreement_text, made_line, splits_table
from builders.inference_release.card_statistics import languages_of, statistics
from builders.inference_release.heat_map import picture_path
from builders.inference_release.rows import Row
from builders.inference_release.run_release import RunRelease
from builders.inference_release.splits import SPLITS
from schemas.records import Source

Counts = Mapping[str, Mapping[str, int]]
"""Rows of each split of each config."""


@dataclass(frozen=True)
class CardFacts:
    """What a card tells of."""

    released: Sequence[RunRelease]
    books: Sequence[InferenceAccounts]
    """Of the runs that are released, in their order."""
    counts: Counts
    audits: ReleaseAudits
    agreements: Sequence[RunAgreement]
    preview: bool
    require_both: bool

    @property
    def sources(self) -> list[Source]:
        return list(dict.fromkeys(each.run.source for each in self.released))

    @property
    def rows(self) -> list[Row]:
        """The unbalanced ones, of all splits."""
        return [row for each in self.released for split in SPLITS for row in each.rows[split]]


def inference_card(facts: CardFacts) -> str:
    """README.md of a release."""
    template = Template((resources.files("data_cards") / "inference_release.md").read_text(encoding="utf-8"))
    head = yaml.safe_dump(_metadata(facts), allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n\n{template.substitute(_described(facts) | _made(facts))}"


def groups_of(released: Sequence[RunRelease]) -> dict[tuple[str, str], list[Row]]:
    """Released rows by run and premise origin, which are never pooled."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for each in released:
        for split in SPLITS:
            for row in each.rows[split]:
                groups.setdefault((each.run.id, row.premise_origin), []).append(row)
    return groups


def _metadata(facts: CardFacts) -> dict[str, Any]:
    """The YAML at the head of the card, as the Hub reads it; the first config leads."""
    tags = _tags(facts)
    licences = sorted({licence_id(source.licence) for source in facts.sources})
    return {
        "pretty_name": _title(facts),
        "language": sorted({tag.split("-")[0].lower() for tag in tags}),
        "language_bcp47": tags,
        "license": licences[0] if len(licences) == 1 else licences,
        "multilinguality": ["multilingual"],
        "size_categories": [size_category(sum(next(iter(facts.counts.values())).values()))],
        "task_categories": ["text-classification"],
        "task_ids": ["natural-language-inference"],
        "tags": ["cross-document", "cross-lingual", "human-reviewed" if _all_reviewed(facts) else "isogloss"],
        "configs": [
            _config(name, splits, default=number == 0) for number, (name, splits) in enumerate(facts.counts.items())
        ],
    }


def _config(name: str, splits: Mapping[str, int], *, default: bool) -> dict[str, Any]:
    files = [{"split": split, "path": f"data/{name}/{split}-*.parquet"} for split in splits]
    return {"config_name": name, "data_files": files} | ({"default": True} if default else {})


def _described(facts: CardFacts) -> dict[str, str]:
    title = escaped(_title(facts, marked=False))
    licences = ", ".join(sorted({escaped(source.licence) for source in facts.sources}))
    names = ", ".join(f"{escaped(source.name)} ({escaped(public(source.location))})" for source in facts.sources)
    only = " Only items that need both documents, by the judges, are in it." if facts.require_both else ""
    return {
        "heading": f"# {PREVIEW}\n\n# {title}" if facts.preview else f"# {title}",
        "summary": f"{len(facts.rows):,} statements about pairs of news reports of one event in two languages, from "
        f"{names}.{only}",
        "languages": ", ".join(f"`{escaped(tag)}`" for tag in _tags(facts)),
        "review_sentence": _review_sentence(facts),
        "configurations": "\n".join(
            f"- `{name}`: " + ", ".join(f"{split} {count:,}" for split, count in splits.items())
            for name, splits in facts.counts.items()
        ),
        "splits": splits_table(facts.released),
        "licence_sentence": f"The documents are under their sources' licence: {licences}.",
        "citations": "\n".join(
            f"- {escaped(source.citation) or escaped(source.name) + ': no citation was given'}"
            for source in facts.sources
        ),
        "version": version("isogloss"),
    }


def _made(facts: CardFacts) -> dict[str, str]:
    return {
        "made": "\n".join(made_line(each.run, book) for each, book in zip(facts.released, facts.books, strict=True)),
        "agreement": agreement_text(facts.agreements),
        "groups": "\n\n".join(_group(key, rows, facts) for key, rows in groups_of(facts.released).items()),
        "near_duplicates": near_duplicates_text(facts.audits),
        "weaknesses": "\n".join(_weaknesses(facts)),
    }


def _group(key: tuple[str, str], rows: Sequence[Row], facts: CardFacts) -> str:
    """Statistics and audits of one run's items whose premises have one origin."""
    run, origin = key
    parts = [
        f"### {escaped(run)}, {origin} premises ({len(rows):,} items)",
        f"![Items by the languages of their two documents]({picture_path(run, origin)})",
        statistics(rows),
    ]
    audited = [group for group in facts.audits.groups if (group.run, group.premise_origin) == key]
    parts += [audits_text(group) for group in audited] or ["Not audited: nothing of it is left when balanced."]
    return "\n\n".join(parts)


def _title(facts: CardFacts, *, marked: bool = True) -> str:
    names = ", ".join(sorted({source.name for source in facts.sources}))
    mark = f" ({PREVIEW.lower()})" if marked and facts.preview else ""
    return f"{names} cross-document cross-lingual inference{mark}"


def _tags(facts: CardFacts) -> list[str]:
    return sorted({language for row in facts.rows for language in languages_of(row)})


def _all_reviewed(facts: CardFacts) -> bool:
    return all(row.review_state == "reviewed" for row in facts.rows)


def _review_sentence(facts: CardFacts) -> str:
    if _all_reviewed(facts):
        return "human-reviewed: people agreed on every label without knowing the one intended."
    unread = sum(row.review_state != "reviewed" for row in facts.rows)
    of_all = f"{unread:,} of {len(facts.rows):,} labels"
    return f"{of_all} are the writer's intention, read by nobody; `review_state` tells which."


def _weaknesses(facts: CardFacts) -> list[str]:
    known = []
    if facts.preview:
        known.append("- This is a preview: unread items are in it, and it is not fit for measuring models.")
    for each in facts.released:
        machine = [counts.split for counts in each.counts if counts.machine_labelled]
        if machine:
            known.append(f"- **Machine-labelled**, read by nobody: {', '.join(machine)} of {escaped(each.run.id)}.")
        if each.without_twin:
            known.append(f"- {each.without_twin:,} test items of {escaped(each.run.id)} have no English twin.")
    known += [
        f"- Of {escaped(one.run)}'s items judged on English twins ({flips.languages}, {one.premise_origin} premises) "
        "less than a tenth was judged again on the originals."
        for one in facts.agreements
        for flips in one.flips[1:]
        if flips.too_few_again
    ]
    if any(row.premise_origin == "translated" for row in facts.rows):
        known.append(
            "- Some premises are translations, which people did not write of themselves: see `premise_origin`."
        )
    if any("unknown" in source.licence.lower() for source in facts.sources):
        known.append("- A source came without a licence: find out its terms before you share the data.")
    return known
