"""The rows that a release holds out, beside the folder that is published and never within it.

private/data/gsm8k/test-00000-of-00001.parquet    columns and canary as in release/
private/opening.json                              {"version": "1.1.0", "salt": "71d2..."}

Whoever is given this folder can check with the salt that these are the rows that the release has committed to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from builders.releasing.canary import write_marked
from builders.releasing.commitment import Commitment, PrivatePart, commitment_to, state_of
from builders.releasing.private_draw import PrivateDraw
from builders.releasing.versions import Erratum, PrivateRows, Version, held
from schemas.private_share import SALT, PrivateShare
from schemas.records import Record

if TYPE_CHECKING:
    import pyarrow as pa

OPENING = "opening.json"


class Opening(Record):
    """What shows that rows are those of a commitment."""

    version: str
    salt: str = Field(pattern=SALT)


@dataclass(frozen=True)
class HeldOut:
    """What a recipe holds out; nothing where no share was asked for."""

    draw: PrivateDraw
    tables: Mapping[tuple[str, str], pa.Table]
    """By config and split, as the recipe would have released them."""

    @property
    def rows(self) -> dict[str, int]:
        """Of each `<config>/<split>`."""
        return {f"{config}/{split}": table.num_rows for (config, split), table in self.tables.items()}

    @property
    def remembered(self) -> PrivateRows | None:
        """What the next release needs; None where nothing is held out."""
        return PrivateRows(rows=held(self.tables), names=self.draw.names) if self.draw.chosen else None


def write_private(folder: Path, held_out: HeldOut, *, version: str, canary: str) -> None:
    """Write the tables and what opens the commitment; only where something is held out."""
    chosen = held_out.draw.chosen
    if chosen is None:
        return
    write_marked(folder, held_out.tables, canary)
    opening = Opening(version=version, salt=chosen.salt)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OPENING).write_text(json.dumps(opening.model_dump(), indent=1) + "\n", encoding="utf-8")


def commitment_of(held_out: HeldOut, version: Version, errata: Sequence[Erratum]) -> Commitment | None:
    """What is published of what is held out; None where nothing is. `errata` are those of items held out."""
    chosen = held_out.draw.chosen
    if chosen is None:
        return None
    return Commitment(
        share=chosen.share,
        strata=held_out.draw.strata,
        parts=tuple(_part(place, table.to_pylist(), held_out.draw, chosen) for place, table in held_out.tables.items()),
        change=_counts(version),
        errata=dict(Counter(one.action for one in errata)),
    )


def _part(
    place: tuple[str, str], rows: Sequence[Mapping[str, Any]], draw: PrivateDraw, chosen: PrivateShare
) -> PrivatePart:
    config, split = place
    return PrivatePart(
        config=config,
        split=split,
        rows=len(rows),
        groups=len({draw.group_of[row["id"]] for row in rows}),
        states=dict(sorted(Counter(map(state_of, rows)).items())),
        commitment=commitment_to(rows, config=config, split=split, salt=chosen.salt),
    )


def _counts(version: Version) -> dict[str, int]:
    if version.private is None:
        return {}
    change = version.private.change
    counts = {"added": change.added, "changed": change.changed, "withdrawn": change.removed}
    return {what: len(items) for what, items in counts.items() if items}
