"""What people are asked about an item: verdicts that they may give, and codes for why they reject."""

from __future__ import annotations

from typing import NamedTuple

from schemas.adversarial_runs import AdversarialRun
from schemas.inference import LABELS
from schemas.inference_runs import InferenceRun
from schemas.records import Verdict
from schemas.run_parameters import Run

REASONS = ("mistranslation", "number", "notation", "unnatural", "solved", "source-fault", "other")
LABEL_REASONS = ("several-claims", "ambiguous", "unnatural", "about-the-text", "document-fault", "other")
"""Why a hypothesis gets no label: it claims several things, can be read in two ways, is no plain statement of its
language, speaks of documents and not of the event, or a document is broken."""
PERTURBED_REASONS = (
    "other-question",
    "answer-changed",
    "mistranslation",
    "unnatural",
    "gives-away",
    "source-fault",
    "other",
)
"""Why a perturbed question shows no weakness: it asks something else, another option is right now, its translation is
wrong (an artefact and no weakness), nobody would write it so, it says which option is right, or the seed is broken."""


class Asked(NamedTuple):
    """One kind of question to people."""

    verdicts: tuple[Verdict, ...]
    """Beside `reject`, `skip` and `undo`, which are always there."""
    reasons: tuple[str, ...]
    """One of them goes with every `reject`."""


APPROVAL = Asked(("accept", "fix"), REASONS)
LABELLING = Asked(LABELS, LABEL_REASONS)
"""A hypothesis is labelled and not approved or mended."""
JUDGING = Asked(("accept",), PERTURBED_REASONS)
"""A perturbed question cannot be mended: what models answered to it would be said of another text."""


def asked_of(run: Run) -> Asked:
    """What people are asked about the items of a run."""
    if isinstance(run, InferenceRun):
        return LABELLING
    return JUDGING if isinstance(run, AdversarialRun) else APPROVAL
