"""The audit of published pairs as text, for a terminal of 80 columns."""

from __future__ import annotations

from builders.accounts_text import labelled
from builders.adversarial.audit import Audit, PairCounts, SourceCounts

_LABEL = 16
_COLUMNS = ("pairs", "seeds", "most", "n_eff", "unans.", "count", "same", "wrong", "right", "glued")
_LEGEND = {
    "seeds": "English questions that the pairs were made from; most: pairs of the one with most",
    "n_eff": "Kish's effective number of seeds",
    "unans.": "unanswerable: the right answer is not among the options in the target language",
    "count": "more or fewer options than in English; same: two of them say the same",
    "wrong": "the added English text holds a wrong option; right: the right one",
    "glued": "the added English text touches the question without a space",
}


def render(found: Audit) -> str:
    """The table by language, what it means, and the sentences that need all languages."""
    rows = [_row(counts) for counts in found.languages]
    if len(found.languages) > 1:
        rows.append(_row(found.overall))
    legend = [line for name, text in _LEGEND.items() for line in labelled(name, text, label_width=_LABEL)]
    return "\n".join([_line("", _COLUMNS), *rows, "", *legend, "", *_in_words(found), *_unreadable(found)])


def _row(counts: PairCounts) -> str:
    figures = (
        counts.pairs,
        counts.seeds,
        counts.most_from_one_seed,
        round(counts.effective_seeds),
        counts.unanswerable,
        counts.option_counts_differ,
        counts.repeated_options,
        counts.holds_wrong_option,
        counts.holds_right_option,
        counts.glued,
    )
    return _line(counts.language, tuple(f"{figure:,}" for figure in figures))


def _line(language: str, cells: tuple[str, ...]) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in language)  # a foreign file's own word
    return f"{printable:10.10}" + "".join(f"{cell:>7}" for cell in cells)


def _in_words(found: Audit) -> list[str]:
    whole = found.overall
    lines = labelled("answerable", f"{_share(whole.pairs - whole.unanswerable, whole.pairs)} pairs", label_width=_LABEL)
    if len(found.languages) > 1:
        lines += labelled(
            "one language",
            f"{_share(found.seeds_in_one_language, whole.seeds)} seeds are in one language only: "
            "languages are compared on different questions",
            label_width=_LABEL,
        )
    for source in found.sources:
        lines += labelled(source.source, _of_source(source), label_width=_LABEL)
    return lines


def _of_source(source: SourceCounts) -> str:
    return (
        f"pairs {source.pairs:,}, seeds {source.seeds:,}; "
        f"the right answer is the last option in {_share(source.gold_last, source.pairs)}"
    )


def _unreadable(found: Audit) -> list[str]:
    if not found.unreadable:
        return []
    return labelled(
        "unreadable",
        f"{len(found.unreadable):,} rows, in no count; the first: {found.unreadable[0]}",
        label_width=_LABEL,
    )


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"
