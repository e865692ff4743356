"""An OpenAI-compatible endpoint of our own: how fast it is, how it fails and what it says are ours to choose.

    python -m tests.far_end.chat --latency 200ms --fault 500=0.05 --fault reset=0.02 --window 1000/10s
    http://127.0.0.1:40861/v1

    POST /v1/chat/completions    GET /v1/models    GET /health    GET /stats    POST /stats/reset

The same body always gets the same text; none of it comes from a model (`translations`, `choices`, `structured`).
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from tests.far_end import dialects, pages
from tests.far_end.completions import Completion, complete, spoilt
from tests.far_end.faults import Window, retry_after
from tests.far_end.http1 import Ending, Reply, Request, serve
from tests.far_end.ledger import Ledger
from tests.far_end.options import Options, parse

_ENDINGS: dict[str, Ending] = {"reset": "reset", "cut": "cut", "hang": "hang"}


class RefusedError(Exception):
    """The request gets an error, at once, instead of a completion."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Endpoint:
    """What is behind the URL: models, limits, and the ledger of what was asked."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._ledger = Ledger()
        limits = {"requests": options.window, "tokens": options.token_window}
        self._windows = {unit: Window(limit.amount, limit.seconds) for unit, limit in limits.items() if limit}

    def answer(self, request: Request) -> Reply:
        match request.method, request.path:
            case "POST", "/v1/chat/completions":
                return self._chat(request)
            case "GET", "/v1/models":
                return self._models(request)
            case "GET", "/health":
                return _json({"status": "ok"})
            case "GET", "/stats":
                return _json(self._ledger.stats())
            case "POST", "/stats/reset":
                self._ledger = Ledger()
                return _json({"status": "reset"})
        return _error(404, f"Unknown request URL: {request.method} {request.path}", code="unknown_url")

    def _chat(self, request: Request) -> Reply:
        """Every chat request is booked, in and out, whatever comes of it."""
        ledger = self._ledger
        body_hash = blake2b(request.body, digest_size=16).hexdigest()
        attempt = ledger.receive(body_hash)
        finished = False
        try:
            completion = complete(self._admitted(request), self._options)
            self._meter(completion.total_tokens)
            fault = self._options.faults.draw(body_hash, attempt)
            ledger.faults.update([fault] if fault else [])
            reply = self._reply(completion, fault, identifier=f"{body_hash}-{attempt}")
            finished = completion.finish_reason == "stop" and not fault
        except RefusedError as refused:
            reply = refused.reply
        outcome = str(reply.status) if reply.ending == "whole" else reply.ending

        def close(given: bool) -> None:  # noqa: FBT001
            ledger.close(body_hash, outcome=outcome, finished=finished, given=given)

        return replace(reply, when_over=close)

    def _admitted(self, request: Request) -> dict[str, Any]:
        """The request's JSON, when OpenAI would take it."""
        self._authorise(request)
        try:
            asked = json.loads(request.body)
        except ValueError as error:
            raise RefusedError(_error(400, f"We could not parse the JSON body of your request: {error}")) from error
        if complaint := _complaint(asked) or self._looked_at(asked):
            raise RefusedError(_error(400, complaint))
        if error := dialects.refusal(asked, self._options.dialect):
            raise RefusedError(replace(_json({"error": error}), status=400))
        if self._options.models and asked["model"] not in self._options.models:
            message = f"The model `{asked['model']}` does not exist or you do not have access to it."
            raise RefusedError(_error(404, message, code="model_not_found"))
        return dict(asked)

    def _looked_at(self, asked: dict[str, Any]) -> str:
        """Count the images of a request; why one cannot be seen, empty when all can."""
        try:
            self._ledger.images += len(pages.images_of(asked))
        except ValueError as error:
            return str(error)
        return ""

    def _authorise(self, request: Request) -> None:
        if self._options.key and request.header(b"authorization") != b"Bearer " + self._options.key.encode():
            raise RefusedError(_error(401, "Incorrect API key provided.", code="invalid_api_key"))

    def _meter(self, tokens: int) -> None:
        """Charge the request to the windows, or refuse it and charge nothing."""
        costs = {"requests": 1, "tokens": tokens}
        for unit, window in self._windows.items():
            if not window.fits(costs[unit]):
                headers = retry_after(window.wait, self._options.retry_after_style)
                raise RefusedError(self._too_many(f"Rate limit reached on {unit}.", (*headers, *self._limits())))
        for unit, window in self._windows.items():
            window.take(costs[unit])

    def _limits(self) -> Iterable[str]:
        if self._options.silent_limit:
            return ()
        return [line for unit, window in self._windows.items() for line in window.headers(unit)]

    def _too_many(self, message: str, headers: Iterable[str]) -> Reply:
        reply = _error(429, message, code="rate_limit_exceeded")
        return replace(reply, headers=tuple(headers))

    def _reply(self, completion: Completion, fault: str, *, identifier: str) -> Reply:
        """The completion on the wire, with whatever the fault makes of it."""
        options = self._options
        if fault == "429":
            headers = retry_after(options.retry_after, options.retry_after_style)
            return self._too_many("Too many requests.", headers)
        if fault.isdecimal():
            return replace(_error(int(fault), "The server had an error."), delay=options.latency)
        body = spoilt(completion, fault).body(f"chatcmpl-{identifier}")
        return Reply(
            status=200,
            body=body[: len(body) // 2] if fault == "malformed" else body,
            headers=(f"x-request-id: req_{identifier}", *self._limits()),
            delay=options.latency,
            ending=_ENDINGS.get(fault, "whole"),
        )

    def _models(self, request: Request) -> Reply:
        try:
            self._authorise(request)
        except RefusedError as refused:
            return refused.reply
        names = sorted(self._options.models) or ["far-end"]
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "far-end"} for name in names]
        return _json({"object": "list", "data": models})


def _complaint(asked: Any) -> str:
    """Why a chat request cannot be served, empty when it can."""
    if not isinstance(asked, dict) or not isinstance(asked.get("model"), str):
        return "you must provide a model parameter"
    messages = asked.get("messages")
    if not isinstance(messages, list) or not messages:
        return "Missing required parameter: 'messages'."
    if not all(isinstance(message, dict) and isinstance(message.get("role"), str) for message in messages):
        return "Invalid 'messages': each must be an object with a role."
    if asked.get("stream") or asked.get("n", 1) != 1:
        return "Unsupported here: streams, and more than one choice."
    return ""


def _json(content: Any) -> Reply:
    return Reply(status=200, body=json.dumps(content).encode())


def _error(status: int, message: str, *, code: str | None = None) -> Reply:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    error = {"message": message, "type": kind, "param": None, "code": code}
    return Reply(status=status, body=json.dumps({"error": error}).encode())


if __name__ == "__main__":
    given = parse()
    asyncio.run(serve(Endpoint(given).answer, port=given.port, until_stdin_closes=given.until_stdin_closes, path="/v1"))
