"""Scores a file of model answers against their golds, one row after the other, and counts why.

{"answer": "정답은 42입니다.", "gold": "42", "language": "ko"}           in; also "choices" and "answer_type"
{"row": 1, "verdict": "right", "extracted": "42", "rule": "exact", ...}  out
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from annotate.answers import Policy, Score, Verdict, score
from annotate.gold import UnreadableGold, parse_gold
from annotate.second_opinion import SecondOpinion
from crawlers.row_files import json_or_none, records
from schemas.faults import Fault
from schemas.records import AnswerType


class UnscorableRowError(Fault):
    """A row has no answer column, or a gold that cannot be read."""


def score_file(
    path: Path, *, answer_type: AnswerType, language: str, policy: Policy, second_opinion: SecondOpinion | None
) -> Iterator[Score]:
    """The rows' scores in order; a row's own `language` and `answer_type` go before the given ones."""
    for number, row in enumerate(records(path), start=1):
        where = f"{path}, row {number}"
        if isinstance(row, str):
            raise UnscorableRowError(f"{where}: {row}; mend it")
        if absent := {"answer", "gold"} - row.keys():
            raise UnscorableRowError(f"{where} has no {' and no '.join(sorted(absent))}: name the columns so")
        kind = row.get("answer_type") or answer_type
        if kind not in get_args(AnswerType):
            raise UnscorableRowError(f'{where}: "{kind}" is no answer type: it is {", ".join(get_args(AnswerType))}')
        choices = _choices(row)
        try:
            gold = parse_gold(str(row["gold"]), kind, choices=choices)
        except UnreadableGold as error:
            raise UnscorableRowError(f"{where}: {error}") from error
        yield score(
            str(row["answer"] or ""),
            gold,
            language=row.get("language") or language,
            choices=choices,
            policy=policy,
            second_opinion=second_opinion,
        )


def _choices(row: dict[str, Any]) -> list[str]:
    listed = row.get("choices") or []
    return [str(choice) for choice in (json_or_none(listed) if isinstance(listed, str) else listed) or []]


def scored_line(number: int, scored: Score) -> str:
    return json.dumps({"row": number, **asdict(scored), "disputed": scored.disputed}, ensure_ascii=False)


def counts(scores: list[Score]) -> dict[str, dict[str, int]]:
    """By verdict and rule, the most frequent rule first."""
    return {
        verdict: dict(Counter(scored.rule for scored in scores if scored.verdict == verdict).most_common())
        for verdict in get_args(Verdict)
    }


def summary(scores: list[Score]) -> str:
    """A line for each verdict, and by which rules."""
    lines = []
    for verdict, rules in counts(scores).items():
        detail = ", ".join(f"{rule} {count:,}" for rule, count in rules.items())
        lines.append(f"{verdict:10} {sum(rules.values()):>7,}  {detail}".rstrip())
    if disputed := sum(scored.disputed for scored in scores):
        lines.append(f"Math-Verify disagrees about {disputed:,} of them.")
    return "\n".join(lines)
