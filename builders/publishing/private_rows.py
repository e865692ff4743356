"""Are the rows that a release holds out those that it has committed to, and is none of them in its public files.

private/opening.json                              salt and version
private/data/gsm8k/test-00000-of-00001.parquet    rows whose salted digest stands in provenance.json
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from builders.publishing.public_text import PublicText, public_text
from builders.publishing.records import PROVENANCE, Defect
from builders.publishing.release_files import Opened, relative
from builders.publishing.row_checks import NEEDED, rows_named
from builders.release_folder import parquet_path
from builders.releasing.canary import marked
from builders.releasing.commitment import PrivatePart, commitment_to, state_of
from builders.releasing.private_folder import OPENING, Opening

Rows = Sequence[Mapping[str, Any]]
TEXTS = ("question", "original", "oriquestion", "transquestion", "transori", "hypothesis", "document1", "document2")
"""Columns whose text must not be public; of a document, its `text`."""


def private_defects(opened: Opened, folder: Path) -> Iterator[Defect]:
    """All that is wrong with a private folder, or with the release because of it."""
    if opened.provenance.private is None:
        yield Defect(file=PROVENANCE, sentence=f"says of nothing that it is held out: {folder} is not of this release")
        return
    opening = _opening(folder)
    if isinstance(opening, Defect):
        yield opening
        return
    if opening.version != opened.provenance.version:
        versions = f"opens version {opening.version}, and the release is version {opened.provenance.version}"
        yield _defect(OPENING, f"{versions}: give the folder that was written with it")
    parts = opened.provenance.private.parts
    named = {parquet_path(folder, part.config, part.split): part for part in parts}
    public = public_text(opened)
    if public.holds(opening.salt):
        yield _defect(OPENING, "holds a salt that stands in a public file: do not publish this release")
    for file, part in named.items():
        yield from _part_defects(opened, folder, file, part, opening, public)
    for file in sorted({*folder.glob("data/**/*.parquet")} - named.keys()):
        yield _defect(relative(folder, file), f"is of no part that {PROVENANCE} commits to: take it out")


def _opening(folder: Path) -> Opening | Defect:
    try:
        return Opening.model_validate(json.loads((folder / OPENING).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return _defect(OPENING, "is not there: name the private folder of the release's workspace")
    except (ValidationError, ValueError):
        return _defect(OPENING, "holds no version and salt: restore it from a copy, or release again")


def _part_defects(
    opened: Opened, folder: Path, file: Path, part: PrivatePart, opening: Opening, public: PublicText
) -> Iterator[Defect]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = relative(folder, file)
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        table = None
    if table is None or not {*NEEDED} <= {*table.column_names}:
        yield _defect(name, "is not there or cannot be read: restore it from a copy, or release again")
        return
    rows: Rows = table.to_pylist()
    if marked(file) != opened.provenance.canary:
        yield _defect(name, f"has not the canary {opened.provenance.canary} in its metadata: release again")
    yield from _differences(name, part, rows, opening)
    yield from _published(name, rows, public)


def _differences(name: str, part: PrivatePart, rows: Rows, opening: Opening) -> Iterator[Defect]:
    """From what the release says of a part."""
    if commitment_to(rows, config=part.config, split=part.split, salt=opening.salt) != part.commitment:
        yield _defect(name, f"holds other rows than those that {PROVENANCE} commits to, or the salt is another")
    states = Counter(map(state_of, rows))
    if states != Counter(part.states):
        yield _defect(name, f"holds {_listed(states)} and {PROVENANCE} says {_listed(part.states)}: release again")


def _published(name: str, rows: Rows, public: PublicText) -> Iterator[Defect]:
    known = {
        "whose id": [row["id"] for row in rows if public.names(row["id"])],
        "whose text": [row["id"] for row in rows if any(map(public.holds, _texts(row)))],
    }
    for what, items in known.items():
        if items:
            yield _defect(name, f"{rows_named(items)} {what} stands in a public file: do not publish this release")


def _texts(row: Mapping[str, Any]) -> Iterator[str]:
    for column in TEXTS:
        value = row.get(column)
        text = value.get("text") if isinstance(value, dict) else value
        if isinstance(text, str) and text.strip():
            yield text


def _listed(states: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in sorted(states.items())) or "none"


def _defect(file: str, sentence: str) -> Defect:
    return Defect(file=f"private/{file}", sentence=sentence)
