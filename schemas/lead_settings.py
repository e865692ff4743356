"""What the lead settles once for a workspace, each a file of `people/` (`twins.json`, `alone.json`), and its draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from schemas.faults import Fault
from schemas.records import Record
from schemas.runs import write_once

Setting = TypeVar("Setting", bound=Record)


def first_share(ordered: Sequence[str], share: float) -> frozenset[str]:
    """The first of some items, so many as the share of all is, rounded up: one at least."""
    wanted = math.ceil(Fraction(str(share)) * len(ordered))  # 0.1 * 70 is more than 7 in floating point
    return frozenset(ordered[:wanted])


def settle(path: Path, wanted: Setting, fault: type[Fault], *, kept_from_before: str) -> Setting:
    """Keep a setting, or find the same one kept; raises `fault` when another stands there.

    `kept_from_before` is what whoever deletes the file should know of decisions made under it.
    """
    write_once(path, wanted.model_dump_json(indent=1))
    if settled(path, type(wanted), fault) != wanted:
        raise fault(
            f"{path} asks for another share or seed: delete that file to begin anew, and know that {kept_from_before}"
        )
    return wanted


def settled(path: Path, kind: type[Setting], fault: type[Fault]) -> Setting | None:
    """The setting in a file; None when there is none, and `fault` is raised when it cannot be read."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise fault(f"{path} cannot be read ({error.errors()[0]['msg']}): delete it") from error
