"""The survey's pictures, from its counts alone: what is drawn can be read in the table beside it.

Colours are Okabe and Ito's (2008), which people with any colour vision tell apart; what is unknown is grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from builders.hub_survey.labels import label

_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
_GREY = "#BBBBBB"
_GREY_CLASSES = frozenset({"unknown", "Unknown", "no language tag"})
_STYLE: dict[Any, Any] = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "isogloss",  # the same counts give the same bytes
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}
_MOST_POINTS = 1_000
"""Of a line on a logarithmic axis: more cannot be told apart, and the picture would weigh megabytes."""
_MOST_BARS = 16


def save(figure: Figure, folder: Path, name: str) -> None:
    """As SVG, its text as outlines so that it needs no font, and as PNG."""
    with rc_context(_STYLE):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # it has been laid out: once is enough for both files
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{name}.png", dpi=150)


def downloads(counts: pl.DataFrame) -> Figure:
    """A line a language on two logarithmic axes."""
    figure, axes = _canvas(height=4)
    known = counts.filter(pl.col("downloads") > 0)
    if known.is_empty():
        _say(axes, "no downloads are known")
        return figure
    for colour, (language, rows) in zip(_cycle(known), _by_language(known), strict=True):
        ranks = np.unique(np.geomspace(1, int(rows["rank"][-1]), _MOST_POINTS).astype(int)).tolist()
        line = rows.filter(pl.col("rank").is_in(ranks))
        axes.plot(line["rank"], line["downloads"], color=colour, label=label(language).text)
    axes.set(xscale="log", yscale="log", xlabel="rank by downloads", ylabel="downloads of the last 30 days")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    _legend(axes, known)
    return figure


def overlap(counts: pl.DataFrame) -> Figure:
    """A bar for each set of languages, the largest on top."""
    shown = counts.head(_MOST_BARS).reverse()
    figure, axes = _canvas(height=1 + 0.3 * shown.height)
    bars = axes.barh(shown["class"], shown["count"], color=_COLOURS[0])
    axes.bar_label(bars, padding=3)
    axes.set(xlabel="datasets listed in exactly these languages")
    return figure


def stacked(counts: pl.DataFrame, *, by: str) -> Figure:
    """A bar a language, cut by class; `by` is `count` or `percent`."""
    languages = _languages(counts)
    figure, axes = _canvas(height=1.6 + 0.5 * len(languages))
    longest = counts.group_by("language").agg(pl.col(by).sum())[by].to_numpy().max()
    left = np.zeros(len(languages))
    for colour, (name, rows) in zip(_class_colours(counts), _by_class(counts), strict=True):
        widths = rows[by].fill_null(0).to_numpy()
        bars = axes.barh(range(len(languages)), widths, left=left, color=colour, label=name, edgecolor="white")
        inside = [_within(width, longest, by=by) for width in widths]
        axes.bar_label(bars, labels=inside, label_type="center", fontsize=8, color=_ink(colour))
        left += widths
    axes.set(xlabel="datasets" if by == "count" else "percent", yticks=range(len(languages)))
    _name_ticks(axes, _with_totals(counts), axis="y")
    axes.invert_yaxis()
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=8)
    return figure


def heatmap(counts: pl.DataFrame) -> Figure:
    """Percent by class, downwards, and language."""
    languages, classes = _languages(counts), counts["class"].unique(maintain_order=True).to_list()
    figure, axes = _canvas(height=1.2 + 0.45 * len(classes))
    percents = np.array([rows["percent"].fill_null(np.nan).to_numpy() for _name, rows in _by_class(counts)])
    most = np.nanmax([*percents.flat, 1])
    axes.imshow(percents, cmap="Blues", vmin=0, vmax=most, aspect="auto")
    for (row, column), percent in np.ndenumerate(percents):
        text = "none" if np.isnan(percent) else f"{percent:.1f}"
        axes.text(column, row, text, ha="center", va="center", color="white" if percent > most / 2 else "black")
    axes.set(xticks=range(len(languages)), yticks=range(len(classes)), yticklabels=classes)
    axes.spines[:].set_visible(False)
    _name_ticks(axes, _with_totals(counts), axis="x")
    return figure


def by_month(counts: pl.DataFrame, *, undated: str) -> Figure:
    """A line a language; a picture that says so when there is nothing to draw."""
    figure, axes = _canvas(height=3.6)
    dated = counts.filter(pl.col("class") != undated)
    for colour, (language, rows) in zip(_cycle(dated), _by_language(dated), strict=True):
        axes.plot(rows["class"], rows["count"], marker=".", color=colour, label=label(language).text)
    months = dated["class"].unique(maintain_order=True).to_list()
    step = max(1, len(months) // 12)
    axes.set(ylabel="datasets created and still listed", ylim=(0, None))
    axes.set_xticks(range(0, len(months), step), months[::step], rotation=45, ha="right", fontsize=8)
    if months:
        _legend(axes, dated)
    else:
        _say(axes, "none of the listed datasets")
    return figure


def documentation(grounding: pl.DataFrame, completeness: pl.DataFrame, depth: pl.DataFrame) -> Figure:
    """Three panels: arXiv papers, complete cards, mean words; each holds one class."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(max(9, 2.4 * grounding.height), 3.2), layout="constrained")
        panels = figure.subplots(1, 3)
    for axes, title, rows, column in zip(
        panels,
        ("(a) name an arXiv paper, percent", "(b) all five sections, percent", "(c) words of a card, mean"),
        (grounding, completeness, depth),
        ("percent", "percent", "mean"),
        strict=True,
    ):
        heights = rows[column].fill_null(0)
        bars = axes.bar(range(rows.height), heights, color=list(_cycle(rows)))
        missing = rows[column].is_null()
        axes.bar_label(bars, ["none" if gone else f"{h:,.1f}" for h, gone in zip(heights, missing, strict=True)])
        axes.set_title(title, fontsize=9)
        axes.set(xticks=range(rows.height))
        axes.margins(y=0.12)
        _name_ticks(axes, _with_totals(rows), axis="x")
    return figure


def _canvas(*, height: float) -> tuple[Figure, Axes]:
    """Inches; as wide as a page's text."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(7.5, height), layout="constrained")
        return figure, figure.subplots()


def _say(axes: Axes, why: str) -> None:
    """In place of a picture of nothing."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, why, ha="center", transform=axes.transAxes)


def _name_ticks(axes: Axes, names: Mapping[str, str], *, axis: str) -> None:
    """Each language in a face of its own, with what its bar counts."""
    place: Any = axes.set_yticks if axis == "y" else axes.set_xticks
    texts = {language: label(language).text for language in names}
    if axis == "x":  # narrow columns: a word a line
        texts = {language: text.replace(" ", "\n") for language, text in texts.items()}
    place(range(len(names)), [f"{texts[language]}\n{of}" for language, of in names.items()], fontsize=8)
    ticks = axes.get_yticklabels() if axis == "y" else axes.get_xticklabels()
    for tick, language in zip(ticks, names, strict=True):
        tick.set_fontfamily(list(label(language).families))


def _legend(axes: Axes, counts: pl.DataFrame) -> None:
    legend = axes.legend(frameon=False, fontsize=8)
    for text, language in zip(legend.get_texts(), _languages(counts), strict=True):
        text.set_fontfamily(list(label(language).families))


def _with_totals(counts: pl.DataFrame) -> dict[str, str]:
    totals = counts.group_by("language", maintain_order=True).agg(pl.col("of").first())
    return {language: f"n = {of:,}" for language, of in totals.iter_rows()}


def _within(width: float, longest: float, *, by: str) -> str:
    """The number in a piece of a bar; a piece too small for it has none."""
    if width < 0.04 * longest or not width:
        return ""
    return f"{width:,.0f}" if by == "count" else f"{width:.1f}"


def _ink(colour: str) -> str:
    return "white" if colour in {"#0072B2", "#000000"} else "black"


def _languages(counts: pl.DataFrame) -> list[str]:
    return counts["language"].unique(maintain_order=True).to_list()


def _by_language(counts: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [(one, counts.filter(language=one)) for one in _languages(counts)]


def _by_class(counts: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    classes = counts["class"].unique(maintain_order=True).to_list()
    return [(one, counts.filter(pl.col("class") == one)) for one in classes]


def _cycle(counts: pl.DataFrame) -> Sequence[str]:
    return [_COLOURS[at % len(_COLOURS)] for at in range(len(_languages(counts)))]


def _class_colours(counts: pl.DataFrame) -> Sequence[str]:
    classes = counts["class"].unique(maintain_order=True).to_list()
    return [_GREY if one in _GREY_CLASSES else _COLOURS[at % len(_COLOURS)] for at, one in enumerate(classes)]
