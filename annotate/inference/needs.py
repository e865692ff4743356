"""Which of its two documents a label takes, by who labelled the item from both and from each alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from schemas.inference import View
from schemas.records import Label

Needs = Literal["d1", "d2", "either", "both", "neither"]
"""Document 1, document 2, any one of them, or only the two together give the label; or not even those."""


def needs(labels: Mapping[View, str], label: Label) -> Needs:
    """Which documents the label takes, by what was said under each of the three views."""
    if labels["both"] != label:
        return "neither"
    match labels["d1"] == label, labels["d2"] == label:
        case True, True:
            return "either"
        case True, False:
            return "d1"
        case False, True:
            return "d2"
    return "both"
