"""`isogloss review`: the pages on which people decide, in a browser on this machine."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

import click

from schemas.faults import Fault
from schemas.workspace import existing

PSEUDONYM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
SECONDS_TO_START = 60


class ReviewError(Fault):
    """The pages cannot be served; the message says why and what to do."""


@click.command(epilog="Example: isogloss review work/gsm8k-ko --annotator mina")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--annotator", default="me", show_default=True, help="Pseudonym under which decisions are kept.")
@click.option("--port", type=click.IntRange(1024, 65535), default=8501, show_default=True)
@click.option("--no-browser", is_flag=True, help="Serve only; open the address yourself.")
def review(workspace: Path, annotator: str, port: int, *, no_browser: bool) -> None:
    """Decide in a browser: read, accept, fix or reject, by number keys. Works while a draft runs; Ctrl-C ends it."""
    place = existing(workspace)
    if not PSEUDONYM.fullmatch(annotator):
        raise ReviewError(f"{annotator!r} is no pseudonym: use small letters, digits, dot, hyphen, underscore")
    _require_free(port)
    # A process of its own: the pages may not be imported from here, and a crash of theirs ends nothing of ours.
    command = [sys.executable, "-m", "review_app", str(place.root.resolve()), annotator, str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - ours, and a matched pseudonym
        try:
            _wait_until_it_answers(port, server)
            address = f"http://127.0.0.1:{port}"
            click.echo(f"review {workspace} as {annotator}: {address}   (Ctrl-C ends it; every decision is kept)")
            if not no_browser:
                webbrowser.open(address)
            server.wait()
        except KeyboardInterrupt:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
        finally:
            server.terminate()


def _require_free(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            raise ReviewError(f"port {port} is taken: end what listens there, or choose another --port") from error


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ReviewError(f"the review pages ended at once (exit {server.returncode}); their message stands above")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise ReviewError(f"the review pages did not answer within {SECONDS_TO_START} seconds")
