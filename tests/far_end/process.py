"""The far end in a process of its own, so that what it costs is not taken from the client under test.

    with far_end(latency="200ms", fault={"500": 0.05, "reset": 0.02}, window="1000/10s") as server:
        client = AsyncOpenAI(base_url=server.url, api_key="none")
        ...
        assert server.stats().repeated == 0

It stops with the block, and also when this process is killed: it holds on to a pipe that only we keep open.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.request import Request, urlopen

_CHECKOUT = Path(__file__).resolve().parents[2]

Option = str | float | Path | Sequence[str | Path] | Mapping[str, float]


@dataclass(frozen=True)
class Stats:
    """What the far end was asked, and what it gave, since it started or was reset. Chat requests only."""

    received: int
    answered: dict[str, int]
    """By status, or `reset` and `cut`; a status counts when its whole body was sent."""
    faults: dict[str, int]
    """Faults that were drawn, by name."""
    finished: dict[str, int]
    """By body hash: how often this request got a whole, faultless answer with finish reason `stop`."""
    repeated: int
    """Requests that came although the same body had been finished before: answers paid for twice."""
    images: int
    """Images in all requests that were taken."""
    abandoned: int
    """Requests whose client left before the answer."""
    in_flight: int
    max_in_flight: int
    first_at: float
    """When the first request came, in Unix time; 0 when none did."""
    last_at: float
    """When the last answer was given or abandoned."""
    cpu_seconds: float
    """Processor time of the far end since it started."""


@dataclass(frozen=True)
class FarEnd:
    url: str
    """What `OPENAI_BASE_URL` would be: ends in /v1."""
    pid: int

    def stats(self) -> Stats:
        with urlopen(f"{self._root}/stats") as response:
            return Stats(**json.load(response))

    def reset(self) -> None:
        """Start the counts, and the attempts that faults are drawn for, anew."""
        urlopen(Request(f"{self._root}/stats/reset", method="POST")).close()

    @property
    def _root(self) -> str:
        return self.url.removesuffix("/v1")


def body_hash(body: bytes) -> str:
    """The name of a request body in `Stats.finished`."""
    return blake2b(body, digest_size=16).hexdigest()


@contextmanager
def far_end(**options: Option) -> Iterator[FarEnd]:
    """A far end with the options of `python -m tests.far_end.chat`, dashes written as underscores."""
    # -S: the far end needs the standard library alone, and starts a quarter sooner without the rest.
    with started("-S", "-m", "tests.far_end.chat", **options) as (url, pid):
        yield FarEnd(url, pid)


@contextmanager
def started(*module: str, **options: Option) -> Iterator[tuple[str, int]]:
    """A far end as a process of its own: its URL and process number."""
    command = [sys.executable, *module, "--until-stdin-closes", *_flags(options)]
    with subprocess.Popen(command, cwd=_CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            raise RuntimeError(f"the far end did not start with {_flags(options)}; its message is on stderr")
        try:
            yield url, process.pid
        finally:
            process.terminate()


def _flags(options: Mapping[str, Option]) -> list[str]:
    """`fault={"500": 0.05}` is `--fault 500=0.05`; a list repeats its flag, True is a flag alone."""
    flags = []
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(value, Mapping):
            flags += [part for key, share in value.items() for part in (flag, f"{key}={share}")]
        elif isinstance(value, list | tuple):
            flags += [part for each in value for part in (flag, str(each))]
        elif value is True:
            flags.append(flag)
        elif value is not False:
            flags += [flag, str(value)]
    return flags
