"""A row's digest is that of its canonical JSON, however it was put together."""

import pyarrow as pa

from builders.releasing.row_digests import row_digests
from schemas.digest import canonical_json, digest

DOCUMENT = {"text": '불이 \u2028 "났다"', "starts": [0, 7], "date": None}
ROWS = [
    {"id": "a", "place": 1, "document": DOCUMENT, "quotes": [{"text": "x", "at": 3}], "share": 0.1, "read": True},
    {"id": "b", "place": None, "document": DOCUMENT, "quotes": [], "share": None, "read": False},
    {"id": "c", "place": 1, "document": None, "quotes": None, "share": 1e-07, "read": None},
    {"id": "d", "place": 2, "document": DOCUMENT | {"starts": []}, "quotes": [], "share": 1.0, "read": True},
]


def test_every_row_has_the_digest_of_its_canonical_json():
    table = pa.Table.from_pylist(ROWS)
    assert row_digests(table) == {row["id"]: digest(canonical_json(row)) for row in table.to_pylist()}


def test_no_rows_have_no_digests():
    assert row_digests(pa.Table.from_pylist(ROWS).slice(0, 0)) == {}
