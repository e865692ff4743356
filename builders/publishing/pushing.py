"""Do what was planned: one commit on top of the revision that was compared with, and a tag on it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from builders.publishing.file_changes import file_changes
from builders.publishing.hub_faults import Moved, PublishError
from builders.publishing.hub_repository import Published, Repository
from builders.publishing.planning import Plan, has_changes
from schemas.records import Record

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo


class Pushed(Record):
    """What a push did."""

    outcome: Literal["committed", "proposed", "unchanged"]
    """`proposed`: in a pull request."""
    url: str
    """Of the pull request, else of the repository."""
    commit: str
    version: str
    """The tag that the commit has; empty for a pull request, which gets none before it is merged."""


def push(plan: Plan, repository: Repository, *, public: bool = False, pull_request: bool = False) -> Pushed:
    """Publish; the same again makes no commit. Raises `Moved` when somebody was quicker, and other `PublishError`s."""
    if plan.private is None:
        if pull_request:
            raise PublishError(
                f"there is no {plan.repository} to propose anything to: leave out --pr, or look at --repo"
            )
        repository.create(private=not public)
    if pull_request:
        return _propose(plan, repository)
    commit = _commit(plan, repository) if plan.changes else plan.commit
    if not plan.tagged:
        repository.tag(plan.version, commit)
    outcome: Literal["committed", "unchanged"] = "committed" if plan.changes else "unchanged"
    return Pushed(outcome=outcome, url=repository.url, commit=commit, version=plan.version)


def _commit(plan: Plan, repository: Repository) -> str:
    """The new head. A commit of which the answer was lost looks as if somebody had been quicker with our own files."""
    parent = plan.commit or _there(plan, repository).commit
    try:
        return _send(plan, repository, parent=parent, pull_request=False).oid
    except Moved:
        now = _there(plan, repository)
        if has_changes(file_changes(plan.folder, now.files)):
            raise
        return now.commit


def _propose(plan: Plan, repository: Repository) -> Pushed:
    """A pull request, unless `main` or another one is exactly this already."""
    if not plan.changes:
        return Pushed(outcome="unchanged", url=repository.url, commit=plan.commit, version="")
    for number, commit in _there(plan, repository).pull_requests.items():
        if not has_changes(file_changes(plan.folder, repository.files_at(commit))):
            return Pushed(outcome="unchanged", url=f"{repository.url}/discussions/{number}", commit=commit, version="")
    made = _send(plan, repository, parent=plan.commit, pull_request=True)
    return Pushed(outcome="proposed", url=str(made.pr_url), commit=made.oid, version="")


def _send(plan: Plan, repository: Repository, *, parent: str, pull_request: bool) -> CommitInfo:
    return repository.commit(
        {change.path: plan.folder / change.path for change in plan.files if change.change in {"new", "changed"}},
        [change.path for change in plan.files if change.change == "gone"],
        message=message_of(plan),
        parent=parent,
        pull_request=pull_request,
    )


def message_of(plan: Plan) -> str:
    """`Release v2 (rows: 3 added, 1 removed, 0 changed)`; a row that stands in several configs counts once."""
    if not plan.commit:
        return f"Release {plan.version}"
    added, removed, changed = (
        len({key for each in plan.rows for key in keys(each)})
        for keys in (attrgetter("added"), attrgetter("removed"), attrgetter("changed"))
    )
    return f"Release {plan.version} (rows: {added:,} added, {removed:,} removed, {changed:,} changed)"


def _there(plan: Plan, repository: Repository) -> Published:
    published = repository.published()
    if published is None:
        raise PublishError(f"{plan.repository} is gone since it was compared: run the same again")
    return published
