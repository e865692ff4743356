"""The review pages in a process of their own, as `isogloss review` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from schemas.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """The pages of one workspace; they can be killed and started again at the same port."""

    workspace: Workspace
    annotator: str
    port: int
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "review_app", str(self.workspace.root), self.annotator, str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the review pages of {self.workspace.root} did not start")

    def kill(self) -> None:
        """`kill -9`."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(workspace: Workspace, annotator: str = "mina") -> Iterator[Served]:
    """The pages of a workspace, until the block ends."""
    served = Served(workspace, annotator, _free_port())
    served.start()
    try:
        yield served
    finally:
        served.kill()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
