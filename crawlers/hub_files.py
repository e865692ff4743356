"""A benchmark's files from the Hub, at a commit: the one a revision stands for now, recorded with what was fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import tenacity

from crawlers.benchmarks import Benchmark, BenchmarkError
from schemas.records import Source

ATTEMPTS = 3
PATIENCE_SECONDS = 5.0

Answered = TypeVar("Answered")


@dataclass(frozen=True)
class Fetched:
    """A benchmark's files, in its own order, and where they came from, to the commit."""

    paths: tuple[Path, ...]
    source: Source


def fetch_benchmark(benchmark: Benchmark, folder: Path, *, revision: str | None = None) -> Fetched:
    """The benchmark's files below `folder`, at the commit that `revision` (else `main`) stands for now.

    Raises `BenchmarkError`.
    """
    from huggingface_hub import HfApi, hf_hub_download

    repo, asked = benchmark.repo, revision or "main"
    info = _from_hub(repo, asked, lambda: HfApi().dataset_info(repo, revision=asked, timeout=PATIENCE_SECONDS))
    if info.sha is None:
        raise BenchmarkError(f"the Hub names no commit of {repo}: give a file with --input FILE")
    commit, there = info.sha, [sibling.rfilename for sibling in info.siblings or ()]
    own = folder / repo.replace("/", "--")

    def download(file: str) -> Path:
        return Path(hf_hub_download(repo, file, repo_type="dataset", revision=commit, local_dir=own))

    files = [_only(pattern, there, repo) for pattern in benchmark.files]
    paths = [_from_hub(repo, commit, partial(download, file)) for file in files]
    return Fetched(tuple(paths), _source(benchmark, commit))


def _source(benchmark: Benchmark, commit: str) -> Source:
    return Source(
        name=benchmark.name,
        location=benchmark.repo,
        revision=commit,
        split=benchmark.split,
        licence=benchmark.licence,
        citation=benchmark.layout.citation,
    )


def _only(pattern: str, files: Sequence[str], repo: str) -> str:
    found = [file for file in files if fnmatchcase(file, pattern)]
    if len(found) != 1:
        raise BenchmarkError(
            f"{repo} keeps {len(found)} files like {pattern}, not one: "
            "name another --revision, or give the file with --input FILE"
        )
    return found[0]


def _from_hub(repo: str, revision: str, ask: Callable[[], Answered]) -> Answered:
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
        raise BenchmarkError(f"{repo} has no revision {revision}: name a commit, a tag or a branch of it") from error
    except (httpx2.HTTPError, errors.EntryNotFoundError, OSError) as error:
        raise BenchmarkError(
            f"{repo} could not be fetched from the Hub ({_first_line(error)}): "
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
