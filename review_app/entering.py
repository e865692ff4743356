"""The routes by which a personal link becomes a cookie. The link is gone from the address bar with the first answer.

GET /enter/<token>     303 to / with a cookie, or to /refused/<why>
GET /leave             303 to / without it
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from schemas.invitations import SENTENCES, NotInvited, Why, cookie_name, end_of, recognise, sign

if TYPE_CHECKING:
    from starlette.requests import Request


def entrances(folder: Path, *, secure: bool) -> list[Route]:
    """The routes of the workspace whose `people/` this is; `secure` when browsers speak TLS with us."""

    def enter(request: Request) -> Response:
        token = request.path_params["token"]
        try:
            person = recognise(folder, token, "link")
        except NotInvited as fault:
            return _redirect(f"/refused/{fault.why}")
        answer, expires = _redirect("/"), end_of(token)
        answer.set_cookie(
            cookie_name(folder),
            sign(folder, person, "cookie", expires=expires),
            max_age=expires - int(time.time()),
            httponly=True,
            # Also for a link in a mail: all content comes by a socket that our own page opens.
            samesite="strict",
            secure=secure,
        )
        return answer

    def leave(_request: Request) -> Response:
        answer = _redirect("/")
        answer.delete_cookie(cookie_name(folder), httponly=True, samesite="strict", secure=secure)
        return answer

    return [Route("/enter/{token}", enter), Route("/leave", leave), Route("/refused/{why}", _refused)]


def _refused(request: Request) -> Response:
    why = request.path_params["why"]
    sentence = SENTENCES[cast("Why", why)] if why in SENTENCES else SENTENCES["unknown"]
    return PlainTextResponse(sentence + "\n", status_code=403)


def _redirect(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})
