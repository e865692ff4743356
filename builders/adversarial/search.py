"""Beam search over perturbations, for one seed in one language, with no vote asked that can change nothing.

    root -> its children -> votes, until pairs and beam are known -> the beam's children -> ...

Which questions there are and what models say of them is the `World`'s; here is only what is asked of whom, and what is
kept (Cross-Lingual Pitfalls, section 2.3). The beam belongs to one seed: seeds do not compete for it.

Whether a node is a pair is asked of each node for itself. Then votes are asked in rounds, and a round goes to those
nodes alone of which it is open whether they are in the beam: a node is as soon as so few others can still be better,
however its other votes come out, and it is not as soon as enough others are. That is why the result is that of asking
everything, which a property test holds; how good exactly a node of the beam is, is then not always known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from builders.adversarial.bounds import sure_votes
from builders.adversarial.candidates import Candidate, Rank
from schemas.adversarial import Fate, SearchNode, Side, Vote
from schemas.search_settings import SearchSettings


class World(Protocol):
    """What a search meets."""

    @property
    def simulators(self) -> Sequence[str]: ...

    @property
    def gold(self) -> int:
        """Index of the right option."""

    async def expand(self, parent: SearchNode) -> list[SearchNode]:
        """The parent's children; a fate other than `beam` says that a child is refused already."""

    async def vote(self, node: SearchNode, side: Side, simulator: str) -> Vote:
        """One simulator's answer."""


class Found(NamedTuple):
    """All that a search saw, in the order in which it did."""

    nodes: list[SearchNode]

    @property
    def pairs(self) -> list[SearchNode]:
        return [node for node in self.nodes if node.fate == "included"]


async def search(root: SearchNode, world: World, settings: SearchSettings, *, exhaustive: bool = False) -> Found:
    """Every node that the search saw, the root first; `exhaustive` asks every vote, to prove that it need not."""
    nodes, beam, pairs = [root], [root], 0
    depth, deepest = 0, settings.depth
    ask = _ask_everything if exhaustive else _ask
    while beam and depth < deepest and pairs < settings.max_per_seed:
        depth += 1
        grown = await asyncio.gather(*map(world.expand, beam))
        children = _without_duplicates([child for siblings in grown for child in siblings], nodes)
        candidates = [Candidate(child, world.gold, world.simulators, settings) for child in children if _open(child)]
        level = Level(
            settings,
            len(world.simulators),
            room=settings.max_per_seed - pairs,
            last=depth == _end(settings),
            crowded=depth == _end(settings) or len(candidates) > settings.width,
            promising=deepest == _end(settings),
        )
        await ask(candidates, world, level)
        judged = {done.node: done for done in _judged(candidates, level)}
        children = [judged.get(child.node, child) for child in children]
        nodes += children
        beam = [child for child in children if child.fate == "beam"]
        pairs += sum(child.fate == "included" for child in children)
        if any(_promises(one, judged) for one in candidates):
            deepest = _end(settings)
    return Found(nodes)


class Level(NamedTuple):
    """What is kept of the children at one depth."""

    settings: SearchSettings
    simulators: int
    room: int
    """Pairs that the seed may still give."""
    last: bool
    """Nothing is expanded after it, so that there is no beam."""
    crowded: bool
    """Not all that pass in English are kept."""
    promising: bool
    """It is known already that the search goes on to its extended depth, or there is no such depth."""


def _end(settings: SearchSettings) -> int:
    return max(settings.depth, settings.extended_depth)


def _open(child: SearchNode) -> bool:
    return child.fate == "beam"


def _promises(candidate: Candidate, judged: Mapping[str, SearchNode]) -> bool:
    kept = judged[candidate.node.node].fate in {"beam", "included", "over"}
    return kept and candidate.at_least >= candidate.settings.promising


def _without_duplicates(children: Sequence[SearchNode], nodes: Sequence[SearchNode]) -> list[SearchNode]:
    """The children; one whose English question another node of the search has is refused."""
    seen = {node.question for node in nodes}
    kept = []
    for child in children:
        if _open(child) and child.question in seen:
            why = "another node of this search has the same question"
            kept.append(child.model_copy(update={"fate": "duplicate", "why": why}))
        else:
            kept.append(child)
            seen.add(child.question)
    return kept


async def _ask(candidates: Sequence[Candidate], world: World, level: Level) -> None:
    """First until every pair is known, then the beam, then whether to go deeper; no more once pairs fill the room."""
    asking = [asyncio.create_task(_until_pair_or_not(one, world, level)) for one in candidates]
    try:
        await asyncio.gather(*asking)
    finally:
        for task in asking:  # when one failed, the others ask nothing more
            task.cancel()
    if level.last or sum(one.may_be_pair for one in candidates) >= level.room:
        return
    while wanted := _unsure(race := _race(candidates, level)):
        await _votes([(one, _toward_beam(one, race)) for one in wanted], world)
    while wanted := _may_promise(candidates, level):
        await _votes([(one, one.missing("target")[:1]) for one in wanted], world)


async def _until_pair_or_not(candidate: Candidate, world: World, level: Level) -> None:
    """What it needs for this depends on no other candidate, so that none waits for another's answers."""
    while candidate.may_be_pair and not candidate.complete:
        await _votes([(candidate, _toward_pair(candidate, level))], world)


def _toward_pair(candidate: Candidate, level: Level) -> list[tuple[Side, str]]:
    """What a node that may be a pair needs next: one vote in English, or those in the target that it needs anyway.

    A beam with room for all leaves only English to rule a child out, and English comes first: the first wrong answer
    ends it. Where children compete, the target language rules out more with fewer votes.
    """
    english, target = candidate.missing("english"), candidate.missing("target")
    if english and (not target or not level.crowded):
        return english[:1]
    return target[: sure_votes(candidate.standing, simulators=level.simulators, settings=level.settings)]


def _toward_beam(candidate: Candidate, race: Race) -> list[tuple[Side, str]]:
    if candidate.missing("target") and not race.sure(candidate):
        return candidate.missing("target")[:1]
    return candidate.missing("english")[:1]


class Race(NamedTuple):
    """Who is in the beam if every vote that is out is as good as can be; pairs do not run."""

    beam: list[Candidate]
    rival: Rank | None
    """The best one outside; None when there is room for all."""

    def sure(self, candidate: Candidate) -> bool:
        """Whether no answer in the target language can take a member out of the beam; one in English may."""
        return self.rival is None or candidate.worst_rank < self.rival


def _race(candidates: Sequence[Candidate], level: Level) -> Race:
    alive = sorted((one for one in candidates if one.alive and not one.may_be_pair), key=lambda one: one.rank)
    width = level.settings.width
    return Race(alive[:width], alive[width].rank if len(alive) > width else None)


def _unsure(race: Race) -> list[Candidate]:
    """Members of the beam that may still fail in English or fall behind their rival."""
    return [one for one in race.beam if one.missing("english") or (one.missing("target") and not race.sure(one))]


def _may_promise(candidates: Sequence[Candidate], level: Level) -> list[Candidate]:
    """Those of the beam that may be promising, as long as nothing is known to be."""
    least = level.settings.promising
    beam, pairs = _race(candidates, level).beam, [one for one in candidates if one.may_be_pair]
    if level.promising or any(one.at_least >= least for one in (*beam, *pairs)):
        return []
    return [one for one in beam if one.at_most >= least and one.missing("target")]


async def _ask_everything(candidates: Sequence[Candidate], world: World, _level: Level) -> None:
    """Every vote in English, and then of those that pass the gate every vote in the target language."""
    await _votes([(candidate, candidate.missing("english")) for candidate in candidates], world)
    await _votes([(candidate, candidate.missing("target")) for candidate in candidates if candidate.alive], world)


async def _votes(wanted: Sequence[tuple[Candidate, list[tuple[Side, str]]]], world: World) -> None:
    """Ask all of them at once, and book the answers in the order of the simulators."""
    asked = [(candidate, side, simulator) for candidate, votes in wanted for side, simulator in votes]
    answers = await asyncio.gather(
        *(world.vote(candidate.node, side, simulator) for candidate, side, simulator in asked)
    )
    for (candidate, side, _simulator), vote in zip(asked, answers, strict=True):
        candidate.votes[side].append(vote)


def _judged(candidates: Sequence[Candidate], level: Level) -> list[SearchNode]:
    """Every candidate as the node that it became."""
    pairs = sorted((one for one in candidates if one.may_be_pair), key=lambda candidate: candidate.rank)
    included = set(pairs[: level.room])
    full = len(pairs) >= level.room
    beam = set() if level.last or full else set(_race(candidates, level).beam)
    return [one.settled(*_fate(one, included, beam, level)) for one in candidates]


def _fate(candidate: Candidate, included: set[Candidate], beam: set[Candidate], level: Level) -> tuple[Fate, str]:
    settings, reached = level.settings, f"V is {candidate.at_most:.2f}"
    if not candidate.complete:
        reached += " at most"
    if candidate in included:
        return "included", f"{reached}, at least {settings.include:g}"
    if candidate.may_be_pair:
        return "over", f"{reached}, but the seed has its {settings.max_per_seed} pairs"
    if not candidate.alive:
        standing = candidate.standing
        return "gate", f"{standing.asked - standing.right} of {standing.asked} answers in English are wrong"
    if candidate in beam:
        return "beam", f"{reached}, " + (f"among the best {settings.width}" if level.crowded else "and there is room")
    if level.last:
        return "cut", f"{reached}, less than {settings.include:g}"
    return "cut", f"{reached}, not among the best {settings.width}"
