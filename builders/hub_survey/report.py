"""The survey as one HTML file that needs nothing else: pictures inside, no script, no address it would load from.

Names, tasks and reasons come from strangers: every one is escaped, and the page forbids scripts on top of that.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from builders.hub_survey.figures import Shown
from builders.hub_survey.labels import label

MOST_ROWS = 100
"""Of a table on the page; its file has them all."""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK KR", sans-serif; color: #222; margin: 2rem auto;
       max-width: 60rem; padding: 0 1rem }
h1, h2 { line-height: 1.2 } h2 { margin-top: 3rem } figure { margin: 1rem 0 } img { max-width: 100% }
table { border-collapse: collapse; font-size: 14px; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid #ddd; padding: .2rem .6rem; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.warning { background: #fff3cd; padding: .5rem 1rem } .caption { color: #555; max-width: 50rem }
summary { cursor: pointer; color: #0072B2 }
"""


def page(
    title: str, facts: Sequence[str], warnings: Sequence[str], quotes: Mapping[str, Sequence[str]],
    parts: Iterable[Shown], *, figures: Path,
) -> str:  # fmt: skip
    """The whole page; `figures` is the folder that the pictures were saved in."""
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(title)}</h1>",
            *(f'<p class="warning">{escape(one)}</p>' for one in warnings),
            "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in facts) + "</ul>",
            *_quotes(quotes),
            *(line for part in parts for line in _part(part, figures)),
            "</body></html>",
        ]
    )


def _quotes(quotes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "<h2>To quote</h2>"
    for language, sentences in quotes.items():
        yield f"<h3>{escape(label(language).text)}</h3>"
        yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in sentences) + "</ul>"


def _part(part: Shown, figures: Path) -> Iterator[str]:
    yield f'<h2 id="{escape(part.name)}">{escape(part.title)}</h2><p class="caption">{escape(part.caption)}</p>'
    if part.picture is not None:
        svg = base64.b64encode((figures / f"{part.name}.svg").read_bytes()).decode()
        yield f'<figure><img alt="{escape(part.title)}" src="data:image/svg+xml;base64,{svg}"></figure>'
    for name, counts in part.tables.items():
        is_open = "" if part.picture else " open"
        yield f"<details{is_open}><summary>{escape(name)}: {counts.height:,} rows</summary>{_tables(counts)}</details>"


def _tables(counts: pl.DataFrame) -> str:
    """Counts with their basis: a table a basis, classes downwards and languages across. Anything else as it is."""
    if "percent" not in counts.columns:
        return _table(counts)
    return "".join(_across(str(basis), those) for (basis,), those in counts.group_by("basis", maintain_order=True))


def _across(basis: str, counts: pl.DataFrame) -> str:
    totals = counts.group_by("language", maintain_order=True).agg(pl.col("of").first()).iter_rows()
    names = {language: f"{label(language).text}, n = {of:,}" for language, of in totals}
    cells = counts.select(
        "class",
        "language",
        pl.struct("count", "percent").map_elements(lambda cell: _share(**cell), return_dtype=pl.String).alias("cell"),
    )
    wide = cells.pivot(on="language", index="class", values="cell", maintain_order=True).rename(names)
    return f'<p class="caption">Of {escape(basis)}:</p>{_table(wide)}'


def _share(count: int, percent: float | None) -> str:
    return f"{count:,} ({percent:.1f} %)" if percent is not None else "none"


def _table(counts: pl.DataFrame) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in counts.columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in counts.head(MOST_ROWS).iter_rows())
    more = counts.height - MOST_ROWS
    rest = f"<p>and {more:,} more in the table's file</p>" if more > 0 else ""
    return f"<table><tr>{head}</tr>{body}</table>{rest}"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f'<td class="number">{value:,.1f}</td>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td class="number">{value:,}</td>'
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return f"<td>{escape('' if value is None else str(value))}</td>"
