r"""Records of a file, one at a time, whatever its format: values by column, or what is wrong with that row.

    {"question": "Janet\u2019s ducks lay 16 eggs ...", "answer": "... #### 18"}      .jsonl .ndjson, one object a line
    [{"problem": "...", "solution": "...", "answer": "\\frac{1}{2}"}, ...]           .json
    question,choice0,choice1,choice2,choice3,answer                                  .csv .tsv .parquet

All but Parquet may also end in .gz. Only .json, which is one value, is held in memory whole. CSV and TSV are quoted as
RFC 4180 says; a quote that stands elsewhere is a fault of its row, because guessing would drop it.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.faults import Fault

ENDINGS = ".jsonl, .ndjson, .json, .csv and .tsv (each also with .gz) and .parquet"
PARQUET_BATCH = 256

Record = dict[str, Any] | str
"""Values by column, or what is wrong with the row."""


class InputError(Fault):
    """The file cannot be used; the message says which, why, and what to do."""


def records(path: Path) -> Iterator[Record]:
    """Every record in the file's order; raises `InputError`, also after some records when the file breaks off."""
    endings = [suffix.lower() for suffix in path.suffixes]
    compressed = endings[-1:] == [".gz"]
    match "".join(endings[-2:-1] if compressed else endings[-1:]):
        case ".jsonl" | ".ndjson":
            return _json_lines(path)
        case ".json":
            return _json_list(path)
        case ".csv":
            return _delimited(path, ",")
        case ".tsv":
            return _delimited(path, "\t")
        case ".parquet" if not compressed:
            return _parquet(path)
    raise InputError(f"{path} does not end in a way that is read: {ENDINGS}")


def json_or_none(text: str) -> Any:
    """The JSON value, numbers as the text they are written in; None when it is not JSON."""
    try:
        return _json(text)
    except (ValueError, RecursionError):
        return None


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def unencodable(text: str) -> bool:
    """Whether it holds a lone surrogate: from a broken JSON escape, or from a byte that is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _json_lines(path: Path) -> Iterator[Record]:
    with _opened_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                record = _json_object(line)
                yield f"line {number}: {record}" if isinstance(record, str) else record


def _json_list(path: Path) -> Iterator[Record]:
    with _opened_text(path) as file:
        try:
            content = _json(file.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{path} is not one JSON list ({error}): with an object on each line it is .jsonl"
            ) from error
    if not isinstance(content, list):
        raise InputError(f"{path} holds one JSON {type(content).__name__}: give a list of objects")
    for value in content:
        yield _by_column(value)


def _json_object(line: bytes) -> Record:
    try:
        return _by_column(_json(line.decode("utf-8-sig").rstrip()))
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte {error.start + 1} is 0x{line[error.start]:02x})"
    except json.JSONDecodeError as error:
        return f"not JSON ({error.msg}, column {error.colno})"
    except RecursionError:
        return "not JSON (nested too deeply)"


def _json(text: str) -> Any:
    """Numbers stay the text they are written in: no digit is lost, and an answer becomes text anyway."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _not_a_number: None)


def _by_column(value: object) -> Record:
    if not isinstance(value, dict):
        return "not a JSON object"
    return {nfc(column): content for column, content in value.items()}


def _delimited(path: Path, delimiter: str) -> Iterator[Record]:
    with _opened_text(path) as lines:
        # A byte that is not UTF-8 becomes a surrogate, so that one row is bad and not the file.
        text = (line.decode(errors="surrogateescape") for line in lines)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        header = _header(path, reader)
        last_line = reader.line_num
        while (fields := _next_fields(reader)) is not None:
            where = f"line {last_line + 1}" + (f" to {reader.line_num}" if reader.line_num > last_line + 1 else "")
            last_line = reader.line_num
            if isinstance(fields, str):
                yield f"{where}: {fields}"
            elif fields and len(fields) != len(header):
                yield f"{where}: {len(fields)} fields where the header names {len(header)}"
            elif fields:
                yield f"{where}: not UTF-8" if unencodable("".join(fields)) else dict(zip(header, fields, strict=True))


def _header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    first = _next_fields(reader) or []
    fault = first if isinstance(first, str) else "not UTF-8" if unencodable("".join(first)) else ""
    if fault:
        raise InputError(f"the first line of {path} names no columns ({fault}): save it as UTF-8 with a header")
    header = [nfc(name.strip()) for name in first]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"{path} has two columns named {twice[0] or 'nothing'}: rename one")
    return header


def _next_fields(reader: Iterator[list[str]]) -> list[str] | str | None:
    """Fields of the next row, what is wrong with it, or None at the end."""
    try:
        return next(reader, None)
    except csv.Error as error:
        return str(error)


def _parquet(path: Path) -> Iterator[Record]:
    import pyarrow as pa
    from pyarrow import parquet

    with _opened(path) as file:
        try:
            for batch in parquet.ParquetFile(file).iter_batches(PARQUET_BATCH):
                yield from map(_by_column, batch.to_pylist())
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} is not a whole Parquet file ({error}): fetch or write it again") from error


@contextmanager
def _opened_text(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a text file, unpacked when it ends in .gz."""
    with _opened(path) as file:
        if path.suffix.lower() != ".gz":
            yield _proven_text(path, file)
            return
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield _proven_text(path, io.BufferedReader(unpacked))
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise InputError(f"{path} is not a whole gzip file ({error}): fetch it again, or rename it") from error


def _proven_text(path: Path, file: io.BufferedReader) -> io.BufferedReader:
    if (start := file.peek(4096)).startswith(codecs.BOM_UTF8):
        file.read(len(codecs.BOM_UTF8))
    if start.startswith(b"\x1f\x8b"):
        raise InputError(f"{path} is packed with gzip: add .gz to its name")
    if b"\0" in start or start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(f"{path} is not UTF-8 text: save it as UTF-8, or give it the ending of what it is")
    return file


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    try:
        with path.open("rb") as file:
            if not file.peek(1):
                raise InputError(f"{path} is empty: give a file with at least one row")
            yield file
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}: check its path") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder: name one file in it") from error
    except gzip.BadGzipFile:
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its path and its permissions") from error
