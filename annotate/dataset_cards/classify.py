"""A dataset in the classes of the survey: a pure function of its card's text and of what the Hub says beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotate.dataset_cards.arxiv import papers_in_tags, papers_in_text
from annotate.dataset_cards.classes import (
    Grouped,
    Judged,
    OwnerKind,
    instruction_data,
    language_makeup,
    languages_of,
    licence_class,
    owner_class,
    size_class_by_bytes,
    size_class_by_rows,
    spdx_names,
    task_groups,
)
from annotate.dataset_cards.declared import Declared, declared_by, declared_in
from annotate.dataset_cards.definitions import SECTIONS, Section
from annotate.dataset_cards.metadata import Metadata, State, card_of
from annotate.dataset_cards.sections import sections_present
from annotate.dataset_cards.words import WordCount, count_words


@dataclass(frozen=True)
class Listing:
    """What the Hub's listing says of a dataset, and the viewer and the owner's record where they were asked."""

    dataset: str
    """ORG/NAME, or NAME of the old ones."""
    tags: tuple[str, ...] | None = None
    """None when only the card is known: then its metadata is what the dataset declares."""
    owner_kind: OwnerKind | None = None
    main_bytes: int | None = None
    rows: int | None = None
    rows_partial: bool = False
    """The viewer has converted only a part: there are more rows."""

    @property
    def owner(self) -> str | None:
        owner, slash, _name = self.dataset.partition("/")
        return owner if slash else None


@dataclass(frozen=True)
class Classified:
    """A dataset in all the classes, each with its reason."""

    dataset: str
    metadata: State
    metadata_fault: str
    licence: Judged
    spdx: tuple[str, ...]
    makeup: Judged
    languages: tuple[str, ...]
    rows: Judged
    bytes: Judged
    tasks: Grouped
    instruction: Judged
    arxiv: tuple[str, ...]
    """Of tags and text together; empty when no paper is named, or when there is no card to read and no tag."""
    sections: frozenset[Section] | None
    """None without a card."""
    words: WordCount | None
    """None without a card."""
    owner: Judged

    @property
    def is_complete(self) -> bool | None:
        """Whether all five sections are there; None without a card."""
        return None if self.sections is None else len(self.sections) == len(SECTIONS)


def classify(listing: Listing, text: str | None) -> Classified:
    """The classes of one dataset; `text` is its card with the metadata, None when there is none."""
    card = card_of(text) if text is not None else None
    metadata = card.metadata if card else Metadata("none", "there is no card")
    declared = _declared(listing, metadata)
    named = (*papers_in_tags(listing.tags or ()), *(papers_in_text(card.body) if card else ()))
    return Classified(
        dataset=listing.dataset,
        metadata=metadata.state,
        metadata_fault=metadata.fault,
        licence=licence_class(declared.licences),
        spdx=spdx_names(declared.licences),
        makeup=language_makeup(declared.languages),
        languages=languages_of(declared.languages),
        rows=size_class_by_rows(declared.size_categories, rows=listing.rows, partial=listing.rows_partial),
        bytes=size_class_by_bytes(listing.main_bytes),
        tasks=task_groups(declared),
        instruction=instruction_data(listing.dataset, declared),
        arxiv=tuple(dict.fromkeys(named)),
        sections=sections_present(card.body) if card else None,
        words=count_words(card.body) if card else None,
        owner=owner_class(listing.owner, listing.owner_kind),
    )


def _declared(listing: Listing, metadata: Metadata) -> Declared:
    """The Hub's tags are the card's metadata as the Hub read it; the pretty name is in the card alone."""
    by_card = declared_in(metadata) if metadata.values else Declared()
    if listing.tags is None:
        return by_card
    return replace(declared_by(listing.tags), pretty_name=by_card.pretty_name)
