"""What a check finds.

Defect   data/gsm8k/test-00000-of-00001.parquet: 2 rows have the id gsm8k-en-ko-0001: ...
Figure   accepted, gsm8k-en-ko: 8 on the card, 8 in the files
"""

from __future__ import annotations

from pathlib import Path

from schemas.faults import Fault
from schemas.records import Record

CARD = "README.md"
PROVENANCE = "provenance.json"


class Defect(Record):
    """One thing that keeps a folder from being published."""

    file: str
    """Path within the folder; empty for the folder itself."""
    sentence: str
    """What is wrong, which one, and what to do."""


class Figure(Record):
    """A number of the card, as it stands there and as the released files have it."""

    what: str
    card: str
    files: str

    @property
    def agrees(self) -> bool:
        return self.card == self.files


class Checked(Record):
    """What a folder came to."""

    folder: Path
    preview: bool
    rows: dict[str, dict[str, int]]
    """By config and split."""
    figures: tuple[Figure, ...]
    """Every number of the card that was recomputed from the Parquet files."""
    defects: tuple[Defect, ...]
    advice: tuple[str, ...]
    """What a reader would miss on the card; it stops nothing."""
    held_out: int = 0
    """Test rows that the folder says are held out."""
    opened: bool = False
    """Whether they were there to be compared with what the folder says of them."""

    @property
    def sound(self) -> bool:
        return not self.defects


class Unreadable(Fault):
    """A file that every other check needs cannot be read."""

    def __init__(self, defect: Defect) -> None:
        super().__init__(f"{defect.file}: {defect.sentence}" if defect.file else defect.sentence)
        self.defect = defect
