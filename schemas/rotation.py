"""Annotators take turns: every item belongs to some of them, drawn by a seed.

CDCL-NLI, section 3: three parts, each read by two of three annotators.

    people/rotation.json        who takes turns, how many an item, the seed

With three people and two an item every pair of people reads a third of the items, so that agreement is known for each
pair. Which third an item is in follows from its name alone: the items need not be there yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from pydantic import ValidationError

from schemas.digest import fraction
from schemas.faults import Fault
from schemas.records import Record
from schemas.runs import write_once

FILE = "rotation.json"


class RotationError(Fault):
    """People cannot take turns so; the message says why and what to do."""


class Rotation(Record):
    """Who takes turns."""

    people: tuple[str, ...]
    """Pseudonyms, sorted."""
    persons: int
    """How many of them read an item."""
    seed: int

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Every choice of so many of the people: the parts."""
        return list(combinations(self.people, self.persons))

    @property
    def probability(self) -> float:
        """The chance that one of the people is asked about an item."""
        return self.persons / len(self.people)

    def group_of(self, item: str) -> tuple[str, ...]:
        """Who reads an item."""
        groups = self.groups
        return groups[int(fraction(self.seed, "rotation", item) * len(groups))]


def start_rotation(folder: Path, people: Sequence[str], *, persons: int, seed: int) -> Rotation:
    """Let people take turns from now on. Raises `RotationError`: who reads what may not change half way."""
    wanted = Rotation(people=tuple(sorted(set(people))), persons=persons, seed=seed)
    if len(wanted.people) <= persons:
        raise RotationError(
            f"{persons} of {len(wanted.people)} people is no rotation: name more people than the {persons} who "
            "read each item"
        )
    write_once(folder / FILE, wanted.model_dump_json(indent=1))
    kept = read_rotation(folder)
    if kept != wanted:
        raise RotationError(
            f"another rotation stands in {folder / FILE}: delete that file to begin anew, and know that items read "
            "under it keep their readers"
        )
    return wanted


def read_rotation(folder: Path) -> Rotation | None:
    """The rotation of a workspace; None when everybody may read everything."""
    try:
        return Rotation.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise RotationError(f"{folder / FILE} is no rotation ({error.errors()[0]['msg']}): delete it") from error
