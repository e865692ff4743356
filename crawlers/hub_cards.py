"""What is asked about one dataset or owner, and what an answer amounts to: a card, a size, a record, or why not.

The Hub says in `X-Error-Code` and `X-Error-Message` why it gives nothing; without a token it answers 401 for what is
private and for what is gone alike (huggingface_hub, `hf_raise_for_status`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from crawlers.hub_journal import Answer
from crawlers.hub_request import Crawl, now
from crawlers.hub_wire import BUSY, Got, Wire

_REPOSITORY = re.compile(r"/datasets/(?P<name>.+?)/(?:resolve|raw)/")
_BY_CODE = {
    "EntryNotFound": ("no card", "the dataset has no README.md"),
    "GatedRepo": ("gated", "only for those whom the owner has let in"),
    "RepoNotFound": ("gone", "deleted or made private since it was listed"),
    "RevisionNotFound": ("gone", "the commit that was listed is no more"),
}
_SHUT = "Access to this resource is disabled."


@dataclass(frozen=True)
class Question:
    """One thing to ask the Hub about one subject."""

    what: str
    subject: str
    url: str


def about_card(crawl: Crawl, dataset: str, sha: str | None) -> Question:
    return Question("card", dataset, crawl.card_url(dataset, sha))


def about_size(wire: Wire, dataset: str) -> Question:
    return Question("size", dataset, f"{wire.viewer}/size?dataset={quote(dataset, safe='')}")


def about_owner(crawl: Crawl, what: str, owner: str) -> Question:
    """The Hub has two records of owners, `user` and `organization`; which one exists is the owner's kind."""
    return Question(what, owner, f"{crawl.endpoint}/api/{what}s/{quote(owner)}/overview")


def ask(question: Question, wire: Wire) -> Answer:
    """The Hub's answer, classified. Raises `HubUnreachable` and `Stopped`."""
    got = wire.get(question.url) if question.what == "card" else wire.get(question.url, fit=_whole)
    moved_to = _moved_to(question, got)
    outcome, reason = _outcome(question, got, moved_to)
    return Answer(
        what=question.what,
        subject=question.subject,
        url=question.url,
        outcome=outcome,
        final=outcome != "no answer",
        reason=reason,
        status=got.status,
        etag=got.headers.get("etag", "").removeprefix("W/").strip('"'),
        revision=got.headers.get("x-repo-commit", ""),
        moved_to=moved_to,
        next_url="",
        fetched_at=now(),
        attempts=got.attempts,
        body=got.body,
    )


def _outcome(question: Question, got: Got, moved_to: str) -> tuple[str, str]:
    """One of the outcomes of docs/hub-snapshot.md, and a sentence that says why; empty when it is good."""
    message = got.headers.get("x-error-message", "")
    if not got.status or got.status in BUSY:
        said = got.fault or f"{got.status} {message}".strip()
        return "no answer", f"nothing good came in {got.attempts} attempts: {said}"
    if got.status == 200:
        return _good(question, got, moved_to)
    if message == _SHUT:
        return "disabled", "the Hub has shut the dataset"
    if known := _BY_CODE.get(got.headers.get("x-error-code", "")):
        return known
    if got.status in {401, 404}:
        return "gone", f"{got.status} {message or 'not found, or private'}"
    return "refused", f"{got.status} {message}".strip()


def _good(question: Question, got: Got, moved_to: str) -> tuple[str, str]:
    if question.what != "card":
        if not _whole(got):
            return "no answer", f"the answer is no JSON: it begins {got.body[:40].decode('utf-8', 'replace')!r}"
        return ("size", "") if question.what == "size" else ("owner", "")
    return ("renamed", f"the Hub redirects to {moved_to}") if moved_to else ("card", "")


def _moved_to(question: Question, got: Got) -> str:
    """The last other dataset among the redirects; the Hub's own cache is no other."""
    names = [unquote(found["name"]) for hop in got.hops if (found := _REPOSITORY.match(urlsplit(hop).path)) is not None]
    return next((name for name in reversed(names) if name != question.subject), "")


def _whole(got: Got) -> bool:
    """Whether the body is an object in JSON; of a card nothing can be said."""
    try:
        return isinstance(json.loads(got.body), dict)
    except ValueError:
        return False
