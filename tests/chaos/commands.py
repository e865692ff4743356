"""`isogloss` in a process of its own that starts in 30 ms, and what is done to it while it runs.

A server process has everything imported and forks itself for each command: the process that is killed, interrupted or
left without disk space is a real one, and only Python's start, two seconds of imports, is not paid for four hundred
times. `tests/journeys` types the same commands in cold processes.
"""

import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Lock, Timer

WARM = [
    "__main__", "tests.chaos.commands",
    "builders.accounts_text", "builders.cli.mathematics", "builders.cli.options", "builders.cli.workspaces",
    "builders.math_run", "builders.reading", "builders.rebuilding", "builders.release", "datasets", "pyarrow.parquet",
    "scipy.stats", "tests.chaos.built_records",
]  # fmt: skip
_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(WARM)
_BOOKS = Lock()
"""Starting a process also asks all others how they ended, and an exit code can be read once: one thread at a time."""


@dataclass(frozen=True)
class Trouble:
    """What happens to a command: a signal after some seconds, or a disk with room for so many bytes a file."""

    signal: int = 0
    after: float = 0.0
    disk: int = 0

    def __str__(self) -> str:
        if self.signal:
            return f"{signal.Signals(self.signal).name} after {self.after:.3f} s"
        return f"no file beyond {self.disk} bytes" if self.disk else "no trouble"


UNTROUBLED = Trouble()


@dataclass(frozen=True)
class Ended:
    """How a command ended; `code` is negative when a signal ended it."""

    code: int
    stdout: str
    stderr: str


def isogloss(arguments: Sequence[object], *, cwd: Path, base_url: str, trouble: Trouble = UNTROUBLED) -> Ended:
    """Run one command to its end, whatever end that is."""
    environment = {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "none", "HF_HOME": str(cwd / "hf")}
    out, out_end = _FORKED.Pipe(duplex=False)
    err, err_end = _FORKED.Pipe(duplex=False)
    begun = _FORKED.Event()
    command = _FORKED.Process(
        target=_command, args=(list(map(str, arguments)), cwd, environment, trouble.disk, out_end, err_end, begun)
    )
    with _BOOKS:
        command.start()
    out_end.close()
    err_end.close()
    begun.wait(60)
    fate = Timer(trouble.after, _send, (command.pid, trouble.signal))
    if trouble.signal:
        fate.start()
    stdout, stderr = _rest(out), _rest(err)
    fate.cancel()
    with _BOOKS:
        command.join()
    return Ended(command.exitcode or 0, stdout, stderr)


def _command(
    arguments: list[str],
    cwd: Path,
    environment: dict[str, str],
    disk: int,
    out: Connection,
    err: Connection,
    begun: Event,
) -> None:
    """In the forked process: become the command."""
    from builders.cli import main

    os.chdir(cwd)
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    out.close()
    err.close()
    if disk:
        # Python ignores SIGXFSZ, so that a write beyond the limit fails with EFBIG as one on a full disk with ENOSPC.
        resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
    begun.set()
    try:
        main(arguments)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdout.flush()


def _rest(end: Connection) -> str:
    """All that is written to a pipe until its last writer is gone."""
    with os.fdopen(os.dup(end.fileno()), encoding="utf-8", errors="replace") as stream:
        end.close()
        return stream.read()


def _send(pid: int | None, what: int) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, what)
