"""Pictures of cards and reports, drawn without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_png(figure: Figure, path: Path, *, dots_per_inch: int = 120) -> None:
    """Write a figure, and the folder for it. No date or program in the file: the same values make the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=dots_per_inch, metadata={"Software": None})
