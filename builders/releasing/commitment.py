"""What a release says of the rows that it holds out: how many, and a digest that nobody can guess them by.

"private": {"share": 0.2, "parts": [{"config": "gsm8k", "split": "test", "rows": 264, "commitment": "sha256:..."}], ...}

A commitment is the SHA-256 of a secret salt of 32 bytes and the canonical rows, ordered by id. It binds: no other rows
have the same digest. And it hides: a digest without salt would confirm to whoever guesses the rows that they are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from schemas.digest import canonical_json
from schemas.records import Record


class Stratum(Record):
    """Test rows of one stratum."""

    stratum: str
    public: int
    private: int


class PrivatePart(Record):
    """One split of one config of what is held out."""

    config: str
    split: str
    rows: int
    groups: int
    """Of siblings, which are never held out in part."""
    states: dict[str, int]
    """Rows by what people decided, so that the accounts add up."""
    commitment: str

    @property
    def name(self) -> str:
        return f"{self.config}/{self.split}"


class Commitment(Record):
    """All that is said of what is held out."""

    share: float
    """That was asked for, of each stratum."""
    strata: tuple[Stratum, ...]
    parts: tuple[PrivatePart, ...]
    change: dict[str, int]
    """Rows added, changed and withdrawn since the version before; ids are not told."""
    errata: dict[str, int]
    """Of items that were held out, by action, all so far."""

    @property
    def held_out(self) -> int:
        """Test rows, each once however many configs it stands in."""
        return sum(one.private for one in self.strata)

    @property
    def test_rows(self) -> int:
        """Public and held out."""
        return sum(one.public + one.private for one in self.strata)


def commitment_to(rows: Iterable[Mapping[str, Any]], *, config: str, split: str, salt: str) -> str:
    """The digest of some rows as they stand in a Parquet file; `salt` is bytes in hex."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    content = canonical_json({"config": config, "split": split, "rows": ordered})
    return f"sha256:{sha256(bytes.fromhex(salt) + content).hexdigest()}"


def state_of(row: Mapping[str, Any]) -> str:
    """What people decided about a row."""
    return str(row.get("decision", row["review_state"]))
