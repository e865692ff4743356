r"""Math-Verify's opinion whether two expressions are equal, asked in a process that is kept warm.

    with SecondOpinion() as opinion:
        opinion.ask(r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}")     right

Math-Verify (Hugging Face, Apache-2.0) parses LaTeX into sympy. It is asked in a child process because it guards its
time by a signal, which raises outside the main thread, and because `9^{9^{9^9}}` can only be stopped by ending the
process that computes it. The child also keeps sympy's import and memory out of ours.

The gold goes first: Math-Verify's equality is not symmetric.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

from schemas.faults import Fault

Opinion = Literal["right", "wrong", "unparsable", "too slow", "died"]

START_SECONDS = 60.0
"""Importing sympy takes 0.7 s on an idle machine."""
MEMORY_BYTES = 2 * 1024**3
"""Address space of the child: a tower of powers ends it, and not the machine."""
LONGEST = 1000
"""Characters of an expression that are parsed: the parser's time grows faster than its input."""


class NoSecondOpinionError(Fault):
    """Math-Verify does not start."""


class SecondOpinion:
    """A warm child process that answers one question at a time, from any thread; closed by a `with` block."""

    def __init__(self, *, seconds: float = 10.0) -> None:
        """`seconds` are for one question; a child that needs longer is ended, and the next question starts another."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._end()

    def ask(self, gold: str, answer: str) -> Opinion:
        """Whether `answer` equals `gold`, both LaTeX without delimiters. Raises `NoSecondOpinionError`."""
        if max(len(gold), len(answer)) > LONGEST:
            return "unparsable"
        with self._lock:
            said, late = self._said(json.dumps([gold, answer]), self._seconds)
            if said is None:
                self._end()
                return "too slow" if late else "died"
            return said

    def _said(self, question: str, seconds: float) -> tuple[Opinion | None, bool]:
        """The child's word, or None and whether its time was up."""
        child = self._warm()
        with contextlib.suppress(BrokenPipeError):
            print(question, file=child.stdin, flush=True)
        line, late = _line_within(child, seconds)
        return next((opinion for opinion in get_args(Opinion) if opinion == line), None), late

    def _warm(self) -> subprocess.Popen[str]:
        if self._child is None:
            self._child = _started()
            if _line_within(self._child, START_SECONDS)[0] != "ready":
                self._end()
                raise NoSecondOpinionError("math-verify does not start: run `pip install -e .` and try again")
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()  # it keeps nothing that would have to be saved
            self._child.communicate()
            self._child = None


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "annotate.second_opinion"],
        cwd=Path(__file__).parents[1],  # so that -m finds this package and no other of its name
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        process_group=0,  # a Ctrl-C is for us; its input closes with us, however we end
    )


def _line_within(child: subprocess.Popen[str], seconds: float) -> tuple[str, bool]:
    """The child's next line, and whether its time was up; the line is empty when the child ended."""
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    deadline = threading.Timer(seconds, end)
    deadline.start()
    try:
        return child.stdout.readline().strip(), late.is_set()
    finally:
        deadline.cancel()


def _serve() -> None:
    """The child's side: a line `["gold", "answer"]` in, a word out, until its input ends."""
    import math_verify  # noqa: F401 - imported before the clock of the first question runs

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    print("ready", flush=True)  # noqa: T201 - the line the parent waits for
    for line in sys.stdin:
        gold, answer = json.loads(line)
        print(_opinion(gold, answer), flush=True)  # noqa: T201 - the line the parent waits for


def _opinion(gold: str, answer: str) -> Opinion:
    """Without Math-Verify's own time limits, which cannot interrupt one long multiplication; the parent's can."""
    from math_verify import LatexExtractionConfig, parse, verify

    latex = [LatexExtractionConfig()]
    read = [parse(f"${side}$", latex, parsing_timeout=None) for side in (gold, answer)]
    if not all(read):
        return "unparsable"
    return "right" if verify(*read, timeout_seconds=None) else "wrong"


if __name__ == "__main__":
    _serve()
