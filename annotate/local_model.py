"""A model on this machine's processor, served as an OpenAI-compatible endpoint on a loopback port.

    with local_model(path, name="smollm2@sha256:b179c9523d0e", threads=1) as model:
        AsyncOpenAI(base_url=model.base_url, api_key="none")

llama.cpp runs in a child process: its log stays out of our progress bars, a crash or an exhausted memory does not
take our journal along. (Speed decides nothing: in our process it answered as fast.) The child ends when its standard
input closes, and a pipe closes however its owner ended, `kill -9` included.

    LocalModelError
    ├── NoEngineError     the extra that brings llama.cpp is not installed
    ├── NotLoadedError    the file could not be loaded, or not in time
    └── DiedError         it ended while it was in use
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from schemas.faults import Fault

LOAD_SECONDS = 120.0
"""Loading 1.1 GB takes 3 s on an idle machine."""
DYING_SECONDS = 0.2
PROMPT_BLOCK = 128
"""Tokens of a prompt that are computed together: larger ones take more memory and no less time on a processor."""
ERRORS_ONLY = 1
"""llama.cpp's verbosity: 1 errors, 2 warnings, 3 a score of lines a request."""


class LocalModelError(Fault):
    """The local model cannot be used; the message says why and what to do."""


class NoEngineError(LocalModelError):
    pass


class NotLoadedError(LocalModelError):
    pass


class DiedError(LocalModelError):
    pass


@dataclass(frozen=True)
class LocalModel:
    """A running endpoint: any API key will do, and answers come as from the model `name`."""

    base_url: str
    name: str


@contextlib.contextmanager
def local_model(
    path: Path, *, name: str, threads: int = 1, context: int = 2048, parallel: int = 1
) -> Iterator[LocalModel]:
    """Serves the GGUF file at `path` for as long as the block lasts.

    `parallel` requests are answered at once, each within `context` tokens; more wait their turn.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise NoEngineError("running a local model needs llama.cpp: install it with `pip install -e '.[local]'`")
    serving = [str(path.resolve()), name, str(threads), str(context), str(parallel)]
    with tempfile.TemporaryFile() as log, _child(serving, log) as child:
        address = _address(child, path, log)
        try:
            yield LocalModel(f"{address}/v1", name)
        finally:
            if _has_ended(child):
                raise DiedError(
                    f"the local model {name} ended while it was in use ({_said(child, log)}): run it again, "
                    "and if memory was short give a smaller one with --model-file"
                )


def spare_cores() -> int:
    """Cores that were idle during the last minute, at least one: what `threads` should be.

    A thread without a core of its own is waited for at every layer: on two cores at a load of three, the 1.5 B model
    wrote 0.6 to 1.4 tokens a second with two threads, 3.3 to 6.1 with one.
    """
    return max(1, (os.cpu_count() or 1) - round(os.getloadavg()[0]))


@contextlib.contextmanager
def _child(serving: list[str], log: IO[bytes]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "annotate.local_model", *serving],
        cwd=Path(__file__).parents[1],  # so that -m finds this package and no other of its name
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        process_group=0,  # a Ctrl-C is for us: we close the child once our own work is put away
    ) as child:
        try:
            yield child
        finally:
            child.kill()  # it keeps nothing that would have to be saved


def _address(child: subprocess.Popen[str], path: Path, log: IO[bytes]) -> str:
    """The one line that the child prints, when the model is loaded and answers."""
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    deadline = threading.Timer(LOAD_SECONDS, child.kill)
    deadline.start()
    try:
        address = child.stdout.readline().strip()
    finally:
        late = not deadline.is_alive()
        deadline.cancel()
    if not address:
        reason = f"not ready after {LOAD_SECONDS:.0f} s" if late else _said(child, log)
        raise NotLoadedError(f"llama.cpp could not load {path} ({reason}): bring another GGUF file with --model-file")
    return address


def _has_ended(child: subprocess.Popen[str]) -> bool:
    """A dying process drops its connections a moment before it can be seen to have ended: that moment is waited for."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(DYING_SECONDS)
    return child.returncode is not None


def _said(child: subprocess.Popen[str], log: IO[bytes]) -> str:
    """The first error in llama.cpp's log, which later ones only follow from; else how the process ended."""
    code = child.wait()
    log.seek(0)
    for line in log.read().decode(errors="replace").splitlines():
        if error := re.match(r"[\d.]+ E (.*)", line):
            return error[1]
    return f"ended by signal {-code}" if code < 0 else f"exit code {code}"


def _serve(path: str, name: str, threads: int, context: int, parallel: int) -> None:
    """The child's side: serves until its standard input ends."""
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = path
    wanted.model_alias = {name}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
    wanted.n_ctx = context * parallel
    wanted.n_parallel = parallel
    wanted.n_ubatch = PROMPT_BLOCK
    wanted.cache_ram_mib = 0  # by default it grows to 8 GB; a slot remembers its last prompt's beginning anyway
    wanted.ui = wanted.endpoint_slots = False
    wanted.verbosity = ERRORS_ONLY
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)  # noqa: T201 - the one line the parent waits for
    sys.stdin.read()
    os._exit(0)  # at once: an answer in flight has nobody left to read it


if __name__ == "__main__":
    file, model, *numbers = sys.argv[1:]
    _serve(file, model, *map(int, numbers))
