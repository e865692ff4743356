"""What the door to models costs, measured against the far end; every row in a process of its own.

    python -m tests.bench.door [--json]
    python -m tests.bench.door --ask URL JOURNAL COUNT CONCURRENCY     what each row runs: one pass, its figures as JSON

Wall is held against requests x latency / concurrency. Every answer is durable before it counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from annotate.llm import LLM, Chat, Endpoint
from annotate.stream import each
from schemas.answers import AnswerJournal
from schemas.journal import read_journal
from tests.far_end.client import INTO_KOREAN
from tests.far_end.process import FarEnd, far_end

LATENCY = 0.2
CHECKOUT = Path(__file__).resolve().parents[2]
PROBLEM = (
    "Janet has 3 ducks and sells 2 at $4 each, and Tom has some more of them in the house near the water; "
    "how many days until number {}?"
)


def question(number: int) -> Chat:
    return Chat("far-end", (("system", INTO_KOREAN), ("user", PROBLEM.format(number))))


async def ask_all(url: str, journal: Path, count: int, concurrency: int) -> dict[str, float]:
    """One pass over the questions, and what it took."""
    with AnswerJournal(journal) as answers:
        llm = LLM(Endpoint(url, "no-key"), answers, run="bench", concurrency=concurrency)
        wall, cpu = time.monotonic(), time.process_time()
        replies = [
            reply
            async for reply in each(
                map(question, range(count)), lambda chat: llm.ask(chat, stage="translate"), window=2 * concurrency
            )
        ]
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        await llm.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"answered": len(replies), "sent": llm.sent, "wall": wall, "cpu": cpu, "peak_mb": peak}


def begin(server: FarEnd, journal: Path, count: int, concurrency: int) -> subprocess.Popen[str]:
    """A pass in a process of its own, which writes its figures to its stdout."""
    command = [sys.executable, "-m", "tests.bench.door", "--ask", server.url, str(journal), str(count)]
    return subprocess.Popen([*command, str(concurrency)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> dict[str, float]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a pass ended with {process.returncode}; its message is on stderr")
    return dict(json.loads(out))


def kill_when(process: subprocess.Popen[str], server: FarEnd, *, received: int) -> None:
    """`kill -9` once the far end has been asked so often, then wait until it is done with what it was asked."""
    while process.poll() is None and server.stats().received < received:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while server.stats().in_flight:
        time.sleep(0.02)


def rows_in(journal: Path) -> int:
    with closing(read_journal(journal)) as connection:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])


def full_speed(count: int, concurrency: int) -> list[dict[str, object]]:
    """A first pass and a second one over the same journal."""
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "answers.sqlite"
        first = finish(begin(server, journal, count, concurrency))
        second = finish(begin(server, journal, count, concurrency))
    name, ideal = f"{count:,} at {concurrency}", count * LATENCY / concurrency
    return [
        {"row": name, "figure": "wall / ideal", "value": round(first["wall"] / ideal, 2)},
        {"row": name, "figure": "wall, s", "value": round(first["wall"], 2)},
        {"row": name, "figure": "CPU, ms a request", "value": round(1000 * first["cpu"] / count, 2)},
        {"row": name, "figure": "peak memory, MB", "value": round(first["peak_mb"])},
        {"row": f"{name}, again", "figure": "requests sent", "value": int(second["sent"])},
        {"row": f"{name}, again", "figure": "wall, s", "value": round(second["wall"], 2)},
    ]


def killed_half_way(count: int, concurrency: int) -> list[dict[str, object]]:
    """`kill -9` at half of the requests, then the same pass again."""
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "answers.sqlite"
        kill_when(begin(server, journal, count, concurrency), server, received=count // 2)
        kept, given = rows_in(journal), sum(server.stats().finished.values())
        again = finish(begin(server, journal, count, concurrency))
        repeated = server.stats().repeated
    name = f"{count:,} at {concurrency}, kill -9 at half"
    return [
        {"row": name, "figure": "on disk when killed", "value": kept},
        {"row": name, "figure": "sent, not yet on disk", "value": given - kept},
        {"row": name, "figure": "sent again", "value": int(again["sent"])},
        {"row": name, "figure": "answers on disk sent twice", "value": repeated - (given - kept)},
        {"row": name, "figure": "answered in the end", "value": int(again["answered"])},
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.door", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--large", action="store_true", help="also 20,000 at 256")
    parser.add_argument("--ask", nargs=4, metavar=("URL", "JOURNAL", "COUNT", "CONCURRENCY"), help="one pass alone")
    given = parser.parse_args()
    if given.ask:
        url, journal, count, concurrency = given.ask
        figures = asyncio.run(ask_all(url, Path(journal), int(count), int(concurrency)))
        print(json.dumps(figures))  # noqa: T201
        return
    rows = full_speed(2000, 64) + full_speed(2000, 256) + killed_half_way(2000, 64)
    rows += full_speed(20_000, 256) if given.large else []
    if given.json:
        print(json.dumps(rows))  # noqa: T201
        return
    for row in rows:
        print(f"{row['row']:<32}{row['figure']:<30}{row['value']:>10}")  # noqa: T201


if __name__ == "__main__":
    main()
