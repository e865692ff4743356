"""`isogloss review`: the pages on which people decide, and who may see them.

isogloss review WORKSPACE                       serve the pages (the same as `review serve WORKSPACE`)
isogloss review invite WORKSPACE NAME           and revoke, forget, people: builders/cli/inviting.py
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

import click

from builders.cli.alone import alone
from builders.cli.inviting import forget, invite, people, revoke
from builders.cli.known import known, quality, train
from builders.cli.rotating import rotate
from builders.cli.twins import twins
from schemas.faults import Fault
from schemas.people import load_people, required_pseudonym
from schemas.workspace import Workspace, existing

SECONDS_TO_START = 60
LOOPBACK = "127.0.0.1"


class ReviewError(Fault):
    """The pages cannot be served; the message says why and what to do."""


class ReviewGroup(click.Group):
    """`serve` may be left out: what is no subcommand's name is a workspace. One called `people` is `./people`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ReviewGroup, subcommand_metavar="WORKSPACE | COMMAND ...")
def review() -> None:
    """Decide in a browser: read, accept, fix or reject, by number keys. Works while a draft runs.

    \b
    Alone:     isogloss review work/gsm8k-ko
    Together:  isogloss review invite work/gsm8k-ko mina --language en:fluent --language ko:native
               isogloss review work/gsm8k-ko        then asks everybody for their link
    """  # noqa: D301 - \b is click's mark for lines to keep


@review.command(epilog="Example: isogloss review work/gsm8k-ko --annotator mina")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--annotator", help="Pseudonym under which decisions are kept, when nobody was invited.  [default: me]")
@click.option("--port", type=click.IntRange(1024, 65535), default=8501, show_default=True)
@click.option("--address", default=LOOPBACK, show_default=True, help="Where to listen; others only with login.")
@click.option("--url", default="", help="What browsers type, when that is another: https://review.example.org")
@click.option("--no-browser", is_flag=True, help="Serve only; open the address yourself.")
def serve(workspace: Path, annotator: str | None, port: int, address: str, url: str, *, no_browser: bool) -> None:
    """Serve the pages; what `isogloss review WORKSPACE` does. Ctrl-C ends it; every decision is kept."""
    place = existing(workspace)
    pseudonym = _pseudonym(place, annotator)
    _require_free(address, port)
    # A process of its own: the pages may not be imported from here, and a crash of theirs ends nothing of ours.
    command = [sys.executable, "-m", "review_app", str(place.root.resolve()), pseudonym, str(port)]
    command += ["--address", address, "--url", url]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - ours, and a matched pseudonym
        try:
            _wait_until_it_answers(address, port, server)
            shown = url or f"http://{address}:{port}"
            click.echo(f"review {workspace} {_as_whom(place, pseudonym)}: {shown}   (Ctrl-C ends it)")
            if not no_browser:
                webbrowser.open(shown)
            server.wait()
        except KeyboardInterrupt:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
        finally:
            server.terminate()


def _pseudonym(workspace: Workspace, annotator: str | None) -> str:
    if annotator and load_people(workspace.people):
        raise ReviewError(
            f"people were invited to {workspace.root}, so everybody signs in by link: leave --annotator out"
        )
    return required_pseudonym(annotator or "me")


def _as_whom(workspace: Workspace, pseudonym: str) -> str:
    asks = load_people(workspace.people) or (workspace.people / "secrets.toml").exists()
    return "with sign-in" if asks else f"as {pseudonym}"


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((address, port))
        except OSError as error:
            raise ReviewError(
                f"cannot listen at {address} port {port} ({error.strerror}): choose another --port or --address"
            ) from error


def _wait_until_it_answers(address: str, port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    reach = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(address, address)  # noqa: S104 - read, not bound
    while time.monotonic() < deadline:
        if server.poll() is not None:
            # The pages said why on stderr, in one sentence.
            sys.exit(server.returncode or 1)
        with contextlib.suppress(OSError), socket.create_connection((reach, port), timeout=1):
            return
        time.sleep(0.1)
    raise ReviewError(f"the review pages did not answer within {SECONDS_TO_START} seconds")


for command in (invite, revoke, forget, people, rotate, twins, alone, known, quality, train):
    review.add_command(command)
