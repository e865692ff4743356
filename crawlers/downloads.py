"""A download over HTTP that continues where the last one broke off, and gives up early on a silent server."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

BLOCK_BYTES = 1 << 20
STALL_SECONDS = 30.0
"""A connection over which nothing came for so long has broken off."""


def download(
    url: str, partial: Path, *, size_bytes: int, patience_seconds: float, arrived: Callable[[int], object]
) -> bool:
    """Whether `partial` now holds the whole file: False when the server is silent, breaks off, or has another size.

    What came stays in `partial` for the next try. `arrived` is called with the bytes there so far.
    """
    with partial.open("ab") as out:
        if out.tell() == size_bytes:
            return True
        response = _answer(url, offset=out.tell(), patience_seconds=patience_seconds)
        if response is None:
            return False
        with response:
            offset = out.tell() if response.status == HTTPStatus.PARTIAL_CONTENT else 0
            if response.length != size_bytes - offset:
                return False
            out.truncate(offset)
            for block in _blocks(response):
                out.write(block)
                arrived(out.tell())
        out.flush()
        os.fsync(out.fileno())
        return out.tell() == size_bytes


def _answer(url: str, *, offset: int, patience_seconds: float) -> HTTPResponse | None:
    """The response to a request for the bytes from `offset` on, or None when it took too long or was an error.

    A thread of its own asks, because looking up a name can hang longer than any time-out of a socket.
    """
    request = Request(url, headers={"Range": f"bytes={offset}-"})  # noqa: S310 - the caller's address, not a user's
    answers: list[HTTPResponse] = []

    def ask() -> None:
        with contextlib.suppress(OSError, HTTPException):
            answers.append(urlopen(request, timeout=STALL_SECONDS))  # noqa: S310

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(patience_seconds)
    return answers[0] if answers else None


def _blocks(response: HTTPResponse) -> Iterator[bytes]:
    """What can be read until the end, or until the connection breaks off."""
    with contextlib.suppress(OSError, HTTPException):
        while block := response.read(BLOCK_BYTES):
            yield block
