"""The hypothesis is in the language that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from annotate import language
from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate


def hypothesis_language(candidate: Candidate) -> Iterator[Noticed]:
    wanted = candidate.hypothesis.language
    identified = language.identify(candidate.hypothesis.text)
    if language.matches(identified, wanted) is False:
        yield Noticed(f"reads as {identified.tag} ({identified.confidence:.0%}), not {wanted}")
