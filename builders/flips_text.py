"""Labels that flip between English twins and the originals as text, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement.flips import LabelFlips


def flip_lines(found: Sequence[LabelFlips]) -> list[str]:
    """A table, over all first; nothing when nothing was judged on twins."""
    if not found:
        return []
    head = f"{'judged on English twins':30} {'items':>7} {'again':>7}  {'divided':>7}  flips on the originals"
    return ["", head, *map(_line, found)]


def flipped(one: LabelFlips) -> str:
    """`2 of 10: 0.20 (0.06 to 0.51)`."""
    if one.share is None:
        return "nothing compared"
    return f"{one.flipped:,} of {one.compared:,}: {one.share:.2f} ({one.low:.2f} to {one.high:.2f})"


def _line(one: LabelFlips) -> str:
    name = one.languages or "all language pairs"
    return f"{name:30} {one.twins:7,} {one.again:7,}  {one.divided:7,}  {flipped(one)}"
