"""Benchmarks that are known by name or by their look: which column is what, and whose work it is.

gsm8k      question, answer ("worked solution #### 18")
math       problem, solution, answer; or problem, level, type, solution with the gold in its last box
omni-math  domain, difficulty, problem, solution, answer, source
mmlu       question, choice0 ... choice3 (or choices), answer (index of the right one, from 0)
mmmlu      Question, A, B, C, D, Answer (a letter), Subject: MMLU in other languages, by professional translators
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from crawlers.rows import Row, columns_of, read_rows
from crawlers.subjects import SUBJECT_ID
from schemas.faults import Fault
from schemas.math_runs import AnswerStyle
from schemas.records import AnswerType

LOOKED_AT = 20
"""Good rows whose answers must all fit a layout."""


class BenchmarkError(Fault):
    """A benchmark could not be had; the message says why and what to do."""


@dataclass(frozen=True)
class Layout:
    """Which benchmark a file looks like: looks prove nothing, so a licence that the user gives goes before this one."""

    name: str
    columns: Mapping[str, str]
    """As `read_rows` takes them."""
    answer_type: AnswerType
    licence: str
    citation: str
    answer_style: AnswerStyle
    by_subject: bool = False
    """Rows have no identifier but their subject and their position in it."""


@dataclass(frozen=True)
class Benchmark:
    """One split on the Hub, in English, or such a split in another language."""

    name: str
    repo: str
    files: tuple[str, ...]
    """A pattern with `*` for each file, in order; just one file of the repository must match each."""
    layout: Layout
    licence: str
    split: str = "test"


GSM8K = Layout(
    name="gsm8k",
    columns={"question": "question", "answer": "answer"},
    answer_type="numeric",
    licence="MIT",
    citation="Cobbe et al. (2021). Training Verifiers to Solve Math Word Problems. arXiv:2110.14168",
    answer_style="gsm8k",
)
MATH = Layout(
    name="math",
    columns={"question": "problem", "answer": "answer", "solution": "solution"},
    answer_type="numeric",
    licence="MIT",
    citation="Hendrycks et al. (2021). Measuring Mathematical Problem Solving With the MATH Dataset. arXiv:2103.03874",
    answer_style="plain",
)
MATH_BOXED = replace(MATH, columns={**MATH.columns, "answer": "solution"}, answer_style="boxed")
OMNI_MATH = Layout(
    name="omni-math",
    columns=MATH.columns,
    answer_type="numeric",
    licence="unknown",  # the copies that circulate as files state none
    citation="Gao et al. (2024). Omni-MATH: A Universal Olympiad Level Mathematic Benchmark. arXiv:2410.07985",
    answer_style="plain",
)
MMLU = Layout(
    name="mmlu",
    columns={"question": "question", "answer": "answer", "choices": "choice0,choice1,choice2,choice3"},
    answer_type="choice",
    licence="MIT",
    citation="Hendrycks et al. (2021). Measuring Massive Multitask Language Understanding. arXiv:2009.03300",
    answer_style="index",
    by_subject=True,
)
MMMLU = Layout(
    name="mmmlu",
    columns={"question": "Question", "answer": "Answer", "choices": "A,B,C,D"},
    answer_type="choice",
    licence="MIT",
    citation="OpenAI (2024). Multilingual Massive Multitask Language Understanding. hf.co/datasets/openai/MMMLU",
    answer_style="plain",
    by_subject=True,
)

HRM8K_SUBJECTS = ("abstract_algebra", "college_mathematics", "high_school_mathematics")
"""The three of MMMLU's 57 subjects that HRM8K takes (section 3.1): 100 + 100 + 270 questions."""
_MATH_SUBJECTS = (
    "algebra", "counting_and_probability", "geometry", "intermediate_algebra", "number_theory", "prealgebra",
    "precalculus",
)  # fmt: skip
_MMLU_FILES = tuple(f"{subject}/test-*.parquet" for subject in HRM8K_SUBJECTS)
BENCHMARKS = {
    "gsm8k": Benchmark("gsm8k", "openai/gsm8k", ("main/test-*.parquet",), GSM8K, "MIT"),
    "math": Benchmark(
        "math",
        "EleutherAI/hendrycks_math",
        tuple(f"{subject}/test-*.parquet" for subject in _MATH_SUBJECTS),
        MATH_BOXED,
        "MIT",
    ),
    "omni-math": Benchmark("omni-math", "KbsdJames/Omni-MATH", ("test.jsonl",), OMNI_MATH, "Apache-2.0"),
    "mmmlu": Benchmark("mmmlu", "cais/mmlu", _MMLU_FILES, MMLU, "MIT"),
}
MMMLU_LOCALES = {
    "ar": "AR-XY", "bn": "BN-BD", "de": "DE-DE", "es": "ES-LA", "fr": "FR-FR", "hi": "HI-IN", "id": "ID-ID",
    "it": "IT-IT", "ja": "JA-JP", "ko": "KO-KR", "pt": "PT-BR", "pt-BR": "PT-BR", "sw": "SW-KE", "yo": "YO-NG",
    "zh": "ZH-CN", "zh-Hans": "ZH-CN",
}  # fmt: skip
"""The file that MMMLU keeps a language in."""


def benchmark_named(name: str) -> Benchmark:
    """Raises `BenchmarkError` with the names that are known."""
    if name not in BENCHMARKS:
        raise BenchmarkError(f"no benchmark {name} is known, only {', '.join(BENCHMARKS)}: give a file with --input")
    return BENCHMARKS[name]


def translation_of(name: str, language: str) -> Benchmark | None:
    """The professional translation that a benchmark comes with, or None; `BenchmarkError` for another language."""
    if name != "mmmlu":
        return None
    if language not in MMMLU_LOCALES:
        raise BenchmarkError(f"MMMLU was not translated into {language}, only into {', '.join(MMMLU_LOCALES)}")
    return Benchmark("mmmlu", "openai/MMMLU", (f"test/mmlu_{MMMLU_LOCALES[language]}.csv",), MMMLU, "MIT")


def known_layout(path: Path) -> Layout | None:
    """The benchmark whose columns and answers the file has, or None; raises `InputError`."""
    columns = columns_of(path)
    for layout, marks in _MARKS:
        fitted = _fit(layout, columns)
        if fitted and marks <= set(columns) and _answers_fit(path, fitted):
            return fitted
    return None


_MARKS: tuple[tuple[Layout, frozenset[str]], ...] = (
    (OMNI_MATH, frozenset({"domain", "difficulty"})),
    (MATH, frozenset()),
    (MATH_BOXED, frozenset({"level", "type"})),
    (MMLU, frozenset()),
    (MMMLU, frozenset({"Subject"})),
    (GSM8K, frozenset()),
)
"""Columns beyond those that are read by which a layout is told from the others; the more particular stands first."""
_ANSWERS: dict[AnswerStyle, str] = {
    "gsm8k": r"(?s).*#### \S.*", "index": r"\d", "plain": r"(?s).+", "boxed": r"(?s).*\\(boxed|fbox).*",
}  # fmt: skip


def _fit(layout: Layout, columns: list[str]) -> Layout | None:
    """The layout with the columns as this file names them, or None when one is missing."""
    named = dict(layout.columns)
    if "choices" in named and "choices" in columns:
        named["choices"] = "choices"  # the Hub's own copy of MMLU keeps the options as one list
    for identifier in (SUBJECT_ID, "unique_id"):
        if identifier in columns:
            named["id"] = identifier
    read = [column for several in named.values() for column in several.split(",")]
    return replace(layout, columns=named) if set(read) <= set(columns) else None


def _answers_fit(path: Path, layout: Layout) -> bool:
    rows = islice(read_rows(path, columns=layout.columns), LOOKED_AT)
    answers = [row.answer for row in rows if isinstance(row, Row)]
    return bool(answers) and all(re.fullmatch(_ANSWERS[layout.answer_style], answer) for answer in answers)
