"""The Hub's side of a few datasets, over real HTTP: their files at one commit, and what was asked for.

huggingface_hub reads the address of the Hub when it is imported, so whoever asks must be a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "3fa9c1d2e4b5" * 3 + "3fa9"
"""What `main` stands for, in every dataset."""


@dataclass
class DatasetHub:
    """Files by dataset and path, and how often the Hub is busy before it answers."""

    datasets: Mapping[str, Mapping[str, bytes]]
    busy: int = 0
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        repo = next((repo for repo in self.datasets if f"/{repo}/" in request.path), None)
        if repo is None:  # the client asks for things of its own first
            return _send(request, 404, b"{}")
        self.asked.append(f"{request.command} {request.path}")
        if self.busy:
            self.busy -= 1
            return _send(request, 503, b"{}")
        files = self.datasets[repo]
        if request.path.split("?")[0] in {f"/api/datasets/{repo}/revision/{name}" for name in ("main", COMMIT)}:
            there = {"id": repo, "sha": COMMIT, "siblings": [{"rfilename": file} for file in files]}
            return _send(request, 200, json.dumps(there).encode())
        file = request.path.removeprefix(f"/datasets/{repo}/resolve/{COMMIT}/")
        if file in files:
            etag = hashlib.sha256(files[file]).hexdigest()
            return _send(request, 200, files[file], **{"X-Repo-Commit": COMMIT, "ETag": f'"{etag}"'})
        return _send(request, 404, b"{}", **{"X-Error-Code": "RevisionNotFound"})


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in (headers | {"Content-Length": str(len(body))}).items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)


@contextmanager
def dataset_hub(datasets: Mapping[str, Mapping[str, bytes]]) -> Iterator[DatasetHub]:
    """Serve the datasets on a free port while the block runs."""
    hub = DatasetHub(datasets)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.answer(self)

        def do_HEAD(self) -> None:
            hub.answer(self)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        hub.url = f"http://127.0.0.1:{server.server_port}"
        yield hub
        server.shutdown()
