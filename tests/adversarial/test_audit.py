"""Published pairs are counted by what keeps them from being evidence; the pairs here are made up for that."""

import csv
import gzip
import json

import polars as pl
import pytest
from click.testing import CliRunner

from builders.adversarial.audit import SourceCounts, audit, effective_number
from builders.adversarial.audit_text import render
from builders.cli.adversarial import adversarial
from crawlers.row_files import InputError

ASKED = "Which is a metal?"
SOUND = {
    "question": f"Ann likes shops. {ASKED} Bob rides.",
    "oriquestion": ASKED,
    "choices": ["iron", "wool", "ice"],
    "answer": "iron",
    "source": "sciq",
    "transchoices": ["Eisen", "Wolle", "Eis"],
    "transanswer": "Eisen",
}
CLEAN = {
    "language": "German",
    "pairs": 1,
    "seeds": 1,
    "most_from_one_seed": 1,
    "effective_seeds": 1.0,
    "unanswerable": 0,
    "option_counts_differ": 0,
    "repeated_options": 0,
    "holds_wrong_option": 0,
    "holds_right_option": 0,
    "glued": 0,
    "gold_last": 0,
    "unreadable": 0,
}


def published(folder, *rows, name="German.json.gz"):
    path = folder / name
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    return path


def counts(folder, *rows):
    return audit([published(folder, *rows)]).overall.model_dump()


def test_a_sound_pair_is_in_no_count_of_faults(tmp_path):
    assert audit([published(tmp_path, SOUND)]).languages[0].model_dump() == CLEAN


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"transanswer": "Stahl"}, {"unanswerable": 1}),
        ({"transanswer": "  EISEN"}, {}),
        ({"transanswer": ""}, {"unanswerable": 1}),
        ({"transchoices": []}, {"unanswerable": 1, "option_counts_differ": 1}),
        ({"transchoices": ["Eisen", "Wolle"]}, {"option_counts_differ": 1}),
        ({"transchoices": ["Eisen", "Eis", "eis "]}, {"repeated_options": 1}),
        ({"question": f"Ann likes WOOL. {ASKED}"}, {"holds_wrong_option": 1}),
        ({"question": f"{ASKED} It was a nice day."}, {}),
        ({"question": f"{ASKED} The iron is hot."}, {"holds_right_option": 1}),
        ({"question": f"Ann likes shops.{ASKED}"}, {"glued": 1}),
        ({"question": f"{ASKED}Bob rides."}, {"glued": 1}),
        ({"question": f"Ann likes shops.\n{ASKED}"}, {}),
        ({"choices": ["wool", "ice", "iron"]}, {"gold_last": 1}),
    ],
)
def test_each_fault_is_counted_and_no_other(tmp_path, change, faults):
    assert counts(tmp_path, SOUND | change) == CLEAN | {"language": "all"} | faults


def test_pairs_of_one_seed_are_not_independent(tmp_path):
    other = SOUND | {"oriquestion": "Which is soft?", "question": "Which is soft? Bob rides."}
    found = counts(tmp_path, SOUND, SOUND, SOUND, other)
    assert {name: found[name] for name in ("pairs", "seeds", "most_from_one_seed", "effective_seeds")} == {
        "pairs": 4,
        "seeds": 2,
        "most_from_one_seed": 3,
        "effective_seeds": 1.6,
    }
    assert (effective_number([5, 5, 5]), effective_number([])) == (3.0, 0.0)


def test_languages_are_told_by_the_files_or_by_a_column_and_compared_by_their_seeds(tmp_path):
    other = SOUND | {"oriquestion": "Which is soft?", "question": "Which is soft? Bob rides.", "source": "mmlu"}
    german = published(tmp_path, SOUND, other)
    both = published(tmp_path, SOUND | {"language": "ko"}, SOUND | {"language": "ja"}, name="pairs.json.gz")
    found = audit([german, both])
    assert [(one.language, one.pairs, one.seeds) for one in found.languages] == [
        ("German", 2, 2),
        ("ja", 1, 1),
        ("ko", 1, 1),
    ]
    assert (found.overall.pairs, found.overall.seeds, found.seeds_in_one_language) == (4, 2, 1)
    assert found.sources == (
        SourceCounts(source="sciq", pairs=3, seeds=1, gold_last=0),
        SourceCounts(source="mmlu", pairs=1, seeds=1, gold_last=0),
    )


def test_tables_hold_the_same_pairs(tmp_path):
    pl.DataFrame([SOUND]).write_parquet(tmp_path / "German.parquet")
    with (tmp_path / "German.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, SOUND)
        writer.writeheader()
        writer.writerow(
            {name: json.dumps(value) if isinstance(value, list) else value for name, value in SOUND.items()}
        )
    (tmp_path / "German.jsonl").write_text(json.dumps(SOUND) + "\n")
    for name in ("German.parquet", "German.csv", "German.jsonl"):
        assert audit([tmp_path / name]).languages[0].model_dump() == CLEAN


def test_a_row_that_holds_no_pair_is_counted_apart_and_shown(tmp_path):
    rows = (SOUND, SOUND | {"choices": "iron or wool"}, SOUND | {"oriquestion": " "}, "no object")
    found = audit([published(tmp_path, *rows)])
    assert found.languages[0].model_dump() == CLEAN | {"unreadable": 3}
    assert found.unreadable == (
        "German, row 2: column choices holds no list of options",
        "German, row 3: column oriquestion holds no text",
        "German, row 4: not a JSON object",
    )


def test_a_file_of_other_columns_is_refused_with_those_that_are_missing(tmp_path):
    with pytest.raises(InputError, match="has no column oriquestion, transanswer, transchoices: give files with the"):
        audit([published(tmp_path, {"question": "Which?", "choices": ["a"], "answer": "a"})])
    with pytest.raises(
        InputError, match=r"no pair can be read in .*German\.json\.gz: German, row 1: not a JSON object"
    ):
        audit([published(tmp_path, "no object")])


def test_the_command_prints_the_table_and_the_sentences(tmp_path):
    last = SOUND | {"choices": ["wool", "ice", "iron"], "transanswer": "Stahl"}
    german, korean = published(tmp_path, SOUND, last), published(tmp_path, last, name="Korean.json.gz")
    done = CliRunner().invoke(adversarial, ["audit", "--input", str(german), "--input", str(korean)])
    lines = done.output.splitlines()
    assert lines[:4] == [
        "            pairs  seeds   most  n_eff unans.  count   same  wrong  right  glued",
        "German          2      1      2      1      1      0      0      0      0      0",
        "Korean          1      1      1      1      1      0      0      0      0      0",
        "all             3      1      3      1      2      0      0      0      0      0",
    ]
    assert lines[-5:] == [
        "answerable      1 of 3 (33.3%) pairs",
        "one language    0 of 1 (0.0%) seeds are in one language only: languages are",
        "                compared on different questions",
        "sciq            pairs 3, seeds 1; the right answer is the last option in 2 of 3",
        "                (66.7%)",
    ]
    assert max(map(len, lines)) <= 80


def test_what_a_foreign_file_calls_its_language_steers_no_terminal(tmp_path):
    table = render(audit([published(tmp_path, SOUND | {"language": "\x1b[31mred"})])).splitlines()
    assert table[1] == " [31mred  " + "".join(f"{cell:>7}" for cell in (1, 1, 1, 1, 0, 0, 0, 0, 0, 0))


def test_the_command_prints_json_for_machines(tmp_path):
    done = CliRunner().invoke(adversarial, ["audit", "--json", "--input", str(published(tmp_path, SOUND))])
    assert json.loads(done.output)["overall"] == CLEAN | {"language": "all"}
