"""The hypothesis is in the language that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from annotate import language
from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate
from annotate.plain_english import is_plainly_english


def hypothesis_language(candidate: Candidate) -> Iterator[Noticed]:
    wanted = candidate.hypothesis.language
    if wanted == "en" and is_plainly_english(candidate.hypothesis.text):
        return  # most hypotheses, and the statistics would take ten times as long as all other checks
    identified = language.identify(candidate.hypothesis.text)
    if language.matches(identified, wanted) is False:
        yield Noticed(f"reads as {identified.tag} ({identified.confidence:.0%}), not {wanted}")
