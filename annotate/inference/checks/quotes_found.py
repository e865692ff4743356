"""What the writer quoted as evidence stands in a document."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate


def quotes_found(candidate: Candidate) -> Iterator[Noticed]:
    missing = tuple(quote.text for quote in candidate.hypothesis.evidence if quote.start < 0)
    if missing:
        yield Noticed(f"quoted as evidence, but in neither document: {'; '.join(missing)}", missing)
