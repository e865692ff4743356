"""Which part of a dataset's test rows is held out from its releases: chosen once, and kept from the public.

    private.json    {"share": 0.2, "seed": "9f0c...", "salt": "71d2..."}      absent: nothing is held out

The seed decides what is held out. Problems come from public benchmarks and their ids from their content, so that
whoever has the seed could tell which ones these are: it is random and never published, unlike the seeds of runs. The
salt goes into the digests that a release publishes of what it holds out, so that nobody can confirm a guess by them.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from pydantic import Field, ValidationError

from schemas.faults import Fault
from schemas.records import Record
from schemas.runs import write_once

SALT_BYTES = 32
SALT = f"^[0-9a-f]{{{2 * SALT_BYTES}}}$"
"""Of bytes in hex."""


class PrivateShareError(Fault):
    """Test rows cannot be held out so; the message says why and what to do."""


class PrivateShare(Record):
    """How much is held out, and the two secrets that go with it."""

    share: float = Field(gt=0, lt=1)
    """Of the test rows of each stratum."""
    seed: str = Field(min_length=1)
    salt: str = Field(pattern=SALT)


def new_share(share: float) -> PrivateShare:
    """A share with secrets of its own, kept nowhere yet; raises `PrivateShareError` unless 0 < share < 1."""
    if not 0 < share < 1:
        raise PrivateShareError(f"a private share of {share:g} is no part of a test set: give one between 0 and 1")
    return PrivateShare(share=share, seed=secrets.token_hex(16), salt=secrets.token_hex(SALT_BYTES))


def read_private_share(file: Path) -> PrivateShare | None:
    """The share of a workspace; None when nothing is held out. Raises `PrivateShareError`."""
    try:
        return PrivateShare.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise PrivateShareError(
            f"{file} cannot be read ({error.errors()[0]['msg']}): restore it from a copy, "
            "as what is held out rests on it"
        ) from error


def keep_private_share(file: Path, chosen: PrivateShare) -> None:
    """Hold out this share from now on; raises `PrivateShareError` when another was kept meanwhile."""
    write_once(file, chosen.model_dump_json(indent=1) + "\n")
    if read_private_share(file) != chosen:
        raise PrivateShareError(f"another release has chosen what to hold out, in {file}: run the same again")
