"""Just enough HTTP/1.1 for the far end: GET, POST with Content-Length, keep-alive, and ways to misbehave.

Hand-written because the client under test shares the machine's cores: a request costs a fifth of what a web framework
asks. A connection has one request in hand at a time; what a client pipelines waits in the buffer.
"""

import asyncio
import re
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, cast

Ending = Literal["whole", "cut", "reset", "hang"]
"""How a reply ends: sent whole, half its body and a close, a TCP reset, or never."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, for zero seconds


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    """Without the query."""
    head: bytes
    """Request line and headers, verbatim."""
    body: bytes

    def header(self, name: bytes) -> bytes:
        """The header's value, empty when the client did not send it."""
        found = re.search(rb"\r\n" + name + rb":[ \t]*([^\r]*)", self.head, re.IGNORECASE)
        return found[1] if found else b""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: tuple[str, ...] = ()
    """Lines besides Content-Type and Content-Length: `retry-after: 1`."""
    delay: float = 0.0
    """Seconds between the request's arrival and the reply."""
    ending: Ending = "whole"
    when_over: Callable[[bool], None] | None = None
    """Told once whether the reply was given as meant, False when the client left before."""

    def wire(self) -> bytes:
        """The bytes that are sent; a cut reply announces its whole length and holds half of the body."""
        extra = "".join(f"{line}\r\n" for line in self.headers)
        head = (
            f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Unknown')}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(self.body)}\r\n{extra}\r\n"
        )
        body = self.body[: len(self.body) // 2] if self.ending == "cut" else self.body
        return head.encode("latin-1") + body


class Connection(asyncio.Protocol):
    """One client's connection: reads a request, waits as long as its reply says, sends it, reads the next."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self._answer = answer
        self._unread = b""
        self._reply: Reply | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._timer:
            self._timer.cancel()
        self._over(given=False)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if self._reply is None:
            self._read()

    def _read(self) -> None:
        """Take one whole request off the buffer, if there is one, and have it answered."""
        end = self._unread.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        head = self._unread[:end]
        length = _LENGTH.search(head)
        stop = end + (int(length[1]) if length else 0)
        if len(self._unread) < stop:
            return
        body, self._unread = self._unread[end:stop], self._unread[stop:]
        method, target, *_ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        self._take(self._answer(Request(method, target.partition("?")[0], head, body)))

    def _take(self, reply: Reply) -> None:
        self._reply = reply
        if reply.ending == "hang":
            return
        if reply.delay:
            self._timer = asyncio.get_running_loop().call_later(reply.delay, self._send, reply)
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.ending == "reset":
            sock: socket.socket = self._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._over(given=True)
            self._transport.abort()
            return
        self._transport.write(reply.wire())
        self._over(given=True)
        if reply.ending == "cut":
            self._transport.close()
        elif self._unread:
            self._read()

    def _over(self, *, given: bool) -> None:
        """Close the accounts of the request in hand, once."""
        reply, self._reply, self._timer = self._reply, None, None
        if reply and reply.when_over:
            reply.when_over(given)


async def serve(answer: Callable[[Request], Reply], *, port: int, until_stdin_closes: bool, path: str = "") -> None:
    """Print the URL, then answer until killed, or until stdin closes when that was asked for."""
    server = await listen(answer, port=port)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}{path}", flush=True)  # noqa: T201
    over = asyncio.Event()
    if until_stdin_closes:
        asyncio.get_running_loop().add_reader(sys.stdin, over.set)
    await over.wait()


async def listen(answer: Callable[[Request], Reply], *, port: int) -> asyncio.Server:
    """Serve on 127.0.0.1 only; port 0 takes a free one."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(answer), "127.0.0.1", port, backlog=1024)
