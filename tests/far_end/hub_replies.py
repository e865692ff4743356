"""What the Hub says to each address, in its own words: listings, cards, owners, and the viewer's sizes."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from tests.far_end.http1 import Reply, Request
from tests.far_end.hub_catalogue import Dataset
from tests.far_end.hub_options import HubOptions

_CARD = re.compile(r"/datasets/(?P<id>.+?)/(?P<how>resolve|raw)/(?P<rev>[^/]+)/(?P<file>.+)")
_CACHED = re.compile(r"/api/resolve-cache/datasets/(?P<id>.+)/(?P<rev>[0-9a-f]{40})/README\.md")
_OWNER = re.compile(r"/api/(?P<kind>user|organization)s/(?P<name>[^/]+)/overview")
_INFO = re.compile(r"/api/datasets/(?P<id>[^/]+(?:/[^/]+)??)(?:/revision/[^/]+)?")
_PLAIN = ("_id", "id", "author", "sha", "lastModified", "private", "gated", "disabled", "downloads", "likes", "tags")


class Replies:
    """What is behind the URL, without limits and faults of transport."""

    def __init__(self, options: HubOptions) -> None:
        self._options = options
        self._catalogue = options.catalogue

    def reply(self, request: Request, path: str, query: str, token: str) -> Reply:
        if path == "/api/datasets":
            return self._listing(query, request.header(b"host").decode("latin-1"))
        if path == "/size":
            return self._size(parse_qs(query).get("dataset", [""])[0])
        routes: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Reply]], ...] = (
            (_CARD, self._card),
            (_CACHED, self._cached),
            (_OWNER, self._owner),
            (_INFO, self._info),
        )
        for pattern, say in routes:
            if found := pattern.fullmatch(path):
                return say(found, token)
        return error(404, "", "Sorry, we can't find the page you are looking for.")

    def _listing(self, query: str, host: str) -> Reply:
        asked = parse_qs(query)
        filters = tuple(value for value in asked.get("filter", ()) if value)
        numbers = self._catalogue.listing(filters)
        start = _offset(asked.get("cursor", [""])[0])
        limit = min(int(asked.get("limit", ["1000"])[0]), self._options.page_rows)
        if asked.get("direction", ["-1"])[0] == "1":
            numbers = numbers[::-1]
        rows = self._catalogue.rows(numbers[start : start + limit])
        wanted = {"_id", "id", *(asked.get("expand", []) + asked.get("expand[]", []) or _PLAIN)}
        body = json.dumps([{key: value for key, value in row.items() if key in wanted} for row in rows]).encode()
        if start // limit + 1 in self._options.bad_pages:
            body = b"<html><body>upstream error</body></html>"
        if start + limit >= len(numbers):
            return Reply(200, body)
        cursor = base64.urlsafe_b64encode(json.dumps({"offset": start + limit}).encode()).decode()
        rest = [(key, value) for key, value in parse_qsl(query) if key != "cursor"]
        return Reply(
            200, body, (f'link: <http://{host}/api/datasets?{urlencode([*rest, ("cursor", cursor)])}>; rel="next"',)
        )

    def _card(self, asked: re.Match[str], token: str) -> Reply:
        dataset = self._catalogue.find(asked["id"])
        if dataset is None:
            return _not_found(token)
        if refused := _refusal(dataset, token):
            return refused
        if dataset.fate == "renamed" and not asked["id"].endswith("-renamed"):
            where = f"/datasets/{asked['id']}-renamed/{asked['how']}/{asked['rev']}/{asked['file']}"
            return Reply(307, b"", (f"location: {where}",))
        return self._at(dataset, asked)

    def _at(self, dataset: Dataset, asked: re.Match[str]) -> Reply:
        """The file of a dataset that is there, at the revision that was asked for."""
        if asked["rev"] not in {"main", dataset.sha}:
            return error(404, "RevisionNotFound", f"Invalid rev id: {asked['rev']}")
        if asked["file"] != "README.md" or dataset.fate == "no-card":
            return error(404, "EntryNotFound", "Entry not found", f"x-repo-commit: {dataset.sha}")
        served = _served(dataset)
        if asked["how"] == "raw" or not self._options.resolve_cache:
            return served
        where = f"/api/resolve-cache/datasets/{quote(asked['id'])}/{dataset.sha}/README.md"
        return replace(served, status=307, body=b"", headers=(*served.headers, f"location: {where}"))

    def _cached(self, asked: re.Match[str], token: str) -> Reply:
        dataset = self._catalogue.find(asked["id"])
        return _served(dataset) if dataset and asked["rev"] == dataset.sha else _not_found(token)

    def _info(self, asked: re.Match[str], token: str) -> Reply:
        dataset = self._catalogue.find(asked["id"])
        if dataset is None or dataset.fate == "gone":
            return _not_found(token)
        if dataset.fate == "renamed" and not asked["id"].endswith("-renamed"):
            return Reply(307, b"", (f"location: /api/datasets/{asked['id']}-renamed",))
        siblings = [] if dataset.fate == "no-card" else [{"rfilename": "README.md"}]
        return as_json(dataset.row | {"id": asked["id"], "siblings": siblings})

    def _owner(self, asked: re.Match[str], _token: str) -> Reply:
        name = asked["name"]
        if self._catalogue.owner_kind(name) != asked["kind"]:
            return error(404, "", f"This {asked['kind']} does not exist")
        known = {"avatarUrl": "", "fullname": name.title(), "numDatasets": 3, "numFollowers": 5, "type": asked["kind"]}
        own = (
            {"user": name, "isPro": False}
            if asked["kind"] == "user"
            else {"name": name, "isVerified": False, "numUsers": 4}
        )
        return as_json(known | own)

    def _size(self, name: str) -> Reply:
        """What the viewer says; one dataset in twelve is too large for it and known in part."""
        dataset = self._catalogue.find(name)
        if dataset is None or dataset.fate in {"gone", "disabled"} or not dataset.real.sizes:
            return error(404, "ResponseNotFound", "The dataset does not exist, or is not accessible.")
        if dataset.fate == "gated":
            return error(401, "ExternalUnauthenticatedError", "The dataset is gated.")
        rows, size = dataset.real.sizes["rows"], dataset.real.sizes["bytes"]
        total = {"dataset": name, "num_bytes_original_files": size, "num_bytes_parquet_files": size // 2}
        total |= {"num_bytes_memory": size, "num_rows": rows}
        partial = int(dataset.sha[:4], 16) % 12 == 0
        return as_json(
            {"size": {"dataset": total, "configs": [], "splits": []}, "pending": [], "failed": [], "partial": partial}
        )


def _served(dataset: Dataset) -> Reply:
    card = dataset.card
    blob = sha1(b"blob %d\0" % len(card) + card, usedforsecurity=False).hexdigest()
    return Reply(200, card, (f"x-repo-commit: {dataset.sha}", f'etag: "{blob}"'))


def _refusal(dataset: Dataset, token: str) -> Reply | None:
    """Why no file of it is served, if none is."""
    match dataset.fate:
        case "gone":
            return _not_found(token)
        case "mute":
            return error(500, "", "Internal Error - We're working hard to fix this as soon as possible!")
        case "disabled":
            return error(403, "", "Access to this resource is disabled.")
        case "gated":
            return error(403 if token else 401, "GatedRepo", "Access to this dataset is restricted.")
    return None


def _offset(cursor: str) -> int:
    return int(json.loads(base64.urlsafe_b64decode(cursor))["offset"]) if cursor else 0


def asas_json(content: Any) -> Reply:
    return Reply(200, json.dumps(content).encode())


def as_json(content: Any) -> Reply:
    return Reply(200, json.dumps(content).encode())


def error(status: int, code: str, message: str, *headers: str) -> Reply:
    lines = (f"x-error-message: {message}", *([f"x-error-code: {code}"] if code else []))
    return Reply(status, json.dumps({"error": message}).encode(), (*lines, *headers))


def _not_found(token: str) -> Reply:
    """Without a token the Hub does not say whether a repository is private or gone."""
    return error(404 if token else 401, "RepoNotFound", "Repository not found")
