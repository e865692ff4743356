"""The affinities as a picture: a heat map in the order of the dendrogram that stands above it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from annotate.agreement.judgments import Array
from builders.adversarial.evidence.affinity import Affinities, Clade
from builders.pictures import save_png

_DOTS_PER_INCH = 150
_NAMED_AS_SURE = 0.05
_OVER_LINES = {"facecolor": "white", "edgecolor": "none", "pad": 1}


class Bracket(NamedTuple):
    """Two clades come together: their middles among the leaves and their heights, and the height at which they do."""

    left: float
    left_height: float
    right: float
    right_height: float
    height: float


def draw_affinities(found: Affinities, path: Path) -> None:
    """A PNG; bold where p, adjusted for all pairs, is below 0.05. A clade's support in percent stands on it."""
    side = 2.2 + 0.55 * len(found.languages)
    figure = Figure(figsize=(side + 1, side + 1.4), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=[1, 3.2], sharex=True)
    _dendrogram(above, found)
    _heat_map(below, found)
    save_png(figure, path, dots_per_inch=_DOTS_PER_INCH)


def _heat_map(axes: Axes, found: Affinities) -> None:
    values, sure = _matrices(found)
    most = np.nanmax(np.abs([*values.flat, 0.1]))
    image = axes.imshow(values, cmap="RdBu_r", vmin=-most, vmax=most, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        text = "" if row == column else "?" if np.isnan(value) else f"{value:z.2f}"
        weight, colour = "bold" if sure[row, column] else "normal", "white" if abs(value) > 0.7 * most else "black"
        axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour, fontweight=weight)
    places = range(len(found.languages))
    axes.set_xticks(places, found.languages)
    axes.set_yticks(places, found.languages)
    axes.figure.colorbar(image, ax=axes, label="affinity", shrink=0.8)


def _matrices(found: Affinities) -> tuple[Array, Array]:
    """Affinities, NaN where there is none, and whether each is sure, in the order of the leaves."""
    at = {language: place for place, language in enumerate(found.languages)}
    values = np.full((len(at), len(at)), np.nan)
    sure = np.zeros_like(values)
    for pair in found.pairs:
        cell = [at[pair.one], at[pair.other]], [at[pair.other], at[pair.one]]
        values[cell] = np.nan if pair.value is None else pair.value
        sure[cell] = pair.p_of_all is not None and pair.p_of_all < _NAMED_AS_SURE
    return values, sure


def _dendrogram(axes: Axes, found: Affinities) -> None:
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False)
    axes.set_ylabel("1 - affinity")
    if not found.clades:
        axes.text(0.5, 0.5, "no dendrogram", ha="center", transform=axes.transAxes)
        return
    for clade, bracket in brackets(found):
        xs = (bracket.left, bracket.left, bracket.right, bracket.right)
        axes.plot(xs, (bracket.left_height, bracket.height, bracket.height, bracket.right_height), color="black")
        if clade.support is not None:
            middle = (bracket.left + bracket.right) / 2
            axes.text(
                middle, bracket.height, f"{clade.support:.0%}", ha="center", va="center", fontsize=7, bbox=_OVER_LINES
            )


def brackets(found: Affinities) -> Iterator[tuple[Clade, Bracket]]:
    """Every clade with what joins its two parts, which are leaves or clades that came before."""
    parts = {frozenset([language]): (float(place), 0.0) for place, language in enumerate(found.languages)}
    for clade in found.clades:
        own = frozenset(clade.languages)
        one, other = sorted(parts.pop(part) for part in [part for part in parts if part <= own])
        parts[own] = ((one[0] + other[0]) / 2, clade.height)
        yield clade, Bracket(*one, *other, clade.height)
