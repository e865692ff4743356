"""What is missing from a card's metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.dataset_cards.classes import licence_class, task_groups
from annotate.dataset_cards.declared import Declared, declared_in
from annotate.dataset_cards.definitions import definitions
from annotate.dataset_cards.lint_parts import Gap
from annotate.dataset_cards.metadata import Card, Metadata, texts

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*|code|multilingual")


def metadata_gaps(card: Card) -> Iterator[Gap]:
    """Nothing else is looked for in a block that cannot be read."""
    if card.metadata.state != "good":
        what = "cannot be read" if card.metadata.state == "broken" else "is missing"
        yield _gap(
            30, f"The metadata {what} ({card.metadata.fault}): put YAML between two lines of --- at the very top."
        )
        return
    declared = declared_in(card.metadata)
    yield from _language_gaps(declared)
    yield from _licence_gaps(declared, card.metadata)
    yield from _task_gaps(declared)
    yield from _size_gaps(declared)
    if not declared.pretty_name:
        yield _gap(2, "`pretty_name` is missing: say what people should call the dataset.")


def _language_gaps(declared: Declared) -> Iterator[Gap]:
    if not declared.languages:
        yield _gap(8, "`language` is missing: list the language tags, such as ko or zh-Hant.")
    strange = [tag for tag in declared.languages if not _LANGUAGE.fullmatch(tag)]
    if strange:
        yield _gap(4, f"`language` has what is no language tag: {_listed(strange)}; write ko, not Korean.")


def _licence_gaps(declared: Declared, metadata: Metadata) -> Iterator[Gap]:
    judged = licence_class(declared.licences)
    if judged.label == "unknown":
        yield _gap(8, f"`license` says nothing ({judged.reason}): without one nobody may use the data.")
        return
    known = definitions().licences.class_by_identifier()
    strange = [one for one in declared.licences if one.lower() not in known]
    if strange:
        yield _gap(
            4, f"`license` has what is no identifier of the Hub: {_listed(strange)}; write `other` and its name."
        )
    has_name = texts(metadata, "license_name", "license_link", "license_details")
    if "other" in declared.licences and not has_name:
        yield _gap(4, "`license: other` goes without `license_name` and `license_link`: name the licence and link it.")
    families = [one for one in declared.licences if one in {"cc", "bsd", "gpl", "lgpl"}]
    if families:
        yield _gap(2, f"`license` names a family: {_listed(families)}; say which licence of it, with its version.")


def _task_gaps(declared: Declared) -> Iterator[Gap]:
    if not declared.task_categories:
        yield _gap(5, "`task_categories` is missing: list the Hub's tasks that the data is for.")
    new = task_groups(declared).new
    if new:
        yield _gap(
            2, f"`task_categories` has what is no task of the Hub: {_listed(new)}; a free word belongs in `tags`."
        )


def _size_gaps(declared: Declared) -> Iterator[Gap]:
    bounds = [tag for tag, _bound in definitions().size.tags]
    if not declared.size_categories:
        yield _gap(4, "`size_categories` is missing: say how many rows there are, such as 1K<n<10K.")
    elif not set(declared.size_categories) & set(bounds):
        yield _gap(
            4, f"`size_categories` has no class of the Hub: {_listed(declared.size_categories)}; see {bounds[1]}."
        )


def _gap(points: float, sentence: str) -> Gap:
    return Gap("metadata", points, None, sentence)


def _listed(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(values)
