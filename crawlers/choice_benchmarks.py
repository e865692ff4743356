"""Multiple-choice benchmarks in the shapes they are met in, as rows of one shape: the answer is an option's text.

ARC, CommonsenseQA   {"id": "M_7", "question": "...", "choices": {"text": [...], "label": [...]}, "answerKey": "C"}
TruthfulQA           {"question": "...", "mc1_targets": {"choices": [...], "labels": [1, 0, 0]}}
SciQ                 {"question": "...", "correct_answer": "...", "distractor1": "...", ...}
MMLU                 {"question": "...", "subject": "...", "choices": [...], "answer": 2}
published lists      {"question": "...", "choices": [...], "answer": "an option's text", "source": "ai2_arc"}

->  {"id": "arc/M_7", "question": "...", "choices": ["...", ...], "answer": "an option's text"}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from crawlers import benchmarks
from crawlers.benchmarks import Benchmark, BenchmarkError, Layout
from crawlers.row_files import InputError, records

JOINED_COLUMNS = {"id": "id", "question": "question", "choices": "choices", "answer": "answer"}


def _layout(name: str, licence: str, citation: str) -> Layout:
    return Layout(name, JOINED_COLUMNS, "choice", licence, citation, answer_style="text")


ARC = _layout(
    "arc",
    "CC-BY-SA-4.0",
    "Clark et al. (2018). Think you have Solved Question Answering? Try ARC. arXiv:1803.05457",
)
MMLU = _layout("mmlu", benchmarks.MMLU.licence, benchmarks.MMLU.citation)
COMMONSENSEQA = _layout(
    "commonsenseqa",
    "MIT",
    "Talmor et al. (2019). CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge. "
    "arXiv:1811.00937",
)
TRUTHFULQA = _layout(
    "truthfulqa",
    "Apache-2.0",
    "Lin et al. (2022). TruthfulQA: Measuring How Models Mimic Human Falsehoods. arXiv:2109.07958",
)
SCIQ = _layout(
    "sciq",
    "CC-BY-NC-3.0",
    "Welbl et al. (2017). Crowdsourcing Multiple Choice Science Questions. arXiv:1707.06209",
)
CHOICE_LAYOUTS = {layout.name: layout for layout in (ARC, MMLU, COMMONSENSEQA, TRUTHFULQA, SCIQ)}
GOLD_IN_FIXED_PLACE = frozenset({"truthfulqa", "sciq"})
"""Their right option comes first on the Hub, and last in all but two rows of the lists published with the paper."""

CHOICE_BENCHMARKS = {
    "arc-challenge": Benchmark("arc-challenge", "allenai/ai2_arc", ("ARC-Challenge/test-*.parquet",), ARC, ARC.licence),
    "arc-easy": Benchmark("arc-easy", "allenai/ai2_arc", ("ARC-Easy/test-*.parquet",), ARC, ARC.licence),
    "mmlu": Benchmark("mmlu", "cais/mmlu", ("all/test-*.parquet",), MMLU, MMLU.licence),
    # The test split of CommonsenseQA has no answers, and TruthfulQA has one split.
    "commonsenseqa": Benchmark(
        "commonsenseqa", "tau/commonsense_qa", ("data/validation-*.parquet",), COMMONSENSEQA, "MIT", split="validation"
    ),
    "truthfulqa": Benchmark(
        "truthfulqa",
        "truthfulqa/truthful_qa",
        ("multiple_choice/validation-*.parquet",),
        TRUTHFULQA,
        TRUTHFULQA.licence,
        split="validation",
    ),
    "sciq": Benchmark("sciq", "allenai/sciq", ("data/test-*.parquet",), SCIQ, SCIQ.licence),
}
_PUBLISHED = {
    "ai2_arc": ARC,
    "MMLU": MMLU,
    "commonsense_qa": COMMONSENSEQA,
    "truthful_qa": TRUTHFULQA,
    "sciq": SCIQ,
}
"""What the column `source` of the published lists says."""


class ChoiceRow(NamedTuple):
    """One question of a known benchmark; values are as the file states them, and may be empty or wrong."""

    layout: Layout
    own_id: str
    """Empty when the benchmark has no identifiers."""
    question: Any
    choices: Any
    answer: str


def choice_benchmark_named(name: str) -> Benchmark:
    """Raises `BenchmarkError` with the names that are known."""
    if name not in CHOICE_BENCHMARKS:
        raise BenchmarkError(
            f"no benchmark {name} of multiple choice is known, only {', '.join(CHOICE_BENCHMARKS)}: "
            "give a file with --input"
        )
    return CHOICE_BENCHMARKS[name]


def known_choice_layout(path: Path) -> Layout | None:
    """The benchmark that a file's first record is of, by its columns, or None; raises `InputError`."""
    first = next((record for record in records(path) if not isinstance(record, str)), None)
    found = None if first is None else choice_row(first)
    return found.layout if found else None


def join_choices(files: Sequence[Path], into: Path) -> list[Layout]:
    """Write the questions of all files to `into`, one of each file in turn, so that the first ones are of all files.

    Returns the benchmarks that they are of, in the order in which they come. Raises `InputError` for a row that is not
    as its benchmark has it: those after it would be misnumbered.
    """
    seen: Counter[str] = Counter()  # keeps the order in which names came
    with into.open("w", encoding="utf-8") as joined:
        for row in filter(None, chain.from_iterable(zip_longest(*map(_rows, files)))):
            name = row.layout.name
            identifier = f"{name}/{row.own_id or seen[name]}"
            seen[name] += 1
            line = {"id": identifier, "question": row.question, "choices": row.choices, "answer": row.answer}
            joined.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    return [CHOICE_LAYOUTS[name] for name in seen]


def _rows(file: Path) -> Iterator[ChoiceRow]:
    for number, record in enumerate(records(file), start=1):
        row = None if isinstance(record, str) else choice_row(record)
        if row is None:
            fault = record if isinstance(record, str) else "its columns are of no benchmark that is known"
            raise InputError(f"{file}, row {number}: {fault}; rows are known by their position: mend it")
        yield row


def choice_row(record: Mapping[str, Any]) -> ChoiceRow | None:
    """The question in a record, whichever of the shapes it has; None when it has none of them."""
    match record:
        case {"mc1_targets": {"choices": list(options), "labels": list(labels)}, "question": question}:
            return ChoiceRow(TRUTHFULQA, "", question, options, _labelled(options, labels, "1"))
        case {"choices": {"text": list(options), "label": list(labels)}, "answerKey": key, "question": question}:
            layout = COMMONSENSEQA if "question_concept" in record else ARC
            answer = _labelled(options, labels, str(key or ""))
            return ChoiceRow(layout, str(record.get("id") or ""), question, options, answer)
        case {"correct_answer": answer, "distractor1": one, "distractor2": two, "distractor3": three} if (
            "question" in record
        ):
            return ChoiceRow(SCIQ, "", record["question"], [answer, one, two, three], str(answer or ""))
        case {"question": question, "choices": list(options), "answer": answer, "source": str(source)} if (
            source in _PUBLISHED
        ):
            return ChoiceRow(_PUBLISHED[source], "", question, options, str(answer or ""))
        case {"question": question, "choices": list(options), "answer": index, "subject": _} if str(index).isdigit():
            return ChoiceRow(MMLU, "", question, options, _numbered(options, str(index)))
    return None


def _labelled(options: Sequence[Any], labels: Sequence[Any], wanted: str) -> str:
    """The one option with a label, or words that no option has: ARC labels by digits too, so a label is no text."""
    marked = [option for option, label in zip(options, labels, strict=False) if str(label) == wanted]
    return str(marked[0]) if len(marked) == 1 else f"({len(marked)} options are labelled {wanted or 'as nothing'})"


def _numbered(options: Sequence[Any], index: str) -> str:
    there = int(index) < len(options)
    return str(options[int(index)]) if there else f"(no option has the index {index})"
