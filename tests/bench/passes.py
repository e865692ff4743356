"""One pass over so many questions through the door to models, in a process of its own.

python -m tests.bench.passes URL JOURNAL COUNT CONCURRENCY [--rpm 6000] [--tpm 90000]
{"answered": 2000, "failures": {}, "sent": 2003}
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from annotate.llm import LLM, Chat, Endpoint, Unanswered, Unfinished
from annotate.rates import Rates
from annotate.stream import each
from schemas.answers import AnswerJournal
from schemas.journal import read_journal
from tests.bench.running import Ended, Running, end, start
from tests.far_end.process import FarEnd

LATENCY = 0.2
# Not imported from `tests.far_end.client`: that loads the SDK, whose half second is not what is measured here.
SYSTEM = "Translate the problem (do not solve it) from English (en) to Korean (ko)."
PROBLEM = (
    "Janet has 3 ducks and sells 2 at $4 each, and Tom has some more of them in the house near the water; "
    "how many days until number {}?"
)


@dataclass(frozen=True)
class Outcome:
    """What became of the questions."""

    answered: int
    failures: dict[str, int]
    """By reason."""
    sent: int


@dataclass(frozen=True)
class Pass:
    outcome: Outcome
    took: Ended

    def over_ideal(self, count: int, concurrency: int) -> float:
        return self.took.wall / ideal(count, concurrency)


def ideal(count: int, concurrency: int) -> float:
    """Seconds: requests x latency / concurrency."""
    return count * LATENCY / concurrency


def question(number: int) -> Chat:
    return Chat("far-end", (("system", SYSTEM), ("user", PROBLEM.format(number))))


async def ask_all(llm: LLM, count: int) -> Outcome:
    async def ask(chat: Chat) -> str:
        try:
            await llm.ask(chat, stage="translate")
        except Unfinished as failure:
            return failure.reason
        except Unanswered as failure:
            return str(failure)
        return ""

    questions = map(question, range(count))
    reasons = Counter([reason async for reason in each(questions, ask, window=2 * llm.concurrency)])
    return Outcome(answered=reasons.pop("", 0), failures=dict(reasons), sent=llm.sent)


def begin(server: FarEnd, journal: Path, count: int, concurrency: int, options: Sequence[str] = ()) -> Running:
    command = [sys.executable, "-m", "tests.bench.passes", server.url, str(journal), str(count), str(concurrency)]
    return start([*command, *options])


def finish(running: Running) -> Pass:
    ended = end(running)
    if ended.returncode:
        raise RuntimeError(f"a pass ended with {ended.returncode}; its message is on stderr")
    return Pass(Outcome(**json.loads(ended.out)), ended)


def rows_in(journal: Path) -> int:
    with closing(read_journal(journal)) as connection:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])


async def _pass(given: argparse.Namespace) -> Outcome:
    with AnswerJournal(given.journal) as answers:
        rates = Rates(given.rpm, given.tpm)
        llm = LLM(Endpoint(given.url, "no-key"), answers, run="bench", concurrency=given.concurrency, rates=rates)
        try:
            return await ask_all(llm, given.count)
        finally:
            await llm.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.passes", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("journal", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("concurrency", type=int)
    parser.add_argument("--rpm", type=float)
    parser.add_argument("--tpm", type=float)
    print(json.dumps(asdict(asyncio.run(_pass(parser.parse_args())))))  # noqa: T201


if __name__ == "__main__":
    main()
