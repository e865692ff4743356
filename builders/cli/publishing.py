"""`isogloss check` and `isogloss publish`: is a release sound, and onto the Hub with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON
from schemas.faults import Fault

if TYPE_CHECKING:
    from builders.publishing.hub_repository import Repository
    from builders.publishing.planning import Plan

_FOLDER = click.Path(path_type=Path)


class NotPublished(Fault):
    """Something has to be done by a person first."""


@click.command(
    epilog="Example: isogloss check work/gsm8k-ko/release    "
    "isogloss check work/gsm8k-ko/release --private work/gsm8k-ko/private"
)
@click.argument("folder", type=_FOLDER)
@click.option("--private", type=_FOLDER, help="What the release holds out: are these the rows, and is none public.")
@AS_JSON
def check(folder: Path, *, private: Path | None, as_json: bool) -> None:
    """Say all that is wrong with a release folder, one defect a line; exit 1 when there is any.

    Works without the network: every split is loaded, and the card's numbers are recomputed from the Parquet files.
    """
    from builders.publishing.checking import check as checked_of
    from builders.publishing.text import check_text

    checked = checked_of(folder, private=private)
    click.echo(checked.model_dump_json() if as_json else check_text(checked))
    if not checked.sound:
        sys.exit(1)


@click.command(
    epilog="Example: isogloss publish work/gsm8k-ko/release --repo lab/gsm8k-en-ko    "
    "then the same with --push, which needs HF_TOKEN"
)
@click.argument("folder", type=_FOLDER)
@click.option("--repo", required=True, metavar="ORG/NAME", help="The dataset repository on the Hub.")
@click.option("--push", "pushing", is_flag=True, help="Do it; without this nothing is changed anywhere.")
@click.option("--version", metavar="TAG", help="Tag of this version; v1, v2, ... unless given.")
@click.option("--pr", "pull_request", is_flag=True, help="Propose it in a pull request, without a tag.")
@click.option("--public", is_flag=True, help="Create the repository for everybody to see; it is private otherwise.")
@click.option("--allow-findings", is_flag=True, help="Somebody has looked at what the scan found.")
@AS_JSON
def publish(
    folder: Path,
    *,
    repo: str,
    pushing: bool,
    version: str | None,
    pull_request: bool,
    public: bool,
    allow_findings: bool,
    as_json: bool,
) -> None:
    """Show what publishing a release would change on the Hub; with --push, do it in one commit.

    The folder is checked and scanned first. Repositories are created private.
    """
    from builders.publishing.planning import plan as plan_of
    from builders.publishing.pushing import push
    from builders.publishing.text import plan_text, pushed_text

    repository = _repository(repo, pushing=pushing)
    plan = plan_of(folder, repository, version=version)
    if not as_json or not pushing:
        click.echo(plan.model_dump_json() if as_json else plan_text(plan))
    if not pushing:
        return
    _refuse_findings(plan, allowed=allow_findings)
    _refuse_other_visibility(plan, public=public)
    pushed = push(plan, repository, public=public, pull_request=pull_request)
    click.echo(pushed.model_dump_json() if as_json else pushed_text(pushed))


def _repository(name: str, *, pushing: bool) -> Repository:
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from builders.publishing.hub_repository import Repository

    if constants.is_offline_mode():
        raise NotPublished(f"HF_HUB_OFFLINE is set: unset it to publish {name}")
    token = get_token()
    if token and not (token.isascii() and token.isprintable()):
        raise NotPublished("HF_TOKEN is no token: it has characters that none has, so copy it once more")
    if pushing and not token:
        raise NotPublished("no token: set HF_TOKEN, or log in with `hf auth login`; nothing was published")
    if not sys.stderr.isatty():
        disable_progress_bars()
    return Repository(name, HfApi(library_name="isogloss"))


def _refuse_findings(plan: Plan, *, allowed: bool) -> None:
    if plan.findings and not allowed:
        raise NotPublished(
            f"the scan found something in {plan.folder} ({len(plan.findings):,} in all): look at each, "
            "and add --allow-findings when all may be published"
        )


def _refuse_other_visibility(plan: Plan, *, public: bool) -> None:
    if public and plan.private:
        raise NotPublished(f"{plan.repository} is private: open it on its settings page, or leave out --public")
