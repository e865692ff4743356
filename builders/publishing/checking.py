"""Is this release sound? Everything that is wrong with a folder, found without the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.dataset_cards.lint import lint_card
from builders.publishing.adversarial_figures import adversarial_figures
from builders.publishing.canaries import canary_defects
from builders.publishing.data_files import file_defects
from builders.publishing.hub_fields import field_defects
from builders.publishing.inference_figures import inference_figures
from builders.publishing.loading import loading_defects
from builders.publishing.math_figures import math_figures
from builders.publishing.private_rows import private_defects
from builders.publishing.records import CARD, Checked, Defect, Figure, Unreadable
from builders.publishing.release_files import Opened, open_release
from builders.publishing.row_checks import row_defects
from builders.publishing.sums import sum_defects
from schemas.adversarial_runs import AdversarialRun
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun

STOPPING = ("sections", "consistency")
"""Parts of the card linter whose gaps stop a release; those of the metadata do so in `hub_fields`."""


def check(folder: Path, *, private: Path | None = None) -> Checked:
    """All that is wrong with a release folder; nothing is changed and nothing asked of the Hub.

    `private` is where the rows are that the release holds out, to be compared with what it says of them.
    """
    try:
        opened = open_release(folder)
    except Unreadable as unreadable:
        return Checked(folder=folder, preview=False, rows={}, figures=(), defects=(unreadable.defect,), advice=())
    loading = tuple(loading_defects(opened))
    # Figures need the columns that a table which does not load may lack.
    figures = () if loading else tuple(_figures(opened))
    gaps = lint_card(opened.text).gaps
    defects = [
        *file_defects(opened),
        *loading,
        *row_defects(opened),
        *sum_defects(opened),
        *canary_defects(opened),
        *(private_defects(opened, private) if private else ()),
        *field_defects(opened),
        *(Defect(file=CARD, sentence=gap.sentence.rstrip(".")) for gap in gaps if gap.part in STOPPING),
        *(_disagreement(figure) for figure in figures if not figure.agrees),
    ]
    advice = [gap.sentence for gap in gaps if gap.part not in {*STOPPING, "metadata"}]
    if opened.provenance.unwritten:
        advice.append(f"Nobody has written into card.toml: {', '.join(opened.provenance.unwritten)}.")
    return Checked(
        folder=folder,
        preview=opened.provenance.preview,
        rows=opened.rows,
        figures=figures,
        defects=tuple(defects),
        advice=tuple(advice),
        held_out=opened.provenance.private.held_out if opened.provenance.private else 0,
        opened=private is not None,
    )


def _figures(opened: Opened) -> Iterator[Figure]:
    if all(isinstance(run, MathRun) for run in opened.runs):
        yield from math_figures(opened)
    elif all(isinstance(run, InferenceRun) for run in opened.runs):
        yield from inference_figures(opened)
    elif all(isinstance(run, AdversarialRun) for run in opened.runs):
        yield from adversarial_figures(opened)


def _disagreement(figure: Figure) -> Defect:
    sentence = f"{figure.what}: the card says {figure.card}, the files {figure.files}; build the release again"
    return Defect(file=CARD, sentence=sentence)
