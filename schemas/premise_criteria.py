"""By what two documents become a premise pair: every threshold, recorded with the run."""

from __future__ import annotations

from typing import Literal

from schemas.records import Record


class PairCriteria(Record):
    """CDCL-NLI's three criteria (appendix A.1) as numbers; docs/premise-pairs.md says how they were chosen."""

    encoder: str
    """Name and version of the sentence encoder that the cosines are of."""
    counterpart: float = 0.45
    """Cosine from which two sentences may say the same."""
    translation_similarity: float = 0.68
    translation_aligned: float = 0.4
    """Two documents that reach both are taken for translations of each other."""
    translations: Literal["refuse", "allow"] = "refuse"
    min_recall: float = 0.9
    """Where fewer translations were found when measured, or nothing was measured, a pair is flagged and not refused."""
    min_new: float = 0.25
    """Share of its sentences that each document must add; 0 lets in one that says nothing else."""
    shortest: int = 3
    """Sentences of the shorter document from which that share means something; a shorter pair is flagged instead."""
    per_event: int | None = 25
    """Pairs drawn of an event (the paper has 25); None takes all."""
    seed: int = 0
