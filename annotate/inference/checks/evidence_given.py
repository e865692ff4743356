"""Every hypothesis is explained, and all but a neutral one quote what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate


def evidence_given(candidate: Candidate) -> Iterator[Noticed]:
    hypothesis = candidate.hypothesis
    if not hypothesis.explanation.strip():
        yield Noticed("no explanation was given")
    if hypothesis.label != "neutral" and not hypothesis.evidence:
        yield Noticed("no evidence was quoted from either document")
