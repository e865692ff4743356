"""Benchmarks that are known by name or by their look: which column is what, and whose work it is.

gsm8k      question, answer ("worked solution #### 18")
math       problem, solution, answer
omni_math  domain, difficulty, problem, solution, answer, source
mmlu       question, choice0 ... choice3 (or choices), answer (index of the right one, from 0)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar

import tenacity

from crawlers.rows import Row, columns_of, read_rows
from schemas.faults import Fault
from schemas.records import AnswerType, Source

LOOKED_AT = 20
"""Good rows whose answers must all fit a layout."""
ATTEMPTS = 3
PATIENCE_SECONDS = 5.0

Answered = TypeVar("Answered")


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
    answer_style: Literal["plain", "gsm8k", "index"]
    """`gsm8k`: the gold follows `####`. `index`: the 0-based index of the right option."""


@dataclass(frozen=True)
class Benchmark:
    """One split of a dataset on the Hub, kept there as Parquet."""

    name: str
    repo: str
    config: str
    split: str
    layout: Layout


@dataclass(frozen=True)
class Fetched:
    """A benchmark's file and where it came from, to the commit."""

    path: Path
    source: Source


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
OMNI_MATH = Layout(
    name="omni_math",
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
)
BENCHMARKS = {"gsm8k": Benchmark("gsm8k", "openai/gsm8k", "main", "test", GSM8K)}


def known_layout(path: Path) -> Layout | None:
    """The benchmark whose columns and answers the file has, or None; raises `InputError`."""
    columns = columns_of(path)
    for layout, marks in _MARKS:
        fitted = _fit(layout, columns)
        if fitted and marks <= set(columns) and _answers_fit(path, fitted):
            return fitted
    return None


def fetch_benchmark(name: str, folder: Path, *, revision: str | None = None) -> Fetched:
    """The benchmark's Parquet in `folder`, at the commit that `revision` (else `main`) stands for now.

    Raises `BenchmarkError`.
    """
    if name not in BENCHMARKS:
        raise BenchmarkError(f"no benchmark {name} is known, only {', '.join(BENCHMARKS)}: give a file with --input")
    from huggingface_hub import HfApi, hf_hub_download

    benchmark, asked = BENCHMARKS[name], revision or "main"
    info = _from_hub(
        benchmark, asked, lambda: HfApi().dataset_info(benchmark.repo, revision=asked, timeout=PATIENCE_SECONDS)
    )
    if info.sha is None:
        raise BenchmarkError(f"the Hub names no commit of {benchmark.repo}: give a file with --input FILE")
    commit, file = info.sha, _parquet_file(benchmark, [sibling.rfilename for sibling in info.siblings or ()])
    path = _from_hub(
        benchmark,
        commit,
        lambda: hf_hub_download(benchmark.repo, file, repo_type="dataset", revision=commit, local_dir=folder),
    )
    layout = benchmark.layout
    source = Source(
        name=name,
        location=benchmark.repo,
        revision=commit,
        split=benchmark.split,
        licence=layout.licence,
        citation=layout.citation,
    )
    return Fetched(Path(path), source)


_MARKS: tuple[tuple[Layout, frozenset[str]], ...] = (
    (OMNI_MATH, frozenset({"domain", "difficulty"})),
    (MATH, frozenset()),
    (MMLU, frozenset()),
    (GSM8K, frozenset()),
)
"""Columns beyond those that are read by which a layout is told from the others; the more particular stands first."""


def _fit(layout: Layout, columns: list[str]) -> Layout | None:
    """The layout with the columns as this file names them, or None when one is missing."""
    named = dict(layout.columns)
    if "choices" in named and "choices" in columns:
        named["choices"] = "choices"  # the Hub's own copy of MMLU keeps the options as one list
    if "unique_id" in columns:
        named["id"] = "unique_id"
    read = [column for several in named.values() for column in several.split(",")]
    return replace(layout, columns=named) if set(read) <= set(columns) else None


def _answers_fit(path: Path, layout: Layout) -> bool:
    rows = islice(read_rows(path, columns=layout.columns), LOOKED_AT)
    answers = [row.answer for row in rows if isinstance(row, Row)]
    pattern = {"gsm8k": r"(?s).*#### \S.*", "index": r"\d", "plain": r"(?s).+"}[layout.answer_style]
    return bool(answers) and all(re.fullmatch(pattern, answer) for answer in answers)


def _parquet_file(benchmark: Benchmark, files: list[str]) -> str:
    shards = [file for file in files if re.fullmatch(rf"{benchmark.config}/{benchmark.split}-[^/]*\.parquet", file)]
    if len(shards) != 1:
        raise BenchmarkError(
            f"{benchmark.repo} keeps {len(shards)} Parquet files of {benchmark.config}/{benchmark.split}, not one: "
            "name another --revision, or give the file with --input FILE"
        )
    return shards[0]


def _from_hub(benchmark: Benchmark, revision: str, ask: Callable[[], Answered]) -> Answered:
    """What the Hub answers; asked again when it is busy or the line breaks, never when it says no."""
    import httpx2
    from huggingface_hub import errors

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_may_pass),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_random_exponential(multiplier=0.25, max=PATIENCE_SECONDS),
        reraise=True,
    )
    try:
        return retrying(ask)
    except errors.RevisionNotFoundError as error:
        raise BenchmarkError(
            f"{benchmark.repo} has no revision {revision}: name a commit, a tag or a branch of it"
        ) from error
    except (httpx2.HTTPError, errors.EntryNotFoundError, OSError) as error:
        raise BenchmarkError(
            f"{benchmark.repo} could not be fetched from the Hub ({_first_line(error)}): "
            "connect and run it again, or give a file with --input FILE, which works offline"
        ) from error


def _may_pass(error: BaseException) -> bool:
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        return error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS or error.response.is_server_error
    return isinstance(error, httpx2.TransportError)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
