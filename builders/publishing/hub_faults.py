"""Asking the Hub with patience, and saying in one sentence why it did not work.

huggingface_hub retries what reads and what uploads; creating, committing, tagging and the first look it asks once.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import tenacity

from crawlers.hub_wire import BUSY
from schemas.faults import Fault

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 8.0
LONGEST_WINDOW_SECONDS = 301.0
"""The Hub counts requests in windows of five minutes, and says when the next begins."""
MOVED = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})

Answered = TypeVar("Answered")


class PublishError(Fault):
    """Nothing was published; the message says why and what to do."""


class Moved(PublishError):
    """Somebody else committed since the comparison."""


def patiently(ask: Callable[[], Answered], *, repo: str) -> Answered:
    """The answer, asked for again while the Hub is busy or away; raises `PublishError`, or the Hub's 404 as it is."""
    import httpx2
    from huggingface_hub import errors

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_may_pass),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=_wait,
        reraise=True,
    )
    try:
        return retrying(ask)
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError):
        raise
    except errors.HfHubHTTPError as error:
        raise _refused(error, repo) from error
    except (httpx2.TransportError, errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled) as error:
        raise _away(error, repo) from error


def upload_failed(error: Exception, repo: str) -> PublishError:
    """What the client raises of its own while it sends files, mostly around what stopped a large one."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error.__cause__, HfHubHTTPError):
        return _refused(error.__cause__, repo)
    if isinstance(error.__cause__, httpx2.TransportError):
        return _away(error.__cause__, repo)
    return PublishError(f"the files could not be sent to {repo} ({_first_line(error)}): nothing was published")


def _may_pass(error: BaseException) -> bool:
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in BUSY
    return isinstance(error, httpx2.TransportError)


def _wait(state: tenacity.RetryCallState) -> float:
    """Until the Hub's window is over where it says so; else longer every time, and never alike."""
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, HfHubHTTPError):
        told = parse_ratelimit_headers(error.response.headers)
        if told is not None and told.remaining == 0:
            return min(told.reset_in_seconds + 1.0, LONGEST_WINDOW_SECONDS)
        after = error.response.headers.get("Retry-After", "")
        if after.isdecimal():
            return min(float(after), LONGEST_WINDOW_SECONDS)
    return tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT_SECONDS)(state)


def _refused(error: HfHubHTTPError, repo: str) -> PublishError:
    status = error.response.status_code
    if status in MOVED:
        return Moved(f"{repo} was changed by somebody else since it was compared: look at it, and run the same again")
    if status == HTTPStatus.UNAUTHORIZED:
        return PublishError("the Hub does not take this token: set another HF_TOKEN, or log in with `hf auth login`")
    if status == HTTPStatus.FORBIDDEN:
        owner = repo.partition("/")[0]
        return PublishError(
            f"this token may not write to {repo}: use one with write access to {owner}, or propose --pr"
        )
    if status in BUSY:
        again = "nothing was published; run the same again later, what was uploaded is not sent again"
        return PublishError(f"the Hub is too busy for {repo} ({status}, asked {ATTEMPTS} times): {again}")
    why = (error.server_message or _first_line(error)).splitlines()[0].rstrip(".")
    return PublishError(f"the Hub refuses {repo} ({why}): nothing was published")


def _away(error: Exception, repo: str) -> PublishError:
    return PublishError(
        f"the Hub does not answer about {repo} ({_first_line(error)}): "
        "look at the network or at HF_ENDPOINT, and run the same again; what was uploaded is not sent again"
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
