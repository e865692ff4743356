"""A Hub that takes uploads: repositories with commits and parents, large files, tags, pull requests, and its faults.

    with publishing_hub(tmp_path) as hub:
        hub.fail("POST", "/commit/", 503)           # the next such request
        hub.fail("PUT", "/lfs/", "cut")             # read half of it, and hang up
        api = HfApi(endpoint=hub.url, token=WRITER)

python -m tests.far_end.publishing_hub FOLDER     prints its URL; a process of its own, for measurements

huggingface_hub's Xet path needs a server that nobody else has: clients set HF_HUB_DISABLE_XET=1.
"""

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tests.far_end.repo_replies import Answer, Asked, reply
from tests.far_end.repo_store import RepoStore

PIECE = 1 << 20


@dataclass
class Failure:
    """What goes wrong with the next `times` requests that begin so."""

    method: str
    part: str
    what: int | str
    """A status; `cut`: half of the request is read; `lost`: it is done and not answered."""
    times: int = 1


@dataclass
class PublishingHub:
    store: RepoStore
    url: str = ""
    asked: list[str] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)
    """sha256 of every large file that came whole."""
    failures: list[Failure] = field(default_factory=list)

    def fail(self, method: str, part: str, what: int | str, *, times: int = 1) -> None:
        self.failures.append(Failure(method, part, what, times))

    def count(self, method: str, part: str) -> int:
        """Requests that were asked so."""
        return sum(line.startswith(f"{method} ") and part in line for line in self.asked)

    def drawn(self, method: str, path: str) -> int | str | None:
        for failure in self.failures:
            if failure.times and failure.method == method and failure.part in path:
                failure.times -= 1
                return failure.what
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: PublishingHub

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def log_message(self, *_arguments: object) -> None:
        pass

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        self.hub.asked.append(f"{self.command} {self.path}")
        fault = self.hub.drawn(self.command, path)
        length = int(self.headers.get("Content-Length") or 0)
        if fault == "cut":
            self.rfile.read(length // 2)
        elif isinstance(fault, int):
            self.rfile.read(length)
            self._send(Answer(fault, {"error": "a fault that was asked for"}))
        elif self.command == "PUT" and path.startswith("/lfs/"):
            self._send(self._take(path.removeprefix("/lfs/"), length))
        else:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            query, body = parse_qs(parts.query), self.rfile.read(length)
            if len(body) == length:  # else the client was killed within it
                answer = reply(self.hub.store, Asked(self.command, path, query, token, body, self.hub.url))
                if fault != "lost":
                    self._send(answer)
        self.close_connection = self.close_connection or isinstance(fault, str)

    def _take(self, sha256: str, length: int) -> Answer:
        """A large file, kept when it is what it was announced to be."""
        partial = self.hub.store.folder / f".{sha256}.{threading.get_ident()}"
        digest, left = hashlib.sha256(), length
        with partial.open("wb") as file:
            while left and (piece := self.rfile.read(min(PIECE, left))):
                file.write(piece)
                digest.update(piece)
                left -= len(piece)
        if left or digest.hexdigest() != sha256:
            partial.unlink()
            return Answer(400, {"error": "not what was announced"})
        partial.rename(self.hub.store.large_file(sha256))
        self.hub.uploaded.append(sha256)
        return Answer(200, {})

    def _send(self, answer: Answer) -> None:
        body = answer.file.read_bytes() if answer.file else answer.content
        self.send_response(answer.status)
        for name, value in (answer.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what some tests are about; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def publishing_hub(folder: Path) -> Iterator[PublishingHub]:
    """Serve on a free port while the block runs; large files are kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    hub = PublishingHub(RepoStore(folder))
    handler = type("OwnHandler", (Handler,), {"hub": hub})
    with Server(("127.0.0.1", 0), handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield hub
        server.shutdown()


if __name__ == "__main__":
    with publishing_hub(Path(sys.argv[1])) as served:
        print(served.url, flush=True)  # noqa: T201
        sys.stdin.read()
        print(json.dumps({"asked": served.asked, "uploaded": served.uploaded}), flush=True)  # noqa: T201
