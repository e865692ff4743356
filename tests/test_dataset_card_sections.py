"""The sections of a card in both templates, and its words in all scripts."""

import pytest
from huggingface_hub import DatasetCard, DatasetCardData
from hypothesis import given
from hypothesis import strategies as st

from annotate.dataset_cards.definitions import SECTIONS, definitions
from annotate.dataset_cards.metadata import card_of
from annotate.dataset_cards.sections import parts, plain_heading, says, sections_missing, sections_present
from annotate.dataset_cards.words import WordCount, count_words

HEADINGS = [one for names in definitions().sections.headings.values() for one in names]


def test_a_new_template_that_nobody_filled_in_has_no_section():
    card = DatasetCard.from_template(DatasetCardData(pretty_name="Empty"))
    assert sections_missing(card_of(str(card)).body) == SECTIONS


@pytest.mark.parametrize(
    ("field", "section"),
    [
        ("dataset_summary", "description"),
        ("dataset_description", "description"),
        ("curators", "description"),
        ("repo", "description"),
        ("direct_use", "usage"),
        ("bias_risks_limitations", "usage"),
        ("bias_recommendations", "usage"),
        ("dataset_structure", "structure"),
        ("curation_rationale_section", "creation"),
        ("who_are_annotators_section", "creation"),
        ("personal_and_sensitive_information", "creation"),
        ("citation_bibtex", "additional"),
        ("dataset_card_contact", "additional"),
    ],
)
def test_what_is_filled_in_the_new_template_makes_its_section(field, section):
    card = DatasetCard.from_template(DatasetCardData(), **{field: "It was typed by hand."})
    assert sections_present(card_of(str(card)).body) == {section}


def test_the_five_sections_of_the_old_template_are_found():
    titles = (
        "Dataset Description",
        "Dataset Structure",
        "Dataset Creation",
        "Considerations for Using the Data",
        "Additional Information",
    )
    body = "".join(f"## {title}\n\nSomething.\n\n" for title in titles)
    assert sections_present(body) == set(SECTIONS)
    assert sections_present(body.replace("Something.", "[More Information Needed]")) == set()


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_heading_of_the_definitions_is_spelled_as_it_is_sought(heading):
    assert plain_heading(heading) == heading


@pytest.mark.parametrize(
    "heading",
    ["## 📊 Dataset Structure", "## **Dataset Structure**", "## 3. Dataset Structure", "<h2>Dataset Structure</h2>",
     "## [Dataset Structure](#x)", "Dataset Structure\n---", "## Dataset structure [optional]", "## データ構造",
     "## 数据集结构", "## 데이터셋 구조"],
)  # fmt: skip
def test_a_heading_is_found_however_it_is_dressed(heading):
    assert sections_present(f"{heading}\n\nTwo columns.\n") == {"structure"}


def test_a_heading_in_a_code_block_or_a_comment_is_none():
    assert [part.title for part in parts("```\n## Uses\n```\n<!-- \n## Uses\nx -->\n## Citation\nx")] == [
        "",
        "Citation",
    ]


def test_a_deep_heading_does_not_leave_its_section():
    assert sections_present("## Data Fields\n\n#### description\n\nA text.\n") == {"structure"}
    assert sections_present("## Dataset Structure\n\n### Source Data\n\nBlogs.\n") == {"creation"}


def test_a_table_of_contents_is_no_content():
    assert sections_present("# Title\n\n## Table of Contents\n- [Uses](#uses)\n") == set()


@pytest.mark.parametrize(
    "line",
    ["", "[More Information Needed]", "[Needs More Information](https://github.com/x/y)", "- **Homepage:** ", "<br>",
     "- **Paper [optional]:** [More Information Needed]", "**BibTeX:**", "N/A", "[N/A]", "- -", "```", "|---|---|",
     "TBD", "[Add homepage URL here if available]()", "*[More Information Needed]*", "- **Repository:** None"],
)  # fmt: skip
def test_a_line_that_says_nothing(line):
    assert not says(line)


@pytest.mark.parametrize(
    "line",
    ["- **Homepage:** https://x.org", "None of the texts is personal.", "**Only for research.**", "| ko | 12 |", "没有",
     "[paper](https://x.org/p.pdf)", "[More Information Needed] because it is not published yet", "Unknown."],
)  # fmt: skip
def test_a_line_that_says_something(line):
    assert says(line)


def test_a_lead_in_that_nothing_follows_says_nothing():
    assert sections_present("## Data Instances\n\nHere are some examples:\n") == set()
    assert sections_present("## Data Instances\n\nHere are some examples:\n\n- one\n") == {"structure"}


@given(st.sets(st.sampled_from(SECTIONS)), st.sampled_from(["", "[More Information Needed]", "N/A"]))
def test_only_what_is_filled_is_present(filled, empty):
    names = {section: headings[0] for section, headings in definitions().sections.headings.items()}
    body = "".join(f"## {names[one]}\n\n{'Words.' if one in filled else empty}\n\n" for one in SECTIONS)
    assert sections_present(body) == filled


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", WordCount(0, 0)),
        ("Two words.", WordCount(2, 2)),
        ("don't 12.5", WordCount(2, 2)),
        ("한국어 데이터셋입니다", WordCount(2, 2)),
        ("日本語のデータ", WordCount(1, 5)),
        ("这是一个数据集。", WordCount(1, 7)),
        ("<!-- not shown --> shown", WordCount(1, 1)),
        ("# -- |", WordCount(3, 0)),
    ],
)
def test_words_are_counted_twice(text, count):
    assert count_words(text) == count


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60))
def test_without_cjk_both_ways_of_finding_words_agree(text):
    assert count_words(text).by_script == count_words(f"{text} 語").by_script - 1
