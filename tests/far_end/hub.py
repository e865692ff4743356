"""A Hub of our own: it lists real dataset cards, serves them, limits us and fails as the real one does.

python -m tests.far_end.hub --datasets 5000 --latency 0.02 --fate gone=0.01 --fault 500=0.02
http://127.0.0.1:40861

GET /api/datasets?filter=language:ko&sort=downloads&limit=1000&expand=cardData   Link: <...cursor=...>; rel="next"
GET /api/datasets/ORG/NAME    /api/users/NAME/overview    /api/organizations/NAME/overview
GET /datasets/ORG/NAME/resolve/REV/README.md  (307 to /api/resolve-cache/..., as the Hub does)   .../raw/REV/...
GET /size?dataset=ORG/NAME    the dataset viewer, which is another host in the world
GET /stats    POST /stats/reset    GET /met?filter=...
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.far_end.http1 import Ending, Reply, Request, serve
from tests.far_end.hub_options import HubOptions, parse
from tests.far_end.hub_quota import Allowance, bucket
from tests.far_end.hub_replies import Replies, as_json, error

_ENDINGS: dict[str, Ending] = {"reset": "reset", "cut": "cut", "hang": "hang"}


@dataclass
class HubLedger:
    """What was asked, and what was given."""

    received: Counter[str] = field(default_factory=Counter)
    """By class of requests: `api`, `resolvers`, `pages`, `other`."""
    answered: Counter[str] = field(default_factory=Counter)
    """By status, or `reset` and `cut`; when the whole of it was sent."""
    repeated: int = 0
    """GETs of what had been answered for good before."""
    abandoned: int = 0
    in_flight: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    final: set[str] = field(default_factory=set)
    first_at: float = 0.0
    last_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _HeadReply(Reply):
    """The reply to a HEAD: it announces a body and sends none."""

    def wire(self) -> bytes:
        return Reply.wire(self).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


class Hub:
    """What is behind the URL."""

    def __init__(self, options: HubOptions) -> None:
        self._options = options
        self._catalogue = options.catalogue
        self._allowance = Allowance(options)
        self._replies = Replies(options)
        self._ledger = HubLedger()

    def answer(self, request: Request) -> Reply:
        target = request.head.split(b" ", 2)[1].decode("latin-1")
        path, _, query = target.partition("?")
        match unquote(path):
            case "/stats":
                return as_json(self._stats())
            case "/api/agent-harnesses":  # the client asks for this on its own account
                return as_json({})
            case "/stats/reset":
                self._ledger, self._allowance = HubLedger(), Allowance(self._options)
                return as_json({})
            case "/met":
                return as_json(self._catalogue.met(tuple(parse_qs(query).get("filter", ()))))
        return self._book(request, target, self._metered(request, unquote(path), query, target))

    def _metered(self, request: Request, path: str, query: str, target: str) -> Reply:
        """The reply within the limit; 429 beyond it."""
        token = request.header(b"authorization").decode("latin-1")
        allowed, limits = self._allowance.take(path, token)
        if not allowed:
            return error(429, "RateLimited", "You have reached your rate limit.", *limits)
        self._ledger.tries[target] += 1
        fault = self._options.faults.draw(target, self._ledger.tries[target])
        reply = (
            self._replies.reply(request, path, query, token) if not fault.isdecimal() else error(int(fault), "", fault)
        )
        if fault == "malformed":
            reply = replace(reply, body=reply.body[: len(reply.body) // 2])
        ending = _ENDINGS.get(fault, "whole")
        return replace(reply, headers=(*reply.headers, *limits), delay=self._options.latency, ending=ending)

    def _book(self, request: Request, target: str, reply: Reply) -> Reply:
        """Count the request now and its reply when it is over."""
        ledger = self._ledger
        path = unquote(target.partition("?")[0])
        ledger.received[bucket(path) or "other"] += 1
        ledger.in_flight += 1
        ledger.first_at = ledger.first_at or time.time()
        ledger.repeated += request.method == "GET" and target in ledger.final
        outcome = str(reply.status) if reply.ending == "whole" else reply.ending
        final = request.method == "GET" and reply.ending == "whole" and reply.status != 429 and reply.status < 500

        def close(given: bool) -> None:  # noqa: FBT001
            ledger.in_flight -= 1
            ledger.last_at = time.time()
            ledger.abandoned += not given
            ledger.answered.update([outcome] if given else [])
            ledger.final.update([target] if given and final else [])

        booked = replace(reply, when_over=close)
        if request.method == "HEAD":
            return _HeadReply(**{name: getattr(booked, name) for name in Reply.__dataclass_fields__})
        return booked

    def _stats(self) -> dict[str, Any]:
        """What GET /stats shows; `tests.far_end.hub_process.HubStats` says what each number means."""
        ledger = self._ledger
        return {
            "received": ledger.received,
            "answered": ledger.answered,
            "repeated": ledger.repeated,
            "beyond": self._allowance.beyond,
            "abandoned": ledger.abandoned,
            "in_flight": ledger.in_flight,
            "first_at": ledger.first_at,
            "last_at": ledger.last_at,
        }


if __name__ == "__main__":
    given = parse()
    asyncio.run(serve(Hub(given).answer, port=given.port, until_stdin_closes=given.until_stdin_closes))
