"""What HRM8K kept of the same sources, to set our numeric filter's counts beside (section 3.1, table 1).

The paper counts what it kept, not what it read: the sizes of the sources are those of their test splits, which its
published files are named after. Of MMLU it takes three subjects whole.
"""

from __future__ import annotations

from schemas.records import Record


class Share(Record):
    """Rows that were kept, out of how many."""

    kept: int
    of: int

    def __str__(self) -> str:
        return f"{self.kept:,} of {self.of:,} ({self.kept / self.of:.1%})" if self.of else "0 of 0"


HRM8K = {
    "gsm8k": Share(kept=1_319, of=1_319),
    "math": Share(kept=2_885, of=5_000),
    "omni-math": Share(kept=1_909, of=4_428),
    "mmlu": Share(kept=470, of=470),
    "mmmlu": Share(kept=470, of=470),
}
"""By the short name of the source."""
