"""The classes a dataset falls in: one that does, one that does not, and the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import canonicalize_license_expression

from annotate.dataset_cards.arxiv import papers_in_tags, papers_in_text
from annotate.dataset_cards.classes import (
    Grouped,
    Judged,
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
from annotate.dataset_cards.declared import Declared
from annotate.dataset_cards.definitions import definitions
from annotate.dataset_cards.licence_text import licences_in_text
from annotate.dataset_cards.lint import lint_card

LANGUAGE_TAGS = st.sampled_from(["en", "ko", "zh-Hant", "zho", "nb", "code", "multilingual", "yue", "Korean", ""])


def test_every_licence_has_one_class():
    known = definitions().licences.spdx_by_class()
    assert sum(map(len, known.values())) == len(definitions().licences.class_by_identifier())
    assert set(definitions().licences.meaning) == set(known)


def test_spdx_names_are_those_of_the_spdx_list():
    named = [name for names in definitions().licences.spdx_by_class().values() for name in names.values() if name]
    assert len(named) > 50
    assert [canonicalize_license_expression(name) for name in named] == named


@pytest.mark.parametrize(
    ("licences", "label"),
    [
        (("mit",), "permissive"),
        (("MIT",), "permissive"),
        (("cc0-1.0",), "public domain"),
        (("cc-by-sa-3.0", "gfdl"), "copyleft"),
        (("cc-by-nd-4.0", "cc-by-sa-4.0", "other"), "noncommercial"),
        (("other", "mit"), "permissive"),
        (("llama3.1",), "other"),
        (("our own",), "other"),
        (("unknown",), "unknown"),
        ((), "unknown"),
    ],
)
def test_the_strictest_licence_counts(licences, label):
    assert licence_class(licences).label == label


def test_a_licence_class_says_what_told():
    assert licence_class([]) == Judged("unknown", "no licence is declared")
    assert licence_class(["our own"]).reason == "'our own' is no identifier of the Hub"
    assert licence_class(["mit", "gpl-3.0"]).reason == "gpl-3.0, the strictest of mit, gpl-3.0"
    assert spdx_names(["mit", "bsd", "gpl-3.0"]) == ("MIT", "GPL-3.0-only")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/)", ("cc-by-nc-4.0",)),
        ("Attribution-NonCommercial-ShareAlike 4.0 International", ("cc-by-nc-sa-4.0",)),
        ("Creative Commons Attribution-ShareAlike License", ("cc-by-sa",)),
        ("the Apache License, Version 2.0", ("apache-2.0",)),
        ("GNU GPL v.3", ("gpl-3.0",)),
        ("Released under CC0.", ("cc0-1.0",)),
        ("The code is under the MIT licence.", ()),
        ("Ask the authors.", ()),
    ],
)
def test_the_licence_that_people_read_is_found(line, named):
    assert licences_in_text(f"## Licensing Information\n\n{line}\n") == named


def test_a_version_that_the_hub_lacks_changes_nothing_of_the_class():
    card = "---\nlicense: cc-by-nd-4.0\n---\n## License\n\n[CC BY-ND 2.0 KR](https://x.org/by-nd/2.0/kr/)\n"
    assert [gap for gap in lint_card(card).gaps if gap.part == "consistency"] == []


def test_a_licence_of_something_else_is_not_the_datas():
    assert licences_in_text("## Dataset Creation\n\nSentences of MIT students, CC BY 4.0 tools.\n") == ()


@pytest.mark.parametrize(
    ("tags", "label"),
    [
        (("ko",), "monolingual"),
        (("ko", "kor", "ko-KR"), "monolingual"),
        (("nb", "nn", "no"), "monolingual"),
        (("code", "en"), "monolingual"),
        (("ko", "en"), "english-paired"),
        (("ko", "eng"), "english-paired"),
        (("ko", "ja"), "paired without english"),
        (("zh", "yue"), "paired without english"),
        (("ko", "ja", "zh"), "multilingual"),
        (("multilingual",), "multilingual"),
        (("code",), "no language tag"),
        ((), "no language tag"),
    ],
)
def test_language_makeup(tags, label):
    assert language_makeup(tags).label == label


@given(st.lists(LANGUAGE_TAGS))
def test_the_makeup_does_not_hang_on_order_or_repetition(tags):
    assert language_makeup(tags).label == language_makeup([*reversed(tags), *tags]).label
    assert len(languages_of(tags)) == len(set(languages_of(tags)))


@pytest.mark.parametrize(
    ("rows", "label"),
    [(0, "S"), (9_999_999, "S"), (10_000_000, "M"), (99_999_999, "M"), (10**8, "L"), (10**9, "XL"), (10**13, "XL")],
)
def test_size_classes_begin_at_their_lower_bound(rows, label):
    assert size_class_by_rows((), rows=rows).label == label
    assert size_class_by_bytes(rows).label == label


def test_a_size_says_what_was_measured():
    assert size_class_by_rows(["10K<n<100K", "10M<n<100M"]) == Judged("M", "10M<n<100M rows declared")
    assert size_class_by_rows(["n>1T"], rows=5, partial=True) == Judged("S", "at least 5 rows counted")
    assert size_class_by_rows(["unknown"]) == Judged("unknown", "no size category of the Hub: unknown")
    assert size_class_by_bytes(None).label == "unknown"


def test_every_task_is_in_one_group():
    groups = definitions().tasks.groups
    assert sum(map(len, groups.values())) == len(definitions().tasks.group_by_task())


def test_a_task_of_no_group_is_reported_and_not_lost():
    declared = Declared(
        task_categories=("translation", "mind-reading", "text-classification-other-hope-speech", "other-x")
    )
    assert task_groups(declared) == Grouped(
        ("Classification", "Translation & Summarization", "Other"), ("mind-reading",)
    )


def test_subtasks_speak_only_where_no_task_does():
    assert task_groups(Declared(task_ids=("extractive-qa",))).groups == ("Question Answering",)
    both = Declared(task_categories=("text-generation",), task_ids=("closed-domain-qa",))
    assert task_groups(both).groups == ("Text Generation",)


@pytest.mark.parametrize(
    ("dataset", "declared", "label"),
    [
        ("x/ko-instruct-v2", Declared(), "yes"),
        ("x/KoAlpaca_v1", Declared(), "yes"),
        ("x/y", Declared(tags=("instruction-tuning",)), "yes"),
        ("x/y", Declared(pretty_name="中文指令数据"), "yes"),
        ("x/y", Declared(pretty_name="No Robots, in Korean"), "yes"),
        ("instruct-lab/parallel-corpus", Declared(), "yes"),
        ("x/instructor-videos", Declared(), "no"),
        ("x/construct", Declared(tags=("flange",)), "no"),
    ],
)
def test_instruction_data(dataset, declared, label):
    assert instruction_data(dataset, declared).label == label


def test_papers_are_found_in_tags_and_text_without_their_version():
    assert papers_in_tags(["arxiv:2010.02573", "arxiv:1909.05858v2", "ARXIV:cs/0405044", "arxiv:soon"]) == (
        "2010.02573",
        "1909.05858",
        "cs/0405044",
    )
    text = (
        "https://arxiv.org/pdf/2007.03541.pdf, arXiv:2004.09456v3, eprint = {1803.09010}, doi 10.48550/arXiv.2101.00027"
    )
    assert papers_in_text(text) == ("2007.03541", "2004.09456", "1803.09010", "2101.00027")
    assert papers_in_text("Version 2010.02573 of eprint and arxiv.org/list/cs.CL") == ()


@pytest.mark.parametrize(
    ("owner", "kind", "label"),
    [
        ("Google", "organization", "company"),
        ("allenai", None, "research institute"),
        ("HAERAE-HUB", "organization", "individual and community"),
        ("somebody", "user", "individual and community"),
        ("someone-inc", "organization", "unknown"),
        ("somebody", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_owner_class(owner, kind, label):
    assert owner_class(owner, kind).label == label


def test_every_owner_is_listed_once_and_in_lower_case():
    listed = definitions().owners.listed
    owners = [owner for owners in listed.values() for owner in owners]
    assert owners == [owner.lower() for owner in owners]
    assert len(owners) == len(set(owners))
    assert set(listed) <= set(definitions().owners.classes)
