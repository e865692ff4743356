"""Gold answers that were found wrong after their source stated them: an adjudicator's word, beside the source's own.

{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "verdict": "gold", "answer": "42", "role": "adjudicator", ...}

The question is put right and not one translation of it, so the answer is right in every direction. What the source says
stays beside it in each row, for whoever compares with figures on the data as it was; MMLU-Redux (Gema et al. 2024,
arXiv:2406.04127) keeps both, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.gold import UnreadableGold, parse_gold
from schemas.decision_lines import LineError
from schemas.outcomes import by_item, standing
from schemas.records import AnswerType, Decision, Problem
from schemas.store import Store

_WANTED: dict[AnswerType, str] = {
    "numeric": "one number in English notation",
    "choice": "the letter of an option, or its text in the source's language",
    "expression": "an expression with paired braces",
}


def with_canonical_gold(decision: Decision, problem: Problem, before: Sequence[Decision]) -> Decision:
    """A correction with its answer as golds are kept; raises `LineError` where it is none of the problem's type.

    `before` are the earlier decisions about the item: a gold that stands already needs no correction.
    """
    try:
        gold = parse_gold(decision.answer, problem.answer_type, choices=problem.choices).text
    except UnreadableGold as error:
        wanted = _WANTED[problem.answer_type]
        raise LineError(
            f'"{decision.answer}" cannot be read as the {problem.answer_type} answer of {problem.item}: give {wanted}'
        ) from error
    stands = [earlier.answer for earlier in standing(before) if earlier.verdict == "gold"]
    if gold == (stands[-1] if stands else problem.answer):
        raise LineError(f"the gold answer of {problem.item} is {gold} already: there is nothing to correct")
    return decision.model_copy(update={"answer": gold})


def corrected_golds(store: Store, decisions: Sequence[Decision]) -> dict[str, str]:
    """By item, the right answer of every problem whose gold was corrected, the last correction counting.

    Items of other runs are the same problem where question, options and the source's gold are the same.
    """
    corrections = [one for own in by_item(decisions).values() for one in standing(own) if one.verdict == "gold"]
    if not corrections:
        return {}
    problems = {problem.item: problem for problem in store.all(Problem)}
    right = {_stated(problems[one.item]): one.answer for one in sorted(corrections, key=_seq) if one.item in problems}
    return {item: right[stated] for item, problem in problems.items() if (stated := _stated(problem)) in right}


def _stated(problem: Problem) -> tuple[str, tuple[str, ...], str]:
    return problem.question, problem.choices, problem.answer


def _seq(decision: Decision) -> int:
    return decision.seq
