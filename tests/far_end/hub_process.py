"""The Hub's far end in a process of its own.

with hub(datasets=5000, latency=0.02, quota=["resolvers=1000/2"], fate=["gone=0.01"]) as server:
    environment = {"HF_ENDPOINT": server.url}       # before huggingface_hub is imported
    ...
    assert server.stats().beyond == {}
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.far_end.process import Option, started


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
def hub(**options: Option) -> Iterator[HubEnd]:
    """A far end with the options of `python -m tests.far_end.hub`, dashes written as underscores."""
    with started("-m", "tests.far_end.hub", **options) as (url, pid):
        yield HubEnd(url, pid)
