"""A card taken apart, and all its classes together: metadata nobody meant well, and whole records."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotate.dataset_cards.classes import Grouped, Judged
from annotate.dataset_cards.classify import Listing, classify
from annotate.dataset_cards.declared import declared_by, declared_in
from annotate.dataset_cards.definition_table import definition_table
from annotate.dataset_cards.definitions import SECTIONS
from annotate.dataset_cards.lint import lint_card
from annotate.dataset_cards.metadata import card_of, texts


def test_a_card_is_taken_apart_and_its_lines_keep_their_numbers():
    card = card_of("---\nlicense: mit\n---\n\n# Title\n")
    assert (card.metadata.state, card.metadata.values, card.body, card.first_line) == (
        "good",
        {"license": "mit"},
        "\n# Title\n",
        4,
    )


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("# Title\n", "none", "no block of metadata between ---"),
        ("---\n---\nbody", "none", "the block of metadata is empty"),
        ("---\nlicense: mit\n# Title\n", "broken", "the block of metadata does not end"),
        ("---\n- mit\n---\n", "broken", "the block of metadata holds no keys"),
        ("---\ndate: 2023-02-30\n---\n", "broken", "day is out of range for month"),
        ("---\na: [1\n---\n", "broken", "did not find expected ',' or ']'"),
        ("---\na: &a [*a]\n---\n", "broken", "stands within what it stands for"),
        ("---\na: !!python/object/apply:os.system [id]\n---\n", "broken", "could not determine a constructor"),
    ],
)
def test_metadata_that_cannot_be_read_says_why(text, state, reason):
    metadata = card_of(text).metadata
    assert metadata.state == state
    assert reason in metadata.fault
    assert metadata.values == {}


def test_a_bomb_of_aliases_is_refused_before_it_is_built():
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    began = time.process_time()
    metadata = card_of("---\n" + "\n".join(lines) + "\n---\n").metadata
    assert metadata.fault == "the metadata expands to more than 200,000 values"
    assert time.process_time() - began < 1


def test_nesting_and_size_have_limits():
    deep = card_of("---\na: " + "[" * 100 + "]" * 100 + "\n---\n")
    large = card_of("---\na: " + "x" * 2_000_001 + "\n---\n")
    assert deep.metadata.fault == "the metadata is nested deeper than 64 levels"
    assert large.metadata.fault == "the block of metadata is larger than 2,000,000 bytes"


@pytest.mark.parametrize(
    "piece", ["[", "<a", "a", " ", "# ", " #", "](", "**", "apache ", "<!--", "---\n", "attribution ", "@a"]
)
def test_a_long_text_that_nobody_meant_well_is_read_in_time(piece):
    hostile = piece * (200_000 // len(piece))
    began = time.process_time()
    classify(Listing("x/y"), f"---\nlicense: mit\n---\n## License\n{hostile}")
    lint_card(f"---\nlicense: mit\n---\n## License\n{hostile}\n# {hostile}")
    assert time.process_time() - began < 10


def test_an_alias_that_a_dumper_made_is_read():
    card = card_of("---\na: &id001\n- ko\nlanguage: *id001\n---\n")
    assert texts(card.metadata, "language") == ("ko",)


def test_the_language_tag_of_norwegian_is_not_false():
    assert texts(card_of("---\nlanguage:\n- no\n- en\n---\n").metadata, "language") == ("no", "en")


def test_old_keys_and_a_list_for_each_configuration_are_read():
    card = card_of("---\nlanguages: [ko]\nlicenses:\n  one: [mit]\n  two: [cc-by-4.0, mit]\n---\n")
    declared = declared_in(card.metadata)
    assert (declared.languages, declared.licences) == (("ko",), ("mit", "cc-by-4.0"))


def test_tags_of_the_hub_say_the_same_as_the_card():
    card = (
        "---\nlanguage: [ko, en]\nlicense: mit\ntask_categories: translation\nsize_categories: n<1K\ntags: [x]\n---\n"
    )
    tags = ["language:ko", "language:en", "license:mit", "task_categories:translation", "size_categories:n<1K", "x"]
    assert declared_by(tags) == declared_in(card_of(card).metadata)


@given(st.text())
@example("---\n\x00: 1\n---\n")
@example("---\n? {}\n: 1\n---\n")
@example("---\n" + "9" * 5000 + "\n---\n")
@example("---\na: *b\n---")
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange_for_a_card(text):
    for card in (text, f"---\n{text}\n---\n{text}"):
        found = classify(Listing("x/y"), card)
        assert (found.metadata_fault == "") == (found.metadata == "good")
        assert found.sections <= set(SECTIONS)


def test_a_dataset_is_classified_with_every_reason():
    card = (
        "---\nlanguage: ko\nlicense: cc-by-sa-4.0\npretty_name: Ours\n---\n# Ours\n\nKorean news, arXiv:2010.02573.\n"
    )
    listing = Listing("klue/ours", owner_kind="organization", rows=12, main_bytes=10**8)
    found = classify(listing, card)
    assert replace(found, words=None).__dict__ == {
        "dataset": "klue/ours",
        "metadata": "good",
        "metadata_fault": "",
        "licence": Judged("copyleft", "cc-by-sa-4.0"),
        "spdx": ("CC-BY-SA-4.0",),
        "makeup": Judged("monolingual", "ko"),
        "languages": ("ko",),
        "rows": Judged("S", "12 rows counted"),
        "bytes": Judged("L", "100,000,000 bytes stored"),
        "tasks": Grouped((), ()),
        "instruction": Judged("no", "no word or name of instruction data in name, pretty_name or tags"),
        "arxiv": ("2010.02573",),
        "sections": frozenset({"description"}),
        "words": None,
        "owner": Judged("research institute", "klue is on the curated list"),
    }
    assert found.is_complete is False


def test_the_hubs_tags_go_before_the_metadata_and_a_card_may_be_missing():
    found = classify(Listing("x/y", tags=("language:ja", "license:mit", "arxiv:2010.02573")), None)
    assert (found.makeup.label, found.licence.label, found.arxiv) == ("monolingual", "permissive", ("2010.02573",))
    assert (found.sections, found.words, found.is_complete) == (None, None, None)
    assert (found.metadata, found.metadata_fault) == ("none", "there is no card")


def test_the_page_of_definitions_is_that_of_the_file():
    page = Path(__file__).resolve().parents[1] / "docs" / "hub-definitions.md"
    assert page.read_text(encoding="utf-8") == definition_table()
