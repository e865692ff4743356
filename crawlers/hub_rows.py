"""The typed tables of a snapshot, and how one row of each comes about (docs/hub-snapshot.md)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

import pyarrow as pa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crawlers.hub_journal import Answer

_TIME = pa.timestamp("us", tz="UTC")
_TEXTS = pa.list_(pa.string())
_TAGGED = {
    "languages": "language:",
    "licences": "license:",
    "task_categories": "task_categories:",
    "task_ids": "task_ids:",
    "size_categories": "size_categories:",
    "multilinguality": "multilinguality:",
    "arxiv": "arxiv:",
}


def _table(**columns: Any) -> pa.Schema:
    """A column whose name ends in `_` is never null."""
    return pa.schema([pa.field(name.rstrip("_"), kind, nullable=name[-1] != "_") for name, kind in columns.items()])


DATASETS = _table(
    dataset_=pa.string(), owner=pa.string(), sha=pa.string(), created_at=_TIME, last_modified=_TIME,
    downloads=pa.int64(), downloads_all_time=pa.int64(), likes=pa.int64(), gated=pa.string(), disabled=pa.bool_(),
    private=pa.bool_(), main_bytes=pa.int64(), used_bytes=pa.int64(), tags_=_TEXTS,
    **{f"{name}_": _TEXTS for name in _TAGGED}, card_data=pa.string(), listed_at_=_TIME,
)  # fmt: skip
LISTINGS = _table(language_=pa.string(), rank_=pa.int64(), dataset_=pa.string())
CARDS = _table(
    dataset_=pa.string(), outcome_=pa.string(), reason_=pa.string(), text=pa.string(), revision=pa.string(),
    etag=pa.string(), renamed_to=pa.string(), metadata=pa.string(), metadata_fault=pa.string(),
    valid_utf8=pa.bool_(), fetched_at=_TIME,
)  # fmt: skip
SIZES = _table(
    dataset_=pa.string(), outcome_=pa.string(), reason_=pa.string(), rows=pa.int64(), original_bytes=pa.int64(),
    parquet_bytes=pa.int64(), memory_bytes=pa.int64(), partial=pa.bool_(), pending=pa.int64(), failed=pa.int64(),
    fetched_at=_TIME,
)  # fmt: skip
OWNERS = _table(
    owner_=pa.string(), outcome_=pa.string(), reason_=pa.string(), kind=pa.string(), full_name=pa.string(),
    details=pa.string(), plan=pa.string(), verified=pa.bool_(), members=pa.int64(), followers=pa.int64(),
    datasets=pa.int64(), record=pa.string(), fetched_at=_TIME,
)  # fmt: skip
TROUBLES = _table(what_=pa.string(), url_=pa.string(), outcome_=pa.string(), reason_=pa.string(), at_=_TIME)


class Listed(BaseModel):
    """A row of a listing, as far as the tables hold it; what else the Hub says stays in the journal."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)
    sha: str | None = None
    createdAt: AwareDatetime | None = None  # noqa: N815 - the Hub's name
    lastModified: AwareDatetime | None = None  # noqa: N815
    downloads: int | None = None
    downloadsAllTime: int | None = None  # noqa: N815
    likes: int | None = None
    gated: Literal[False, "auto", "manual"] | None = None
    disabled: bool | None = None
    private: bool | None = None
    mainSize: int | None = None  # noqa: N815
    usedStorage: int | None = None  # noqa: N815
    tags: tuple[str, ...] = Field(default=())
    cardData: Any = None  # noqa: N815


def dataset_row(content: Any, page: Answer) -> dict[str, Any]:
    """A row of `datasets.parquet`; raises pydantic's `ValidationError` for one the Hub got wrong."""
    listed = Listed.model_validate(content)
    owner, slash, _ = listed.id.partition("/")
    return {
        "dataset": listed.id,
        "owner": owner if slash else None,
        "sha": listed.sha,
        "created_at": listed.createdAt,
        "last_modified": listed.lastModified,
        "downloads": listed.downloads,
        "downloads_all_time": listed.downloadsAllTime,
        "likes": listed.likes,
        "gated": "no" if listed.gated is False else listed.gated,
        "disabled": listed.disabled,
        "private": listed.private,
        "main_bytes": listed.mainSize,
        "used_bytes": listed.usedStorage,
        "tags": listed.tags,
        **{name: [tag[len(key) :] for tag in listed.tags if tag.startswith(key)] for name, key in _TAGGED.items()},
        "card_data": None if listed.cardData is None else json.dumps(listed.cardData, ensure_ascii=False),
        "listed_at": time_of(page.fetched_at),
    }


def card_row(dataset: str, answer: Answer | None) -> dict[str, Any]:
    """A row of `cards.parquet`."""
    if answer is None:
        return _not_asked("dataset", dataset)
    got = answer.outcome in {"card", "renamed"}
    text = answer.body.decode("utf-8", "replace") if got else None
    state, fault = metadata_state(text) if text is not None else (None, None)
    return {
        "dataset": dataset,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "text": text,
        "revision": answer.revision or None,
        "etag": answer.etag or None,
        "renamed_to": answer.moved_to or None,
        "metadata": state,
        "metadata_fault": fault,
        "valid_utf8": None if text is None else text.encode() == answer.body,
        "fetched_at": time_of(answer.fetched_at),
    }


def metadata_state(text: str) -> tuple[str, str | None]:
    """`good`, `none` or `broken` with what is wrong, for the block that the Hub's own client finds."""
    import yaml  # type: ignore[import-untyped, unused-ignore]
    from huggingface_hub.repocard import REGEX_YAML_BLOCK

    block = REGEX_YAML_BLOCK.search(text)
    if block is None:
        return "none", None
    try:
        content = yaml.load(block[2], getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none, 2023-02-30
        return "broken", " ".join(str(error).split())
    return ("good", None) if isinstance(content, dict) else ("broken", "the block holds no keys")


def size_row(dataset: str, answer: Answer | None) -> dict[str, Any]:
    """A row of `sizes.parquet`."""
    if answer is None:
        return _not_asked("dataset", dataset)
    said = json.loads(answer.body) if answer.outcome == "size" else {}
    total = (said.get("size") or {}).get("dataset") or {}
    return {
        "dataset": dataset,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "rows": total.get("num_rows"),
        "original_bytes": total.get("num_bytes_original_files"),
        "parquet_bytes": total.get("num_bytes_parquet_files"),
        "memory_bytes": total.get("num_bytes_memory"),
        "partial": said.get("partial"),
        "pending": len(said["pending"]) if isinstance(said.get("pending"), list) else None,
        "failed": len(said["failed"]) if isinstance(said.get("failed"), list) else None,
        "fetched_at": time_of(answer.fetched_at),
    }


def owner_row(owner: str, answer: Answer | None) -> dict[str, Any]:
    """A row of `owners.parquet`."""
    if answer is None:
        return _not_asked("owner", owner)
    known = answer.outcome == "owner"
    record = json.loads(answer.body) if known else {}
    return {
        "owner": owner,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "kind": answer.what if known else None,
        "full_name": record.get("fullname"),
        "details": record.get("details"),
        "plan": record.get("plan"),
        "verified": record.get("isVerified"),
        "members": record.get("numUsers"),
        "followers": record.get("numFollowers"),
        "datasets": record.get("numDatasets"),
        "record": answer.body.decode("utf-8", "replace") if known else None,
        "fetched_at": time_of(answer.fetched_at),
    }


def trouble_row(what: str, url: str, *, outcome: str, reason: str, when: str) -> dict[str, Any]:
    """A row of `troubles.parquet`."""
    return {"what": what, "url": url, "outcome": outcome, "reason": reason, "at": time_of(when)}


def time_of(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)


def _not_asked(key: str, subject: str) -> dict[str, Any]:
    return {key: subject, "outcome": "not asked", "reason": "not asked for"}
