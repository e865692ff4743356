"""The classes a dataset falls in by what it declares; the definitions are in `definitions.toml`.

Every class comes with its reason: for `unknown` why it is, for the others what told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from annotate.dataset_cards.declared import Declared
from annotate.dataset_cards.definitions import definitions

UNKNOWN = "unknown"
OwnerKind = Literal["user", "organization"]

_LEGACY_OTHER = re.compile(r"(?:(?P<task>[a-z0-9-]+?)-)?other-.+")
"""Tags of 2021 and 2022: text-classification-other-hate-speech-detection, other-text-search."""


class Judged(NamedTuple):
    """A class, and what told."""

    label: str
    reason: str


class Grouped(NamedTuple):
    """The task groups of a dataset, in the order of the definitions; a dataset may be in several or in none."""

    groups: tuple[str, ...]
    new: tuple[str, ...]
    """Tasks of no group: to be reported, and added to the definitions."""


def licence_class(licences: Sequence[str]) -> Judged:
    """The strictest class of the declared licences."""
    if not licences:
        return Judged(UNKNOWN, "no licence is declared")
    known = _licence_classes()
    classes = {known.get(one.lower(), "other"): one for one in reversed(licences)}
    label = next(name for name in definitions().licences.strictest_first if name in classes)
    told = classes[label]
    if label == UNKNOWN:
        return Judged(UNKNOWN, "the licence is declared as unknown")
    if told.lower() not in known:
        return Judged(label, f"{told!r} is no identifier of the Hub")
    return Judged(label, told if len(licences) == 1 else f"{told}, the strictest of {', '.join(licences)}")


def spdx_names(licences: Sequence[str]) -> tuple[str, ...]:
    """The SPDX names of those licences that have one."""
    known = _spdx_names()
    return tuple(name for one in licences if (name := known.get(one.lower())))


def languages_of(declared: Sequence[str]) -> tuple[str, ...]:
    """The natural languages, each once and in its shortest tag, in the order they are declared."""
    skipped = definitions().makeup.not_natural | definitions().makeup.says_many
    tags = (_language_of(one) for one in declared)
    return tuple(dict.fromkeys(tag for tag in tags if tag and tag not in skipped))


def language_makeup(declared: Sequence[str]) -> Judged:
    """How many languages, and whether one of a pair is English."""
    found = languages_of(declared)
    if any(_language_of(one) in definitions().makeup.says_many for one in declared):
        return Judged("multilingual", "the tag says so")
    if not found:
        why = f"no natural language among {', '.join(declared)}" if declared else "no language is declared"
        return Judged("no language tag", why)
    if len(found) == 1:
        return Judged("monolingual", found[0])
    if len(found) == 2:
        return Judged("english-paired" if "en" in found else "paired without english", " and ".join(found))
    return Judged("multilingual", f"{len(found)} languages")


def size_class_by_rows(size_categories: Sequence[str], *, rows: int | None = None, partial: bool = False) -> Judged:
    """By the rows that were counted, else by the largest size category: that of the whole is not declared."""
    if rows is not None:
        return Judged(_size_class(rows), f"{'at least ' * partial}{rows:,} rows counted")
    bounds = dict(definitions().size.tags)
    declared = [one for one in size_categories if one in bounds]
    if not declared:
        strange = f"no size category of the Hub: {', '.join(size_categories)}"
        return Judged(UNKNOWN, strange if size_categories else "no size category is declared, and no rows were counted")
    largest = max(declared, key=bounds.__getitem__)
    return Judged(_size_class(bounds[largest]), f"{largest} rows declared")


def size_class_by_bytes(stored: int | None) -> Judged:
    """By the bytes of the main branch."""
    if stored is None:
        return Judged(UNKNOWN, "the Hub does not say how many bytes there are")
    return Judged(_size_class(stored), f"{stored:,} bytes stored")


def task_groups(declared: Declared) -> Grouped:
    """By task; by subtask only where no task is declared, for a subtask may stand under two tasks."""
    tasks = declared.task_categories or declared.task_ids
    groups = {task: _group_of(task) for task in tasks}
    found = set(groups.values())
    in_order = tuple(name for name in definitions().tasks.groups if name in found)
    return Grouped(in_order, tuple(task for task, group in groups.items() if group is None))


def instruction_data(dataset: str, declared: Declared) -> Judged:
    """Whether a word or name of instruction data is in the name, the pretty name or the tags: `yes` or `no`."""
    wanted = definitions().instruction
    for where, text in _named(dataset, declared):
        words = " ".join(("", *re.split(r"[^\w]+|_", text.lower()), ""))
        hit = next((word for word, apart in _instruction_words() if apart in words), None)
        hit = hit or next((word for word in wanted.anywhere if word in text), None)
        if hit:
            return Judged("yes", f"{hit!r} in {where} {text!r}")
    return Judged("no", "no word or name of instruction data in name, pretty_name or tags")


def owner_class(owner: str | None, kind: OwnerKind | None) -> Judged:
    """By the curated list, else by the Hub's record: a user is an individual, an organization may be anything."""
    if owner is None:
        return Judged(UNKNOWN, "a dataset without an owner, of before there were namespaces")
    if listed := _listed_owners().get(owner.lower()):
        return Judged(listed, f"{owner} is on the curated list")
    if kind == "user":
        return Judged("individual and community", "the Hub's record is a user's")
    if kind == "organization":
        return Judged(UNKNOWN, f"the organization {owner} is not on the curated list")
    return Judged(UNKNOWN, f"the Hub's record of {owner} was not read")


def _named(dataset: str, declared: Declared) -> list[tuple[str, str]]:
    tags = [("tag", tag) for tag in declared.tags if not tag.startswith("arxiv:")]
    return [("name", dataset), ("pretty_name", declared.pretty_name), *tags]


@cache
def _language_of(tag: str) -> str:
    """The tag zh for zh-Hant, ko for kor, no for nb; a tag that is not known is a language of its own."""
    subtag = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return _languages_by_code().get(subtag, subtag)


def _size_class(amount: int) -> str:
    return next(name for name, bound in reversed(definitions().size.classes) if amount >= bound)


def _group_of(task: str) -> str | None:
    known = _groups_by_task()
    legacy = _LEGACY_OTHER.fullmatch(task)
    return known.get(task) or (known.get(legacy["task"] or "other") if legacy else None)


@cache
def _licence_classes() -> dict[str, str]:
    return definitions().licences.class_by_identifier()


@cache
def _spdx_names() -> dict[str, str]:
    classes = definitions().licences.spdx_by_class().values()
    return {one: name for names in classes for one, name in names.items()}


@cache
def _instruction_words() -> tuple[tuple[str, str], ...]:
    """Each with the spaces that make it a whole word."""
    return tuple((word, f" {word} ") for word in definitions().instruction.words)


@cache
def _listed_owners() -> dict[str, str]:
    return definitions().owners.class_by_owner()


@cache
def _languages_by_code() -> dict[str, str]:
    return definitions().makeup.languages_by_code()


@cache
def _groups_by_task() -> dict[str, str]:
    return definitions().tasks.group_by_task()
