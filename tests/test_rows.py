"""Files as people bring them: every format, every fault, and no row lost silently."""

import csv
import gzip
import json
import tracemalloc
import unicodedata
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.rows import BadRow, InputError, Row, columns_of, read_rows

COLUMNS = {"question": "question", "answer": "answer"}
TWO = [
    {"question": "How many eggs?", "answer": 18},
    {"question": 'Wie viele Eier, "Größe L"?\nZwei Zeilen', "answer": "-7/2"},
]


def row(number, question, answer, **changes):
    return Row(**{
        "number": number, "source_id": "", "question": question, "choices": (), "answer": answer, "solution": "",
        "normalised": False, **changes,
    })  # fmt: skip


TWO_ROWS = [row(1, TWO[0]["question"], "18"), row(2, TWO[1]["question"], "-7/2")]


def write_jsonl(path, records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def write_json(path, records):
    path.write_text(json.dumps(records), encoding="utf-8")


def write_delimited(path, records, delimiter):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(records)


def write_parquet(path, records):
    pl.DataFrame([{**record, "answer": str(record["answer"])} for record in records]).write_parquet(path)


WRITERS = {
    ".jsonl": write_jsonl,
    ".ndjson": write_jsonl,
    ".json": write_json,
    ".csv": lambda path, records: write_delimited(path, records, ","),
    ".tsv": lambda path, records: write_delimited(path, records, "\t"),
    ".parquet": write_parquet,
}


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_tells_the_same_rows(tmp_path, ending):
    path = tmp_path / f"v1.2{ending}"
    WRITERS[ending](path, TWO)
    assert columns_of(path) == ["question", "answer"]
    assert list(read_rows(path, columns=COLUMNS)) == TWO_ROWS


@pytest.mark.parametrize("ending", [".jsonl", ".json", ".csv", ".TSV"])
def test_a_packed_file_reads_like_the_open_one(tmp_path, ending):
    plain, packed = tmp_path / "open", tmp_path / f"{'3f' * 32}{ending}.gz"
    WRITERS[ending.lower()](plain, TWO)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_rows(packed, columns=COLUMNS)) == TWO_ROWS


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u200b\u2060") | st.sampled_from("\n\t\0"),
    min_size=1,
).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(texts, texts), min_size=1))
@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_any_text_reads_back_in_nfc(tmp_path_factory, ending, pairs):
    if ending == ".csv":  # a NUL is what tells a text from other files; in JSON it is escaped
        pairs = [(question.replace("\0", "0"), answer.replace("\0", "0")) for question, answer in pairs]
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    WRITERS[ending](path, [{"question": question, "answer": answer} for question, answer in pairs])
    back = [(read.question, read.answer) for read in read_rows(path, columns=COLUMNS)]
    assert back == [tuple(unicodedata.normalize("NFC", text).strip() for text in pair) for pair in pairs]


def test_text_is_composed_and_cleared_of_invisible_characters_and_says_so(tmp_path):
    path, hangul = tmp_path / "people.csv", "달걀은 몇 개입니까?"
    lines = ["문제,정답", f"{hangul},18", "Same\u200b text\ufeff,2\u2060", " outer space ,\u3000 3 ", "क्‍ष,4"]
    decomposed = "\r\n".join(lines).replace(hangul, unicodedata.normalize("NFD", hangul))
    decomposed = decomposed.replace("문제", unicodedata.normalize("NFD", "문제"))
    path.write_bytes(("\ufeff" + decomposed).encode())
    assert list(read_rows(path, columns={"question": "문제", "answer": "정답"})) == [
        row(1, hangul, "18", normalised=True),
        row(2, "Same text", "2", normalised=True),
        row(3, "outer space", "3"),
        row(4, "क्‍ष", "4"),
    ]


def test_line_ends_inside_a_text_become_line_feeds(tmp_path):
    path = tmp_path / "windows.csv"
    path.write_bytes(b'question,answer\r\n"one\r\ntwo",3\r\n')
    assert list(read_rows(path, columns=COLUMNS)) == [row(1, "one\ntwo", "3", normalised=True)]


def test_a_bom_before_a_quoted_header_or_a_later_line_is_no_part_of_the_text(tmp_path):
    (tmp_path / "excel.csv").write_bytes('\ufeff"question","answer"\r\n"a","1"\r\n'.encode())
    (tmp_path / "joined.jsonl").write_bytes(2 * '\ufeff{"question": "a", "answer": "1"}\r\n'.encode())
    assert list(read_rows(tmp_path / "excel.csv", columns=COLUMNS)) == [row(1, "a", "1")]
    assert list(read_rows(tmp_path / "joined.jsonl", columns=COLUMNS)) == [row(1, "a", "1"), row(2, "a", "1")]


@pytest.mark.parametrize(
    "written", ["18", "18.0", "-7", "-0.10", "1e400", "12345678901234567890.10", "9" * 5000, "true"]
)
def test_a_number_in_json_keeps_every_digit(tmp_path, written):
    (tmp_path / "n.jsonl").write_text(f'{{"question": "q", "answer": {written}}}')
    assert list(read_rows(tmp_path / "n.jsonl", columns=COLUMNS)) == [row(1, "q", written)]


@pytest.mark.parametrize(("value", "text"), [(18, "18"), (18.0, "18.0"), (-0.1, "-0.1"), (Decimal("1.50"), "1.50")])
def test_a_number_in_parquet_keeps_its_value(tmp_path, value, text):
    pl.DataFrame({"question": ["q"], "answer": [value]}).write_parquet(tmp_path / "n.parquet")
    assert list(read_rows(tmp_path / "n.parquet", columns=COLUMNS)) == [row(1, "q", text)]


def test_a_missing_number_in_parquet_is_an_empty_answer(tmp_path):
    pl.DataFrame({"question": ["q", "r"], "answer": [None, float("nan")]}).write_parquet(tmp_path / "n.parquet")
    empty = "the answer is empty (column answer)"
    assert list(read_rows(tmp_path / "n.parquet", columns=COLUMNS)) == [
        BadRow(1, empty, empty=True), BadRow(2, empty, empty=True)
    ]  # fmt: skip


HALF_A_PAIR = "column question holds half of a surrogate pair, which no file can store"
CHOSEN = row(1, "q", "1", choices=("a, b", "2.50"), source_id="7", solution="because")


@pytest.mark.parametrize(
    ("choices", "record"),
    [
        ("options", {"options": ["a, b", 2.5]}),
        ("options", {"options": '["a, b", 2.50]'}),
        ("A, B", {"A": "a, b", "B": "2.50"}),
        ("left,right", {"left,right": ["a, b", "2.50"]}),
    ],
)
def test_options_come_as_a_list_or_as_columns(tmp_path, choices, record):
    line = json.dumps({"question": "q", "answer": 1, "id": 7, "why": "because", **record}).replace("2.5]", "2.50]")
    (tmp_path / "c.jsonl").write_text(line)
    columns = {**COLUMNS, "choices": choices, "id": "id", "solution": "why"}
    assert list(read_rows(tmp_path / "c.jsonl", columns=columns)) == [CHOSEN]


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ("a, b", "column options holds no list of options"),
        ([], "column options holds no list of options"),
        (["a", " "], "option 2 of 2 is empty (options)"),
        (["a", {}], "column options holds a dict, not a text or a number"),
    ],
)
def test_options_that_are_none_make_a_bad_row(tmp_path, options, detail):
    write_jsonl(tmp_path / "c.jsonl", [{"question": "q", "answer": 0, "options": options}])
    assert list(read_rows(tmp_path / "c.jsonl", columns={**COLUMNS, "choices": "options"})) == [
        BadRow(1, detail, empty="is empty" in detail)
    ]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b'{"question": "q", "answer"', "line 2: not JSON (Expecting ':' delimiter, column 27)"),
        (b"[" * 100_000, "line 2: not JSON (nested too deeply)"),
        (b'["q", 1]', "line 2: not a JSON object"),
        (b'{"question": "caf\xe9", "answer": 1}', "line 2: not UTF-8 (byte 18 is 0xe9)"),
        (b'{"question": "\\ud83d", "answer": 1}', HALF_A_PAIR),
        (b'{"question": " \\u200b", "answer": 1}', "the question is empty (column question)"),
        (b'{"question": "q"}', "the answer is empty (column answer)"),
        (b'{"question": "q", "answer": NaN}', "the answer is empty (column answer)"),
        (b'{"question": ["q"], "answer": 1}', "column question holds a list, not a text or a number"),
    ],
)  # fmt: skip
def test_a_broken_json_line_is_one_bad_row_and_the_next_is_read(tmp_path, line, detail):
    good = b'{"question": "q", "answer": 1}'
    (tmp_path / "b.jsonl").write_bytes(b"\n".join([good, line, good]))
    assert list(read_rows(tmp_path / "b.jsonl", columns=COLUMNS)) == [
        row(1, "q", "1"), BadRow(2, detail, empty="is empty" in detail), row(3, "q", "1")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"q,1,2", "line 3: 3 fields where the header names 2"),
        (b'"two\nlines"', "line 3 to 4: 1 fields where the header names 2"),
        (b"caf\xe9,1", "line 3: not UTF-8"),
        (b'"Yes," she said,1', "line 3: ',' expected after '\"'"),
        (b",1", "the question is empty (column question)"),
    ],
)
def test_a_broken_csv_row_is_one_bad_row_and_the_next_is_read(tmp_path, line, detail):
    (tmp_path / "b.csv").write_bytes(b"\n".join([b"question,answer", b"q,1", line, b"", b"q,1"]))
    assert list(read_rows(tmp_path / "b.csv", columns=COLUMNS)) == [
        row(1, "q", "1"), BadRow(2, detail, empty="is empty" in detail), row(3, "q", "1")
    ]  # fmt: skip


def test_the_limit_counts_good_and_bad_rows(tmp_path):
    (tmp_path / "b.jsonl").write_text('{"question": "q", "answer": 1}\n\n{\n{"question": "r", "answer": 2}\n')
    assert [read.number for read in read_rows(tmp_path / "b.jsonl", columns=COLUMNS, limit=2)] == [1, 2]
    assert [read.number for read in read_rows(tmp_path / "b.jsonl", columns=COLUMNS)] == [1, 2, 3]


def test_a_packed_file_of_ten_megabytes_is_read_in_two(tmp_path):
    record = json.dumps({"question": "q" * 1000, "answer": 1}) + "\n"
    with gzip.open(tmp_path / "large.jsonl.gz", "wt", compresslevel=1) as file:
        file.writelines(record for _ in range(10_000))
    tracemalloc.start()
    read = sum(1 for _ in read_rows(tmp_path / "large.jsonl.gz", columns=COLUMNS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (read, peak < 2_000_000) == (10_000, True)


NOT_READ = "does not end in a way that is read: .jsonl, .ndjson, .json, .csv and .tsv (each also with .gz) and .parquet"
NO_TEXT = "is not UTF-8 text: save it as UTF-8, or give it the ending of what it is"
NO_ROWS = "holds no rows: give a file with at least one row"
NO_LIST = "is not one JSON list (Extra data: line 2 column 1 (char 9)): with an object on each line it is .jsonl"
NO_JSON = "holds no row that can be read (line 1: not JSON (Expecting value, column 1)): is its ending the right one?"
NO_GZIP = "is not a whole gzip file (Not a gzipped file (b'{\"')): fetch it again, or rename it"
CUT_OFF = (
    "is not a whole gzip file (Compressed file ended before the end-of-stream marker was reached): "
    "fetch it again, or rename it"
)
FAULTS = {
    "a.xlsx": (b"x", NOT_READ),
    "a.parquet.gz": (b"x", NOT_READ),
    "empty.csv": (b"", "is empty: give a file with at least one row"),
    "empty.jsonl.gz": (gzip.compress(b""), NO_ROWS),
    "bom.jsonl": (b"\xef\xbb\xbf\r\n", NO_ROWS),
    "header.csv": (b"question,answer\n", NO_ROWS),
    "empty.json": (b"[]", NO_ROWS),
    "one.json": (b'{"rows": []}', "holds one JSON dict: give a list of objects"),
    "lines.json": (b'{"a": 1}\n{"a": 2}', NO_LIST),
    "prose.jsonl": (b"Dear all,\n", NO_JSON),
    "plain.jsonl.gz": (b'{"question"', NO_GZIP),
    "packed.jsonl": (gzip.compress(b"{}"), "is packed with gzip: add .gz to its name"),
    "cut.jsonl.gz": (gzip.compress(b'{"question": "q", "answer": 1}\n')[:-9], CUT_OFF),
    "utf16.csv": ("question,answer\nq,1\n".encode("utf-16"), NO_TEXT),
    "image.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NO_TEXT),
    "twice.csv": (b"question,question\n1,2\n", "has two columns named question: rename one"),
    "others.csv": ("문제,정답\nq,1\n".encode(), "has no column question, answer: it has 문제, 정답"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(tmp_path, name):
    content, fault = FAULTS[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        list(read_rows(path, columns=COLUMNS))
    assert str(refused.value) == f"{path} {fault}"


def test_a_header_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "latin.csv").write_bytes("Größe,answer\n1,2\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"names no columns \(not UTF-8\): save it as UTF-8 with a header"):
        columns_of(tmp_path / "latin.csv")


@pytest.mark.parametrize("cut", [10, -200])
def test_a_broken_parquet_file_is_named(tmp_path, cut):
    path = tmp_path / "broken.parquet"
    write_parquet(path, TWO)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"broken\.parquet is not a whole Parquet file .*: fetch or write it again$"):
        columns_of(path)


def test_a_file_that_is_missing_a_folder_or_unreadable_is_named(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    messages = {}
    for name in ("missing.csv", "folder.csv", "loop.csv"):
        with pytest.raises(InputError) as refused:
            columns_of(tmp_path / name)
        messages[name] = str(refused.value).replace(str(tmp_path) + "/", "")
    assert messages == {
        "missing.csv": "there is no file missing.csv: check its path",
        "folder.csv": "folder.csv is a folder: name one file in it",
        "loop.csv": "loop.csv cannot be read (Too many levels of symbolic links): check its path and its permissions",
    }


def test_a_column_nobody_named_is_refused_before_the_first_row(tmp_path):
    write_jsonl(tmp_path / "t.jsonl", TWO)
    with pytest.raises(InputError, match=r"no column is named for the answer in .*t\.jsonl: it has question, answer"):
        read_rows(tmp_path / "t.jsonl", columns={"question": "question"})
