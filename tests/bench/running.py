"""A measured process: what it took from start to end as the system counts it, start-up and imports included."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.far_end.process import FarEnd

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    started: float


@dataclass(frozen=True)
class Ended:
    out: str
    returncode: int
    wall: float
    """Seconds."""
    cpu: float
    """Processor seconds of it and of its children."""
    peak_mb: float
    """Of its largest process."""


def start(command: Sequence[str], *, environment: Mapping[str, str] | None = None, log: Path | None = None) -> Running:
    """Begin a command in a process group of its own; its stdout is kept, its stderr goes to `log` or is ours."""
    with (log or Path(os.devnull)).open("a") as stderr:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE,
            stderr=stderr if log else None, text=True, process_group=0,
        )  # fmt: skip
    return Running(process, time.monotonic())


def end(running: Running, *, most_seconds: float = 600) -> Ended:
    """Wait for its end, and kill it after so long. `wait4` and not `communicate`: it tells what this one child took."""
    process = running.process
    overdue = threading.Timer(most_seconds, _kill, [running])
    overdue.start()
    out = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    overdue.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall, cpu = time.monotonic() - running.started, used.ru_utime + used.ru_stime
    return Ended(out, process.returncode, wall, cpu, used.ru_maxrss / 1024)


def kill_when(running: Running, server: FarEnd, *, received: int) -> None:
    """`kill -9` once the far end has been asked so often, then wait until it is done with what it was asked."""
    while running.process.poll() is None and server.stats().received < received:
        time.sleep(0.02)
    _kill(running)
    running.process.communicate()
    while server.stats().in_flight:
        time.sleep(0.02)


def _kill(running: Running) -> None:
    """With all the processes that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
