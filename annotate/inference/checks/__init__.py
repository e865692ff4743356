"""What a machine can notice about a hypothesis without asking a model. One check a file.

A check never says that a label is right: it gives a reviewer a sentence with the evidence, or nothing. Those that hold
for some languages only say for which, and are silent for the others. `numbers` and `names` look at entailments alone:
a contradiction is meant to say another number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.inference.checks.candidate import Candidate, InferenceCheck
from annotate.inference.checks.evidence_given import evidence_given
from annotate.inference.checks.hypotheses_differ import hypotheses_differ
from annotate.inference.checks.hypothesis_language import hypothesis_language
from annotate.inference.checks.names_supported import names_supported
from annotate.inference.checks.no_analysis import no_analysis
from annotate.inference.checks.not_copied import not_copied
from annotate.inference.checks.numbers_supported import numbers_supported
from annotate.inference.checks.quotes_found import quotes_found
from annotate.inference.checks.simple_statement import simple_statement
from schemas.inference import Document, Hypothesis
from schemas.records import Finding

__all__ = ["INFERENCE_CHECKS", "Candidate", "InferenceCheck", "check", "check_triple"]

INFERENCE_CHECKS: tuple[InferenceCheck, ...] = (
    InferenceCheck("hypothesis language", hypothesis_language),
    InferenceCheck("simple statement", simple_statement),
    InferenceCheck("no analysis", no_analysis),
    InferenceCheck("not copied", not_copied),
    InferenceCheck("hypotheses differ", hypotheses_differ),
    InferenceCheck("evidence given", evidence_given),
    InferenceCheck("quotes found", quotes_found),
    InferenceCheck("numbers supported", numbers_supported),
    InferenceCheck("names supported", names_supported),
)


def check_triple(hypotheses: Sequence[Hypothesis], documents: tuple[Document, Document]) -> tuple[Finding, ...]:
    """Every finding about the hypotheses of one pair."""
    return tuple(
        finding
        for each in hypotheses
        for finding in check(Candidate(each, documents, tuple(other for other in hypotheses if other is not each)))
    )


def check(candidate: Candidate, checks: Iterable[InferenceCheck] = INFERENCE_CHECKS) -> tuple[Finding, ...]:
    """Every finding about one hypothesis, in the order of the checks."""
    return tuple(
        Finding(
            run=candidate.hypothesis.run,
            item=candidate.hypothesis.item,
            revision=0,
            check=each.name,
            message=noticed.message,
            quotes=noticed.quotes,
        )
        for each in checks
        for noticed in each.notice(candidate)
    )
