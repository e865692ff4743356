"""`isogloss hub card`: the real command, on files and over real HTTP against a Hub that serves real cards."""

import json
import os
import subprocess
import sys
from urllib.request import urlopen

import pytest

from annotate.dataset_cards.lint import lint_card
from tests.far_end.hub_options import SAMPLE
from tests.far_end.hub_process import hub

GOOD = """---
language: [ko, en]
license: cc-by-4.0
task_categories: [translation]
size_categories: [1K<n<10K]
pretty_name: Ours
---
# Ours

## Dataset Description

Sentences of Korean news and their English translations, written by people for this dataset.

## Dataset Structure

Two columns, `ko` and `en`, 2,000 rows, one split.

## Dataset Creation

### Source Data

News of 2024, collected from three papers with their leave, and translated by five translators.

## Considerations for Using the Data

For measuring translation; not for training. News has the biases of its papers.

## Additional Information

### Licensing Information

CC BY 4.0

### Citation Information

```
@misc{ours, title={Ours}, eprint={2401.01234}}
```

### Contact

Point of contact: ours@example.org
""" + "".join(f"Sentence {number} tells one more thing of the data.\n" for number in range(20))


def card(*arguments, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "builders", "hub", "card", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def gaps(text):
    return [(gap.part, gap.points, gap.sentence) for gap in lint_card(text).gaps]


def test_a_card_that_leaves_nothing_open_has_all_points():
    report = lint_card(GOOD)
    assert (report.score, report.gaps) == (100, ())
    assert [(part.part, part.points, part.of) for part in report.parts] == [
        ("metadata", 30, 30),
        ("sections", 40, 40),
        ("provenance", 15, 15),
        ("consistency", 10, 10),
        ("depth", 5, 5),
    ]


@pytest.mark.parametrize(
    ("there", "instead", "part", "points", "sentence"),
    [
        ("language: [ko, en]\n", "", "metadata", 8, "`language` is missing"),
        ("[ko, en]", "[Korean]", "metadata", 4, "no language tag: Korean"),
        ("license: cc-by-4.0\n", "", "metadata", 8, "`license` says nothing"),
        ("license: cc-by-4.0", "license: other", "metadata", 4, "goes without `license_name`"),
        ("license: cc-by-4.0", "license: ours", "metadata", 4, "no identifier of the Hub: ours"),
        ("license: cc-by-4.0", "license: cc", "metadata", 2, "names a family: cc"),
        ("license: cc-by-4.0", "license: cc-by-nc-4.0", "consistency", 5, "mend the one that is wrong"),
        ("license: cc-by-4.0", "license: unknown", "consistency", 5, "the metadata no licence: declare it there"),
        ("license: cc-by-4.0", "license: other", "consistency", 2, "declare that if it covers all"),
        ("task_categories: [translation]\n", "", "metadata", 5, "`task_categories` is missing"),
        ("[translation]", "[mind-reading]", "metadata", 2, "no task of the Hub: mind-reading"),
        ("size_categories: [1K<n<10K]\n", "", "metadata", 4, "`size_categories` is missing"),
        ("[1K<n<10K]", "[small]", "metadata", 4, "no class of the Hub: small"),
        ("pretty_name: Ours\n", "", "metadata", 2, "`pretty_name` is missing"),
        ("Two columns, `ko` and `en`, 2,000 rows, one split.", "", "sections", 8, "its structure holds no text"),
        ("## Dataset Structure\n\nTwo columns, `ko` and `en`, 2,000 rows, one split.", "", "sections", 8, "is missing"),
        ("@misc{ours, title={Ours}, eprint={2401.01234}}", "Ours, 2024", "provenance", 5, "Neither a paper"),
        ("Point of contact: ours@example.org", "In the paper.", "provenance", 5, "Nobody is named to ask"),
        ("CC BY 4.0", "[More Information Needed]", "consistency", 3, "stands there once"),
        ("# Ours\n", "# Dataset Card for [Dataset Name]\n", "consistency", 2, "A name of the template"),
    ],
)
def test_each_gap_costs_its_points_and_says_what_to_do(there, instead, part, points, sentence):
    assert there in GOOD
    assert [gap for gap in gaps(GOOD.replace(there, instead)) if gap[:2] == (part, points) and sentence in gap[2]]


def test_a_card_without_its_source_says_so():
    text = GOOD.replace("### Source Data", "### Curation Rationale").replace("News of 2024, collected", "Made")
    assert ("provenance", 5) in [gap[:2] for gap in gaps(text)]


def test_a_short_card_is_measured_in_words_both_ways():
    short = GOOD.split("Sentence 0")[0]
    (gap,) = gaps(short)
    assert gap[:2] == ("depth", pytest.approx(2.6, abs=1))
    assert "between spaces" in gap[2]


def test_broken_metadata_costs_the_whole_part_and_says_why():
    report = lint_card(GOOD.replace("[ko, en]", "[ko, en"))
    assert report.parts[0].points == 0
    assert "The metadata cannot be read (" in report.gaps[0].sentence


def test_the_score_is_the_sum_of_its_parts_on_every_real_card():
    for file in sorted(SAMPLE.glob("*/README.md")):
        report = lint_card(file.read_text(encoding="utf-8"))
        assert report.score == pytest.approx(sum(part.points for part in report.parts))
        assert all(0 <= part.points <= part.of for part in report.parts)
        assert (report.score == 100) == (not report.gaps)


def test_lines_are_those_of_the_file():
    file = SAMPLE / "kor_hate" / "README.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    report = lint_card(file.read_text(encoding="utf-8"))
    quoted = [gap for gap in report.gaps if gap.line and gap.sentence.startswith("`")]
    assert quoted
    for gap in quoted:
        assert gap.sentence.split("`")[1] in lines[gap.line - 1]


def test_the_command_reads_a_file_and_a_folder(tmp_path):
    (tmp_path / "README.md").write_text(GOOD, encoding="utf-8")
    status, out, err = card(tmp_path / "README.md")
    assert (status, err) == (0, "")
    assert out.startswith(f"{tmp_path / 'README.md'}: 100 of 100\n")
    assert "nothing is missing" in out
    assert json.loads(card(tmp_path, "--json")[1])["score"] == 100


def test_the_command_asks_the_hub_for_a_name():
    with hub() as server:
        with urlopen(f"{server.url}/api/datasets?limit=1") as answer:
            name = json.load(answer)[0]["id"]
        status, out, err = card(name, "--json", HF_ENDPOINT=server.url)
        text = (SAMPLE / name.rpartition("/")[2] / "README.md").read_text(encoding="utf-8")
        assert (status, err) == (0, "")
        assert json.loads(out)["score"] == lint_card(text).score
        status, out, err = card("nobody/nothing", HF_ENDPOINT=server.url)
        assert (status, out) == (1, "")
        assert err.startswith(f"isogloss: no card of nobody/nothing from {server.url}: ")


def test_what_is_no_card_ends_in_one_sentence(tmp_path):
    assert card("not/there.md")[::2] == (
        1,
        "isogloss: not/there.md is not there: name a card's file, or a dataset as ORG/NAME\n",
    )
    (tmp_path / "README.md").write_bytes(b"---\nlicense: mit\n---\n\xff")
    assert card(tmp_path)[2].endswith("is no UTF-8 text (byte 21): save it as UTF-8\n")
    assert card("klue/klue", HF_HUB_OFFLINE="1")[2].startswith("isogloss: HF_HUB_OFFLINE is set")
