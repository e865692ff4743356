"""What a dataset declares of itself: by its card's metadata, or by the tags the Hub made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.dataset_cards.metadata import Metadata, texts


@dataclass(frozen=True)
class Declared:
    """In the words of the card; nothing is normalised yet."""

    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    task_categories: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    size_categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """The owner's own, and the Hub's `arxiv:` ones."""
    pretty_name: str = ""


def declared_in(metadata: Metadata) -> Declared:
    """By the metadata of the card; `languages` and `licenses` are the keys of before 2022."""
    return Declared(
        languages=texts(metadata, "language", "languages"),
        licences=texts(metadata, "license", "licenses"),
        task_categories=texts(metadata, "task_categories"),
        task_ids=texts(metadata, "task_ids"),
        size_categories=texts(metadata, "size_categories"),
        tags=texts(metadata, "tags"),
        pretty_name=next(iter(texts(metadata, "pretty_name")), ""),
    )


def declared_by(tags: Iterable[str]) -> Declared:
    """By the Hub's tags: `language:ko`, `license:mit`; one without a known key is the owner's."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for tag in tags:
        key, _colon, value = tag.partition(":")
        values[key if key in _KEYS else ""].append(value if key in _KEYS else tag)
    found = {key: tuple(dict.fromkeys(those)) for key, those in values.items()}
    return Declared(
        languages=found.get("language", ()),
        licences=found.get("license", ()),
        task_categories=found.get("task_categories", ()),
        task_ids=found.get("task_ids", ()),
        size_categories=found.get("size_categories", ()),
        tags=found.get("", ()),
    )


_KEYS = frozenset({"language", "license", "task_categories", "task_ids", "size_categories"})
