"""The Hub's far end in a process of its own.

with hub(datasets=5000, latency=0.02, quota=["resolvers=1000/2"], fate=["gone=0.01"]) as server:
    environment = {"HF_ENDPOINT": server.url}       # before huggingface_hub is imported
    ...
    assert server.stats().beyond == {}
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class HubStats:
    """What the far end was asked, and what it gave, since it started or was reset."""

    received: dict[str, int]
    """By class of requests: `api`, `resolvers`, `pages`, `other`."""
    answered: dict[str, int]
    """By status, or `reset` and `cut`; a reply counts when all of it was sent."""
    repeated: int
    """GETs of what had been answered for good before."""
    beyond: dict[str, int]
    """Requests that came when none was left in the window, by class."""
    abandoned: int
    in_flight: int
    first_at: float
    last_at: float

    @property
    def asked(self) -> int:
        return sum(self.received.values())


@dataclass(frozen=True)
class HubEnd:
    url: str
    """What `HF_ENDPOINT` would be."""
    pid: int

    def stats(self) -> HubStats:
        with urlopen(f"{self.url}/stats") as response:
            return HubStats(**json.load(response))

    def met(self, *filters: str) -> dict[str, int]:
        """How many datasets of a listing meet each fate; `""` is none."""
        with urlopen(f"{self.url}/met?{urlencode([('filter', one) for one in filters])}") as response:
            return dict(json.load(response))

    def reset(self) -> None:
        """Start the counts, the windows and the draws of faults anew."""
        urlopen(Request(f"{self.url}/stats/reset", method="POST")).close()


@contextmanager
def hub(**options: float | str | Path | Sequence[str | Path]) -> Iterator[HubEnd]:
    """A far end with the options of `python -m tests.far_end.hub`, dashes written as underscores."""
    command = [sys.executable, "-m", "tests.far_end.hub", "--until-stdin-closes"]
    for name, given in options.items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(given, bool):
            command += [flag] * given
            continue
        for value in given if isinstance(given, list | tuple) else [given]:
            command += [flag, str(value)]
    with subprocess.Popen(command, cwd=_CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            raise RuntimeError(f"the Hub's far end did not start with {options}; its message is on stderr")
        try:
            yield HubEnd(url, process.pid)
        finally:
            process.terminate()
