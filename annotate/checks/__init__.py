"""What a machine can notice about a translated problem. One check a file; none of them asks a model.

A check never says that a translation is good: it gives a reviewer a sentence with the evidence, or nothing. How often
each is wrong, on human translations and on seeded errors, is measured in `docs/checks.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.checks.choices_survive import choices_survive
from annotate.checks.dollars import dollars
from annotate.checks.exemplar_leak import exemplar_leak
from annotate.checks.glossary import glossary
from annotate.checks.latex_survives import latex_survives
from annotate.checks.length_ratio import length_ratio
from annotate.checks.no_preamble import no_preamble
from annotate.checks.not_copied import not_copied
from annotate.checks.not_solved import not_solved
from annotate.checks.numbers_survive import numbers_survive
from annotate.checks.pair import Check, Noticed, Pair, pair_of
from annotate.checks.refusal import refusal
from annotate.checks.repeated import repeated
from annotate.checks.target_language import target_language
from schemas.records import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MATH_CHECKS", "Check", "Noticed", "Pair", "check", "pair_of"]

MATH_CHECKS: tuple[Check, ...] = (
    Check("target language", target_language),
    Check("not copied", not_copied),
    Check("refusal", refusal),
    Check("no preamble", no_preamble),
    Check("not solved", not_solved),
    Check("numbers", numbers_survive),
    Check("latex", latex_survives),
    Check("dollars", dollars),
    Check("choices", choices_survive),
    Check("length", length_ratio),
    Check("repeated", repeated),
    Check("glossary", glossary),
    Check("exemplar leak", exemplar_leak),
)


def check(pair: Pair, checks: Iterable[Check] = MATH_CHECKS) -> tuple[Finding, ...]:
    """Every finding about one pair, in the order of the checks."""
    return tuple(_finding(pair, check.name, noticed) for check in checks for noticed in check.notice(pair))


def _finding(pair: Pair, name: str, noticed: Noticed) -> Finding:
    revision = pair.translation
    return Finding(
        run=revision.run,
        item=revision.item,
        revision=revision.revision,
        check=name,
        message=noticed.message,
        quotes=noticed.quotes,
    )
