"""One random history of a small draft, from a seed: commands, what happens to them, and what must hold after each.

draft, SIGKILL after 0.412 s   decide, no trouble   status, no file beyond 3181 bytes   rebuild, SIGINT after 0.020 s
... then, with nothing in the way: draft, decide, release, rebuild
"""

import json
import signal
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import datasets
import polars as pl

from builders.accounts import accounts
from schemas.decisions import read_decisions, verify_chain
from schemas.journal import read_journal
from schemas.records import Decision, Translation
from schemas.store import Store
from schemas.workspace import Workspace
from tests.chaos.commands import UNTROUBLED, Ended, Trouble, isogloss
from tests.whole_store import everything

STEPS = 3
COMMANDS = {"draft": 6, "decide": 4, "status": 2, "queue": 1, "release": 1, "rebuild": 2}
"""How often each is run, as weights."""
SECONDS = {"draft": 1.2, "decide": 0.3, "status": 0.5, "queue": 0.2, "release": 0.8, "rebuild": 1.0}
"""About how long each takes: the span in which it is killed."""
NAMES = ["Ana", "Ben", "Caro", "Dai", "Eun", "Femi"]
GOODS = ["apples", "pencils", "stickers", "tickets"]
STOPPED = 130


@dataclass
class History:
    """A workspace, and what is known of it from outside: what was answered, said and acknowledged."""

    seed: int
    folder: Path
    failing: str
    """Base URL of an endpoint with every fault."""
    honest: str
    """Base URL of one without."""
    chance: Random = field(init=False)
    log: list[str] = field(default_factory=list)
    answers: list[tuple[object, ...]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    """Events that a command said it had taken."""
    files: list[set[str]] = field(default_factory=list)
    """Events of each file of decisions: all of them are taken, or none."""

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        (self.folder / "problems.jsonl").write_text(problems(self.chance), encoding="utf-8")
        modes = [["--review", "risk", "--sample-size", 3], ["--fixes-final"], []]
        self.options = [*self.chance.choice(modes), "--round-trip", self.chance.choice([0, 0.3])]

    @property
    def place(self) -> Workspace:
        return Workspace(self.folder / "w")

    def happen(self) -> None:
        """Some steps at random, each with its trouble, and the books after each."""
        for name in ["draft", *self.chance.choices(list(COMMANDS), list(COMMANDS.values()), k=STEPS)]:
            self.step(name, random_trouble(self.chance, seconds=SECONDS[name]), self.failing)
        self.finish()

    def finish(self) -> None:
        """Nothing in the way: everything is translated, decided, released, and comes out of a rebuild the same."""
        for name in ("draft", "decide"):
            assert self.step(name, UNTROUBLED, self.honest).code == 0, self.log
        [book] = accounts(self.place)
        assert book.waiting_for_model == 0, self.log
        assert self.step("release", UNTROUBLED, self.honest).code == 0, self.log
        self.released_is_accepted()
        before = everything(self.place.root)
        assert self.step("rebuild", UNTROUBLED, self.honest).code == 0, self.log
        assert everything(self.place.root) == before, self.log

    def step(self, name: str, trouble: Trouble, base_url: str) -> Ended:
        arguments = self.arguments(name, base_url)
        ended = isogloss(arguments, cwd=self.folder, base_url=base_url, trouble=trouble)
        self.log.append(f"{name}, {trouble}: exit {ended.code} {ended.stderr.strip()}")
        self.ended_as_it_should(ended, trouble)
        if name == "decide" and ended.code == 0:
            self.acknowledged |= self.files[-1]
        self.nothing_is_lost()
        return ended

    def arguments(self, name: str, base_url: str) -> list[object]:
        match name:
            case "draft":
                return [
                    "math", "draft", "--input", "problems.jsonl", "--skip-bad-rows", "--from", "en", "--to", "ko",
                    "--model", f"model-{self.seed}", "--workspace", "w", "--concurrency", 4, "--endpoint-moved",
                    *self.options,
                ]  # fmt: skip
            case "decide":
                return ["decide", "w", self.write_decisions(all_of_them=base_url == self.honest)]
            case "release":
                return ["math", "release", "w"]
            case _:
                return [name, "w", *(["--json"] if name != "rebuild" else [])]

    def write_decisions(self, *, all_of_them: bool) -> Path:
        """A file about items that stand in a review batch and were not decided: three at random, or every one."""
        decided = {decision.item for decision in self.decisions}
        todo = sorted(set(queued(self.place)) - decided)
        chosen = todo if all_of_them else self.chance.sample(todo, min(3, len(todo)))
        lines = [self.verdict(item, accept=all_of_them) for item in chosen]
        self.files.append({line["event"] for line in lines})
        path = self.folder / f"decisions-{len(self.files)}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    def verdict(self, item: str, *, accept: bool) -> dict[str, str]:
        line = {"item": item, "annotator": self.chance.choice(NAMES), "event": f"{item}-{len(self.files)}"}
        match "accept" if accept else self.chance.choice(["accept", "fix", "reject"]):
            case "fix":
                return line | {"decision": "fix", "text": f"사과가 {self.chance.randrange(100)}개 있다. 몇 개인가?"}
            case "reject":
                return line | {"decision": "reject", "reason": "mistranslation"}
        return line | {"decision": "accept"}

    def ended_as_it_should(self, ended: Ended, trouble: Trouble) -> None:
        """0; or 1 and one sentence; or stopped by the signal, with a sentence when it could still be said."""
        told = {0, 1, *([-signal.SIGKILL] if trouble.signal == signal.SIGKILL else [])}
        told |= {STOPPED} if trouble.signal == signal.SIGINT else set()
        assert ended.code in told, self.log
        assert "Traceback" not in ended.stderr, self.log
        if ended.code in {1, STOPPED}:
            assert ended.stderr.lstrip().startswith("isogloss: "), self.log
            assert ended.stderr.strip().count("\n") == 0, self.log

    def nothing_is_lost(self) -> None:
        """The journals only grow, decisions come in whole files, and the books add up."""
        answers = journalled(self.place.answers)
        assert answers[: len(self.answers)] == self.answers, self.log
        self.answers = answers
        decisions = read_decisions(self.place.decisions)
        assert decisions[: len(self.decisions)] == self.decisions, self.log
        assert verify_chain(self.place.decisions) == len(decisions), self.log
        self.decisions = decisions
        items = [decision.item for decision in decisions]
        assert len(set(items)) == len(items), self.log
        events = {decision.event for decision in decisions}
        assert self.acknowledged <= events, self.log
        assert [file for file in self.files if file & events not in (set(), file)] == [], self.log
        self.books_add_up()

    def books_add_up(self) -> None:
        if not self.place.runs.is_dir():
            return
        with Store(self.place.store).held() as store:
            for book in accounts(self.place):
                book.check()
            assert store.highest_decision() == len(self.decisions), self.log
        assert max(Counter(queued(self.place)).values(), default=1) == 1, self.log

    def released_is_accepted(self) -> None:
        """What people accepted, and the fixes when those are final; each item was decided once."""
        wanted = {"accept", "fix"} if "--fixes-final" in self.options else {"accept"}
        accepted = {decision.item: decision for decision in self.decisions if decision.verdict in wanted}
        texts = {text.item: text.question for text in Store(self.place.store).all(Translation) if text.revision == 0}
        rows = datasets.load_dataset(
            str(self.place.release), "gsm8k", split="test", cache_dir=str(self.folder / "cache")
        ).to_list()
        assert {row["id"]: row["question"] for row in rows} == {
            item: decision.question or texts[item] for item, decision in accepted.items()
        }, self.log
        assert len(rows) == len(accepted), self.log


def problems(chance: Random) -> str:
    """A dozen problems shaped like GSM8K's, and one of each kind of row that is refused."""
    lines = []
    for number in range(chance.randint(12, 20)):
        first, second = chance.randint(2, 90), chance.randint(2, 90)
        name, goods = chance.choice(NAMES), chance.choice(GOODS)
        question = f"{name} has {first} {goods} and buys {second} more on day {number}. How many {goods} are there now?"
        answer = (
            f"{name} has {first}+{second}=<<{first}+{second}={first + second}>>{first + second}.\n#### {first + second}"
        )
        lines.append(json.dumps({"question": question, "answer": answer}))
    refused = [lines[0], json.dumps({"question": "Which day is it?", "answer": "It is Monday.\n#### Monday"}), "{torn"]
    for line in refused:
        lines.insert(chance.randint(1, len(lines)), line)
    return "\n".join(lines) + "\n"


def random_trouble(chance: Random, *, seconds: float) -> Trouble:
    """A kill, an interrupt, a full disk, or nothing. A small disk is as likely as a large one: most files are small."""
    match chance.choice(["kill", "kill", "interrupt", "disk", "disk", "none"]):
        case "kill":
            return Trouble(signal=signal.SIGKILL, after=chance.uniform(0, seconds))
        case "interrupt":
            return Trouble(signal=signal.SIGINT, after=chance.uniform(0, seconds))
        case "disk":
            return Trouble(disk=round(10 ** chance.uniform(2, 6.6)))
    return UNTROUBLED


def journalled(path: Path) -> list[tuple[object, ...]]:
    """Every row of the journal of answers, in order; none when there is no journal yet."""
    if not path.exists():
        return []
    with closing(read_journal(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'answers'").fetchone():
            return []
        return [tuple(row) for row in connection.execute("SELECT * FROM answers ORDER BY seq")]


def queued(place: Workspace) -> list[str]:
    return [item for batch in sorted(place.review.glob("*.parquet")) for item in pl.read_parquet(batch)["item"]]
