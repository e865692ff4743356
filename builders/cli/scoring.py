"""`isogloss score`: are these answers right, and why."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import get_args

import click

from annotate.answers import Percent, Policy
from annotate.second_opinion import SecondOpinion
from builders.cli.shared_options import AS_JSON
from builders.scoring import counts, score_file, scored_line, summary
from schemas.records import AnswerType


@click.command(epilog="Example: isogloss score answers.jsonl --language ko --to verdicts.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", default="en", show_default=True, help="Language of the answers: its separators apply.")
@click.option("--answer-type", type=click.Choice(get_args(AnswerType)), default="numeric", show_default=True)
@click.option("--percent", type=click.Choice(get_args(Percent)), default="number", show_default=True)
@click.option("--second-opinion", is_flag=True, help="Ask Math-Verify too: it decides expressions.")
@click.option("--to", "verdicts", type=click.Path(path_type=Path), help="Write a line of JSON for each verdict.")
@AS_JSON
def score(
    file: Path,
    *,
    language: str,
    answer_type: AnswerType,
    percent: Percent,
    second_opinion: bool,
    verdicts: Path | None,
    as_json: bool,
) -> None:
    """Score FILE, rows with the columns answer and gold: right, wrong or unparsable, and by which rule."""
    with SecondOpinion() if second_opinion else nullcontext() as asked:
        policy = Policy(percent=percent)
        scores = list(score_file(file, answer_type=answer_type, language=language, policy=policy, second_opinion=asked))
    if verdicts:
        lines = [scored_line(number, scored) + "\n" for number, scored in enumerate(scores, start=1)]
        verdicts.parent.mkdir(parents=True, exist_ok=True)
        verdicts.write_text("".join(lines), encoding="utf-8")
    click.echo(json.dumps(counts(scores)) if as_json else summary(scores))
