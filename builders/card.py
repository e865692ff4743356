"""The card of a release: prose from `data_cards/release.md`, facts from the build.

A fact that is missing raises, because a card with a hole in it looks like one without. What comes from a source (names,
citations) is text and nothing else: YAML is dumped, and marks of Markdown and HTML are escaped.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from string import Template
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from builders.account_records import RunAccounts
from schemas.math_runs import MathRun
from schemas.records import Source

PREVIEW = "Preview, not reviewed"


def card(
    runs: Sequence[MathRun],
    accounts: Sequence[RunAccounts],
    rows: Mapping[str, int],
    *,
    composition: str,
    picture: str,
    corrected: int,
    preview: bool,
    version: str,
) -> str:
    """README.md of a release. `rows` counts the released rows of each config; `accounts` are those of `runs`.

    `composition` is what `builders.math_composition` says of the rows, `picture` the path of its picture.
    `corrected` of all rows have another gold answer than their source says.
    """
    template = Template((resources.files("data_cards") / "release.md").read_text(encoding="utf-8"))
    facts = _facts(runs, rows, preview=preview) | _made(runs, accounts, preview=preview)
    facts |= {"golds": _golds(corrected), "composition": composition, "picture": picture, "version": version}
    metadata = yaml.safe_dump(_metadata(runs, rows, preview=preview), allow_unicode=True, sort_keys=False)
    return f"---\n{metadata}---\n\n{template.substitute(facts)}"


def escaped(text: str) -> str:
    """Untrusted text as one line of Markdown that shows exactly that text."""
    flat = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]|~#])", r"\\\1", html.escape(flat, quote=False))


def licence_id(spdx: str) -> str:
    """The Hub spells SPDX identifiers in lower case; words that are no identifier become `other`."""
    lowered = spdx.strip().lower() or "unknown"
    return lowered if re.fullmatch(r"[a-z0-9][a-z0-9.+-]*", lowered) else "other"


def size_category(rows: int) -> str:
    """The Hub's word for a number of rows: powers of ten in thousands, millions and billions."""
    bounds = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"]
    passed = sum(rows >= 10 ** (3 + power) for power in range(len(bounds)))
    if passed == 0:
        return "n<1K"
    return "n>1T" if passed == len(bounds) else f"{bounds[passed - 1]}<n<{bounds[passed]}"


def sources_of(runs: Sequence[MathRun]) -> list[Source]:
    """Everything that was taken from others, each once: the runs' problems, and the translations published before."""
    published = [run.translation.source for run in runs if run.translation]
    return list(dict.fromkeys([*(run.source for run in runs), *published]))


def human_reviewed(runs: Sequence[MathRun], *, preview: bool) -> bool:
    """Only when every row of every run was put before people."""
    return not preview and all(run.review == "all" for run in runs)


def _metadata(runs: Sequence[MathRun], rows: Mapping[str, int], *, preview: bool) -> dict[str, Any]:
    tags = _tags(runs)
    licences = sorted({licence_id(source.licence) for source in sources_of(runs)})
    return {
        "pretty_name": _title(runs, preview=preview),
        "language": sorted({tag.split("-")[0].lower() for tag in tags}),
        "language_bcp47": tags,
        "license": licences[0] if len(licences) == 1 else licences,
        "multilinguality": ["translation"],
        "size_categories": [size_category(sum(rows.values()))],
        "task_categories": ["text-generation"],
        "tags": ["mathematics", "bilingual", "human-reviewed" if human_reviewed(runs, preview=preview) else "isogloss"],
        "configs": [
            {"config_name": config, "data_files": [{"split": "test", "path": f"data/{config}/test-*.parquet"}]}
            for config in rows
        ],
    }


def _title(runs: Sequence[MathRun], *, preview: bool) -> str:
    names = ", ".join(sorted({run.source.name for run in runs}))
    directions = ", ".join(sorted({_direction(run) for run in runs}))
    return f"{names} {directions}" + (f" ({PREVIEW.lower()})" if preview else "")


def _facts(runs: Sequence[MathRun], rows: Mapping[str, int], *, preview: bool) -> dict[str, str]:
    title = escaped(_title(runs, preview=False))
    licences = ", ".join(sorted({escaped(source.licence) for source in sources_of(runs)}))
    return {
        "heading": f"# {PREVIEW}\n\n# {title}" if preview else f"# {title}",
        "summary": f"{sum(rows.values()):,} problems with gold answers, each in two languages side by side.",
        "sources": "\n".join(_source(run) for run in runs),
        "languages": ", ".join(f"`{escaped(tag)}`" for tag in _tags(runs)),
        "review_sentence": _review_sentence(runs, preview=preview),
        "configurations": "\n".join(f"- `{config}`: {count:,} rows" for config, count in rows.items()),
        "licence_sentence": f"The problems are under their sources' licence: {licences}.",
        "citations": "\n".join(
            f"- {escaped(source.citation) or escaped(source.name) + ': no citation was given'}"
            for source in sources_of(runs)
        ),
    }


def _made(runs: Sequence[MathRun], accounts: Sequence[RunAccounts], *, preview: bool) -> dict[str, str]:
    noticed: Counter[str] = Counter()
    for run in accounts:
        noticed.update(run.findings)
    findings = ", ".join(f"{escaped(check)} {count:,}" for check, count in noticed.most_common())
    return {
        "counts": "\n".join(_counts(run) for run in accounts),
        "translators": " ".join(_translator(run) for run in runs),
        "findings": f"{findings or 'nothing'}.",
        "review_detail": " ".join(dict.fromkeys(_review_detail(run) for run in runs)),
        "residual": "Nothing is claimed about unread rows." if preview else "\n".join(map(_residual, accounts)),
        "weaknesses": "\n".join(_weaknesses(runs, preview=preview)),
    }


def _tags(runs: Sequence[MathRun]) -> list[str]:
    return sorted({tag for run in runs for tag in (run.source_language, run.target_language)})


def _direction(run: MathRun) -> str:
    return f"{run.source_language}-{run.target_language}"


def _source(run: MathRun) -> str:
    source = run.source
    where = f"{escaped(source.name)} ({escaped(public(source.location))} at {escaped(source.revision)})"
    items = escaped(run.answer_type) + " answers"
    return f"| {where} | {escaped(source.split)} | {items} | {escaped(_direction(run))} | {escaped(source.licence)} |"


def public(location: str) -> str:
    """A path on somebody's disk says more about them than about the source: only its last part is published."""
    return location.replace("\\", "/").rsplit("/", 1)[-1] if re.match(r"[/\\~.]|[A-Za-z]:", location) else location


def _review_sentence(runs: Sequence[MathRun], *, preview: bool) -> str:
    if preview:
        return "this preview holds translations that nobody has read; `review_state` tells which."
    if human_reviewed(runs, preview=preview):
        return "human-reviewed: people read and accepted, or corrected, every row."
    return "people read every flagged translation and a random sample of the others; `review_state` tells which."


def _counts(run: RunAccounts) -> str:
    clean, flagged = run.clean, run.flagged
    return (
        f"- {escaped(run.run)}: {run.came_in:,} rows came in, "
        f"{sum(run.refused.values()):,} refused{_why(run.refused)}, {run.kept:,} kept; "
        f"{run.translated:,} translated, {sum(run.failed.values()):,} failed{_why(run.failed)}, "
        f"{run.waiting_for_model:,} not yet tried; {clean.items:,} clean, {flagged.items:,} flagged by a check; "
        f"{clean.accepted + flagged.accepted:,} accepted, {clean.fixed + flagged.fixed:,} fixed, "
        f"{clean.rejected + flagged.rejected:,} rejected{_why(run.reject_reasons)}, "
        f"{clean.disputed + flagged.disputed:,} disputed, {clean.waiting + flagged.waiting:,} undecided."
    )


def _why(reasons: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{escaped(reason)} {count:,}' for reason, count in reasons.items())})" if reasons else ""


def _translator(run: MathRun) -> str:
    if run.translation:
        source = run.translation.source
        return (
            f"{escaped(run.id)} holds the translation that people published as {escaped(source.name)} "
            f"({escaped(public(source.location))} at {escaped(source.revision)}), joined by identifier where gold "
            "answer and number of options agree; no model translated it."
        )
    return (
        f"{escaped(run.id)} was translated by {escaped(run.translator)} at temperature {run.temperature:g} with "
        f"{len(run.exemplars)} exemplars and {len(run.glossary)} glossary terms (digest of the prompt: "
        f"{escaped(run.prompt)})."
    )


def _review_detail(run: MathRun) -> str:
    people = "one person" if run.annotators == 1 else f"{run.annotators} persons"
    fix = "A correction was final." if run.fixes_final else "A correction needed another person's accept."
    return f"An item needed the accept of {people} for the same wording, or an adjudicator's. {fix}"


def _golds(corrected: int) -> str:
    if not corrected:
        return "Gold answers are those of the source, its mistakes included."
    return (
        f"Gold answers that were corrected: {corrected:,}, for reasons that the errata tell. The others are those of "
        "the source, its mistakes included. `source_answer` is the source's own throughout."
    )


def _residual(run: RunAccounts) -> str:
    found = run.residual
    if found is None:
        return f"Every item of {escaped(run.run)} was put before people."
    return (
        f"Residual error of {escaped(run.run)}: among {found.read:,} read of {found.sampled:,} sampled clean items "
        f"{found.errors:,} were wrong, so that with 95 % confidence at most {found.bound:.2%} of the clean items are "
        f"(one-sided Clopper-Pearson bound; the run allows {run.max_residual_error:.2%})."
    )


def _weaknesses(runs: Sequence[MathRun], *, preview: bool) -> list[str]:
    known = []
    if preview:
        known.append("- This is a preview: unread translations are in it, and it is not fit for measuring models.")
    elif not human_reviewed(runs, preview=preview):
        known.append("- Rows marked `machine-clean` were read by nobody; the bound above is all that is known of them.")
    if any(run.annotators == 1 for run in runs):
        known.append("- One person's accept was enough, so agreement between readers cannot be measured.")
    if any("unknown" in source.licence.lower() for source in sources_of(runs)):
        known.append("- A source came without a licence: find out its terms before you share the data.")
    return known
