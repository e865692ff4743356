"""What a release of mathematics is made of, as its card shows it.

Rows by direction and kind of answer, lengths by language, and a picture of what became of all that came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from builders.account_records import RunAccounts
from builders.markdown import table
from builders.pictures import save_png
from builders.release_rows import Row

PICTURE = "images/what-became.png"
_KINDS = ("Configuration", "Direction", "Answers", "Rows", "Accepted", "Fixed", "Unread")
_LENGTHS = ("Configuration", "Language", "Problems", "Characters, median", "Shortest", "Longest")
FATES = ("refused", "not translated", "rejected", "disputed", "not decided", "accepted", "fixed")
"""What becomes of a row that comes in, in the order of the stages."""
_COLOURS = ("#8c8c8c", "#c8c8c8", "#e08585", "#eeb27a", "#f0e6c4", "#8fb0da", "#94cda2")


def composition(configs: Mapping[str, Sequence[Row]]) -> str:
    """Two tables: rows by direction and kind of answer, and lengths of the problems in either language."""
    kinds = [line for config, rows in configs.items() for line in _kinds(config, rows)]
    lengths = [line for config, rows in configs.items() for line in _lengths(config, rows)]
    return f"{table(_KINDS, kinds)}\n\n{table(_LENGTHS, lengths)}"


def _kinds(config: str, rows: Sequence[Row]) -> list[list[str]]:
    groups = sorted({(row.direction, row.answer_type) for row in rows})
    return [[config, *group, *_decided([row for row in rows if (row.direction, row.answer_type) == group])]
            for group in groups]  # fmt: skip


def _decided(rows: Sequence[Row]) -> list[str]:
    decisions = Counter(row.decision for row in rows)
    return [f"{count:,}" for count in (len(rows), decisions["accepted"], decisions["fixed"], decisions["none"])]


def _lengths(config: str, rows: Sequence[Row]) -> list[list[str]]:
    """Options are not counted: many are a number alone."""
    texts: dict[str, list[int]] = {}
    for row in rows:
        texts.setdefault(row.original_language, []).append(len(row.original))
        texts.setdefault(row.language, []).append(len(row.question))
    return [
        [config, language, f"{len(own):,}", f"{median(own):,.0f}", f"{min(own):,}", f"{max(own):,}"]
        for language, own in sorted(texts.items())
    ]


def fates(book: RunAccounts) -> dict[str, int]:
    """How many of the rows that came in met each of `FATES`."""
    both = (book.clean, book.flagged)
    return {
        "refused": sum(book.refused.values()),
        "not translated": sum(book.failed.values()) + book.waiting_for_model,
        "rejected": sum(part.rejected for part in both),
        "disputed": sum(part.disputed for part in both),
        "not decided": sum(part.waiting for part in both),
        "accepted": sum(part.accepted for part in both),
        "fixed": sum(part.fixed for part in both),
    }


def draw_fates(books: Sequence[RunAccounts], path: Path) -> None:
    """A bar for each run, all that came in, divided by what became of it; numbers where there is room for them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.4 + 0.45 * len(books)), layout="constrained")
    axes = figure.subplots()
    begins = [0] * len(books)
    widest = max((sum(fates(book).values()) for book in books), default=0)
    for fate, colour in zip(FATES, _COLOURS, strict=True):
        counts = [fates(book)[fate] for book in books]
        bars = axes.barh([book.run for book in books], counts, left=begins, color=colour, label=fate)
        axes.bar_label(bars, [f"{count:,}" if count > 0.03 * widest else "" for count in counts], label_type="center")
        begins = [begin + count for begin, count in zip(begins, counts, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("rows that came in")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=len(FATES), frameon=False, fontsize=8)
    save_png(figure, path)
