"""What the Hub allows a client in each window, and what it was asked beyond that."""

import math
from collections import Counter

from tests.far_end.faults import Window
from tests.far_end.hub_options import HubOptions


def bucket(path: str) -> str:
    """The class of requests that a path counts among; empty for one that is not limited."""
    if path.startswith("/api/resolve-cache/"):
        return ""
    if "/resolve/" in path:
        return "resolvers"
    return (
        "api" if path.startswith("/api/datasets") or path.endswith("/overview") else "pages" if "/raw/" in path else ""
    )


class Allowance:
    """A window for every client and class of requests; a client is known by its token, or has none."""

    def __init__(self, options: HubOptions) -> None:
        self._options = options
        self._windows: dict[tuple[str, str], Window] = {}
        self.beyond: Counter[str] = Counter()
        """Requests that came when none was left, by class."""

    def take(self, path: str, token: str) -> tuple[bool, tuple[str, ...]]:
        """Whether the request may be answered, and the header lines that say what is left."""
        name = bucket(path)
        if not name:
            return True, ()
        window = self._window(name, token)
        allowed = window.fits(1)
        if allowed:
            window.take(1)
        else:
            self.beyond[name] += 1
        return allowed, self._headers(name, window, allowed=allowed)

    def _window(self, name: str, token: str) -> Window:
        quotas = self._options.token_quotas if token else self._options.quotas
        return self._windows.setdefault((name, token), Window(*quotas[name]))

    def _headers(self, name: str, window: Window, *, allowed: bool) -> tuple[str, ...]:
        wait = math.ceil(window.wait)
        if self._options.silent_limit:
            return () if allowed else (f"retry-after: {wait}",)
        return (
            f'ratelimit: "{name}";r={window.remaining};t={wait}',
            f'ratelimit-policy: "fixed window";"{name}";q={window.limit};w={window.seconds:g}',
        )
