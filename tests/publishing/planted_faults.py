"""One thing wrong with a copy of a release, by name: what plants it, and everything that a check must say of it."""

import pyarrow as pa
import pyarrow.parquet as pq

from tests.publishing.release_worlds import MATH_DATA, UNBALANCED_TRAIN, edited, with_provenance, with_rows, with_sum

CONFIG = """- config_name: other
  default: true
  data_files: [{split: test, path: data/gsm8k/*.parquet}]
"""
BALANCED_TRAIN = "data/invented/train-00000-of-00001.parquet"


def _card(old, new):
    return lambda folder: edited(folder, "README.md", old, new)


def _rows(change, file=MATH_DATA):
    return lambda folder: with_rows(folder, change, file=file)


def _known(change):
    return lambda folder: with_provenance(folder, change)


def _data_torn(folder):
    (folder / MATH_DATA).write_bytes((folder / MATH_DATA).read_bytes()[:900])


def _two_defaults(folder):
    edited(folder, "README.md", "configs:\n- config_name: gsm8k", "configs:\n- config_name: gsm8k\n  default: true")
    edited(folder, "README.md", "---\n\n#", CONFIG + "---\n\n#")


def _second_file(folder):
    (folder / "data" / "gsm8k" / "old.parquet").write_bytes((folder / MATH_DATA).read_bytes())


def _link(folder):
    (folder / "notes.md").symlink_to(folder / "README.md")


def _card_is_a_folder(folder):
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()


def _by_hand(folder, file, old, new):
    """Without the sum that goes with it."""
    (folder / file).write_text((folder / file).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _names_are_numbers(folder):
    schema = pq.read_table(folder / MATH_DATA).schema
    numbered = schema.set(schema.get_field_index("id"), pa.field("id", pa.int64()))
    with_rows(folder, lambda rows: [row.update(id=at) for at, row in enumerate(rows)], schema=numbered)


def _column_gone(folder):
    table = pq.read_table(folder / MATH_DATA)
    with_rows(folder, lambda _rows: None, schema=table.schema.remove(table.schema.get_field_index("direction")))


def _columns_swapped(folder):
    schema = pq.read_table(folder / MATH_DATA).schema
    fields = [schema.field(at) for at in range(len(schema))]
    swapped = pa.schema([fields[1], fields[0], *fields[2:]], metadata=schema.metadata)
    with_rows(folder, lambda _rows: None, schema=swapped)


def _twice(rows):
    rows[1]["id"] = rows[0]["id"]


def _homeless(rows):
    rows[1]["id"] = "math-en-ko-0002"


def _other_source(rows):
    rows[1]["source"] = "MATH"


def _unread(rows):
    rows[1] |= {"decision": "none", "review_state": "machine-clean-unread"}


def _sampled(rows):
    rows[1] |= {"decision": "none", "review_state": "machine-clean"}


def _one_less(rows):
    rows.pop()


def _flagged(rows):
    rows[0] |= {"flagged": True, "review_state": "machine-clean"}


def _relabelled(rows):
    rows[0]["label"] = 2 - rows[0]["label"]


def _language(rows):
    rows[0]["document1"]["language"] = "tr"


def _event_in_two_splits(folder):
    other = pq.read_table(folder / UNBALANCED_TRAIN.replace("train", "validation")).to_pylist()[0]["event"]
    with_rows(folder, lambda rows: rows[0].update(event=other), file=UNBALANCED_TRAIN)


def _decided_and_unread(rows):
    rows[1]["review_state"] = "machine-clean"


def _one_accepted_more(known):
    known["accounts"][0]["clean"]["accepted"] += 1


def _one_accepted_for_waiting(known):
    known["accounts"][0]["clean"]["accepted"] += 1
    known["accounts"][0]["clean"]["waiting"] -= 1


def _no_accounts(known):
    known["accounts"] = []


def _other_sum(known):
    known["files"][MATH_DATA] = "0" * 64


def _sum_of_nothing(known):
    known["files"]["data/math/test-00000-of-00001.parquet"] = "0" * 64


def _split_counts(known):
    known["splits"]["invented-nli-en"][0]["reviewed"] -= 1


MATH = {
    "no folder": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "no card": lambda folder: (folder / "README.md").unlink(),
    "card in another encoding": lambda folder: (folder / "README.md").write_bytes(b"---\n\xff"),
    "no metadata": _card("---\n", ""),
    "metadata torn": _card("license: mit", "license: [mit"),
    "no configs": _card("configs:", "tags:"),
    "path out of the folder": _card("path: data", "path: ../data"),
    "no provenance": lambda folder: (folder / "provenance.json").unlink(),
    "provenance torn": lambda folder: (folder / "provenance.json").write_text('{"preview": fal'),
    "provenance without sums": _known(lambda known: known.pop("files")),
    "run without source": _known(lambda known: known["runs"][0].pop("source")),
    "no data": lambda folder: (folder / MATH_DATA).unlink(),
    "data torn": _data_torn,
    "file that no config names": _second_file,
    "hidden file": lambda folder: (folder / ".DS_Store").write_text("x"),
    "link": _link,
    "link to a folder": lambda folder: (folder / "etc").symlink_to("/etc"),
    "file that no release writes": lambda folder: (folder / "explore.ipynb").write_text("{}"),
    "card edited by hand": lambda folder: _by_hand(folder, "README.md", "12 rows came in", "13 rows came in"),
    "licences edited by hand": lambda folder: _by_hand(folder, "LICENSES.md", "Licence: MIT", "Licence: CC0-1.0"),
    "no licences": lambda folder: (folder / "LICENSES.md").unlink(),
    "no picture": lambda folder: (folder / "images" / "what-became.png").unlink(),
    "card is a folder": _card_is_a_folder,
    "empty path": _card("path: data/gsm8k/test-*.parquet", "path: ''"),
    "path that is no pattern": _card("path: data/gsm8k/test-*.parquet", "path: data/**x"),
    "data not fetched by git": lambda folder: (folder / MATH_DATA).write_text("version https://git-lfs.github.com/v1"),
    "row without a name": _rows(lambda rows: rows[1].update(id=None)),
    "row without its language": _rows(lambda rows: rows[1].update(language=None)),
    "names that are numbers": _names_are_numbers,
    "other sum": _known(_other_sum),
    "no sum": _known(lambda known: known["files"].clear()),
    "sum of nothing": _known(_sum_of_nothing),
    "column gone": _column_gone,
    "columns in another order": _columns_swapped,
    "id twice": _rows(_twice),
    "row of no run": _rows(_homeless),
    "row of another source": _rows(_other_source),
    "row that nobody read": _rows(_unread),
    "preview by the provenance alone": _known(lambda known: known.update(preview=True)),
    "preview by the card alone": _card("# gsm8k", "# Preview, not reviewed\n\n# gsm8k"),
    "unread row of a run where all are read": _rows(_sampled),
    "decided and unread": _rows(_decided_and_unread),
    "row gone": _rows(_one_less),
    "accounts do not add up": _known(_one_accepted_more),
    "accounts of other rows": _known(_one_accepted_for_waiting),
    "no accounts": _known(_no_accounts),
    "other number of problems": _card("\n8 problems", "\n9 problems"),
    "other number of rows": _card("`gsm8k`: 8 rows", "`gsm8k`: 1,319 rows"),
    "other number of rows in the metadata": _card("num_examples: 8", "num_examples: 9"),
    "metadata of another shape": _card("  splits:\n", "  parts:\n"),
    "config without rows": _card("- `gsm8k`: 8 rows", "- `gsm8k`: 8 rows\n- `math`: 5 rows"),
    "other number accepted": _card("7 accepted", "8 accepted"),
    "other kind of answers": _card("| gsm8k | en-ko | numeric |", "| gsm8k | en-ko | choice |"),
    "other number of rows of a kind": _card("| numeric | 8 | 7 | 1 | 0 |", "| numeric | 8 | 8 | 0 | 0 |"),
    "other length of problems": _card("| gsm8k | en | 8 |", "| gsm8k | en | 9 |"),
    "other size": _card("- n<1K", "- 1K<n<10K"),
    "language that no row has": _card("language:\n- en", "language:\n- en\n- fr"),
    "size that the Hub does not know": _card("- n<1K", "- n<1K\n- n>1M"),
    "unknown licence": _card("license: mit", "license: unknown"),
    "licence that the Hub does not know": _card("license: mit", "license: mitt"),
    "field that the Hub does not know": _card("license: mit", "license: mit\nlicence: mit"),
    "name that is no text": _card("pretty_name: gsm8k en-ko", "pretty_name: 12"),
    "word that the Hub does not know": _card("- translation", "- parallel"),
    "task that the Hub does not know": _card("- text-generation", "- arithmetic"),
    "two defaults": _two_defaults,
    "default that is no flag": _card(
        "configs:\n- config_name: gsm8k", "configs:\n- config_name: gsm8k\n  default: yes please"
    ),
    "placeholder": _card("12 rows came in", "[More Information Needed]\n12 rows came in"),
    "empty section": lambda folder: _card_cut(folder, "## Considerations", "## Additional"),
}

INFERENCE = {
    "flagged row that nobody read": _rows(_flagged, UNBALANCED_TRAIN),
    "labels out of balance": _rows(_relabelled, BALANCED_TRAIN),
    "other language": _rows(_language, UNBALANCED_TRAIN),
    "event in two splits": _event_in_two_splits,
    "splits of other rows": _known(_split_counts),
    "other number balanced": _card("| 0 | 60 | people's on 60 |", "| 0 | 57 | people's on 60 |"),
    "other share of a language": _card("| ar | 4 | 21.8 |", "| ar | 4 | 21.9 |"),
    "other length": _card("| tokens a document | 84.0 | 84.0 |", "| tokens a document | 84.0 | 84.1 |"),
    "other number of items": _card("native premises (55 items)", "native premises (56 items)"),
    "table gone": _card("| Label | both |", "| Labels | both |"),
}


def _card_cut(folder, begin, end):
    """A section with its heading and nothing else."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    heading, rest = text[text.index(begin) :].split("\n", 1)
    cut = text[: text.index(begin)] + heading + "\n\n" + rest[rest.index(end) :]
    (folder / "README.md").write_text(cut, encoding="utf-8")
    with_sum(folder, "README.md")
