"""The language-pair heat map as a picture (CDCL-NLI figure 7)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from builders.pictures import save_png
from builders.release_folder import folder_name


def picture_path(run: str, origin: str) -> str:
    """Where the heat map of a run's items of one premise origin lies, from the card."""
    return f"images/{folder_name(run)}-{origin}-language-pairs.png"


def draw_heat_map(pairs: Mapping[tuple[str, str], int], path: Path) -> None:
    """Items by the languages of the two documents; the number stands in its square while there is room for it."""
    from matplotlib.figure import Figure

    languages = sorted({language for pair in pairs for language in pair})
    counts = np.array([[pairs.get((one, other), 0) for other in languages] for one in languages])
    side = 2 + 0.35 * len(languages)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(np.where(counts > 0, counts, np.nan), cmap="Blues", vmin=0)
    axes.set_xticks(range(len(languages)), languages, rotation=90)
    axes.set_yticks(range(len(languages)), languages)
    axes.set_xlabel("document 2")
    axes.set_ylabel("document 1")
    for one, other in np.argwhere(counts > 0):
        colour = "white" if counts[one, other] > counts.max() / 2 else "black"
        axes.text(other, one, f"{counts[one, other]}", ha="center", va="center", fontsize=7, color=colour)
    save_png(figure, path)
