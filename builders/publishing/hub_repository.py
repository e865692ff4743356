"""A dataset repository on the Hub as publishing sees it: one revision, its files by digest, its tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from builders.publishing.hub_faults import Answered, Moved, PublishError, patiently, upload_failed

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo, CommitOperationAdd, CommitOperationDelete, HfApi

_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)
_PULL_REQUEST = "refs/pr/"


@dataclass(frozen=True)
class RemoteFile:
    """A file of a revision."""

    path: str
    size: int
    digest: str
    """sha256 of a large file, else git's name of the blob (sha1)."""
    large: bool


@dataclass(frozen=True)
class Published:
    """What the Hub has of a repository now."""

    commit: str
    """The head of `main`."""
    private: bool
    files: Mapping[str, RemoteFile]
    tags: Mapping[str, str]
    """Commit by tag."""
    pull_requests: Mapping[str, str]
    """Commit by the number of the pull request, open or not."""


class Repository:
    """One dataset repository; every question to the Hub is asked through `patiently`."""

    def __init__(self, name: str, api: HfApi) -> None:
        self.name = named(name)
        self._api = api

    @property
    def url(self) -> str:
        return f"{self._api.endpoint}/datasets/{self.name}"

    def published(self) -> Published | None:
        """None when there is no such repository, or none that the token can see."""
        from huggingface_hub.errors import RepositoryNotFoundError

        try:
            there = self._ask(partial(self._api.dataset_info, self.name, revision="main"))
            refs = self._ask(
                partial(self._api.list_repo_refs, self.name, repo_type="dataset", include_pull_requests=True)
            )
        except RepositoryNotFoundError:
            return None
        if there.sha is None:
            raise PublishError(f"the Hub names no commit of {self.name}: run the same again")
        return Published(
            commit=there.sha,
            private=bool(there.private),
            files=self.files_at(there.sha),
            tags={tag.name: tag.target_commit for tag in refs.tags},
            pull_requests={
                pull.ref.removeprefix(_PULL_REQUEST): pull.target_commit
                for pull in refs.pull_requests or ()
                if pull.ref.removeprefix(_PULL_REQUEST).isdecimal()
            },
        )

    def files_at(self, commit: str) -> dict[str, RemoteFile]:
        return {file.path: file for file in self._ask(lambda: list(self._listed(commit)))}

    def fetch(self, paths: Sequence[str], commit: str, folder: Path) -> dict[str, Path]:
        """Files of a revision, below the folder."""

        def one(path: str) -> Path:
            return Path(
                self._api.hf_hub_download(self.name, path, repo_type="dataset", revision=commit, local_dir=folder)
            )

        return {path: self._ask(partial(one, path)) for path in paths}

    def create(self, *, private: bool) -> None:
        """Raises `PublishError` also when there is one that the token cannot see."""
        try:
            self._ask(partial(self._api.create_repo, self.name, repo_type="dataset", private=private))
        except Moved as there:
            raise PublishError(
                f"{self.name} is there and this token cannot see it: use another token or name"
            ) from there

    def commit(
        self, adding: Mapping[str, Path], deleting: Sequence[str], *, message: str, parent: str, pull_request: bool
    ) -> CommitInfo:
        """All of it in one commit; raises `Moved` when the parent is not the head any more."""

        def send() -> CommitInfo:
            return self._api.create_commit(
                self.name,
                list(_operations(adding, deleting)),
                commit_message=message,
                repo_type="dataset",
                parent_commit=parent,
                create_pr=pull_request,
            )

        try:
            return self._ask(send)
        except (RuntimeError, ValueError) as error:
            raise upload_failed(error, self.name) from error

    def tag(self, version: str, commit: str) -> None:
        try:
            self._ask(partial(self._api.create_tag, self.name, repo_type="dataset", tag=version, revision=commit))
        except Moved as there:
            raise PublishError(f"{self.name} has a tag {version} already: choose another --version") from there

    def _ask(self, ask: Callable[[], Answered]) -> Answered:
        return patiently(ask, repo=self.name)

    def _listed(self, commit: str) -> Iterator[RemoteFile]:
        from huggingface_hub import RepoFile

        for entry in self._api.list_repo_tree(self.name, recursive=True, revision=commit, repo_type="dataset"):
            if isinstance(entry, RepoFile):
                digest = entry.lfs.sha256 if entry.lfs else entry.blob_id
                yield RemoteFile(entry.path, entry.size, digest, large=bool(entry.lfs))


def named(name: str) -> str:
    """The name, if it can be a repository's; raises `PublishError`."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(name)
    except HFValidationError as error:
        raise PublishError(f"{name!r} is no name of a repository ({error}): write ORG/NAME") from error
    if not _NAME.fullmatch(name):
        raise PublishError(f"{name!r} is no name of a repository: write ORG/NAME, such as lab/gsm8k-en-ko")
    return name


def _operations(
    adding: Mapping[str, Path], deleting: Sequence[str]
) -> Iterator[CommitOperationAdd | CommitOperationDelete]:
    """Made anew for every attempt, as the client takes an operation once."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    for path, file in adding.items():
        yield CommitOperationAdd(path_in_repo=path, path_or_fileobj=file)
    for path in deleting:
        yield CommitOperationDelete(path_in_repo=path)
