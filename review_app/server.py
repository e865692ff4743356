"""The server of the pages, with headers that keep other sites out and this one in.

app = review_server(workspace, place, provider)          an ASGI application; `python -m review_app` runs it
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from review_app.entering import entrances
from review_app.origins import OwnOrigin, Place
from review_app.provider import Provider, streamlit_secrets
from schemas.workspace import Workspace

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
HEADERS = {
    # Streamlit starts components from blobs and styles its pages inline; nothing may come from another place.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", ()), *ours]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def review_server(workspace: Workspace, place: Place, provider: Provider | None) -> st.App:
    """The pages, the assets of the viewer beside them, and the ways in."""
    secure = place.origins[0].startswith("https:")
    # Personal links let nobody past an identity provider.
    doors = [] if provider else entrances(workspace.people, secure=secure)
    return st.App(
        HERE / "app.py",
        secrets=streamlit_secrets(workspace.people, provider, place.origins[0]) if provider else None,
        routes=[Mount("/viewer", StaticFiles(directory=HERE / "viewer")), *doors],
        middleware=[Middleware(SecurityHeaders), Middleware(OwnOrigin, place=place)],
    )


def settings(place: Place) -> dict[str, object]:
    """Streamlit's settings for a server that asks nothing of anybody else."""
    return {
        "server.address": place.address,
        "server.port": place.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.allowedHosts": list(place.host_names),
        "server.corsAllowedOrigins": list(place.origins),
        # What lies in somebody's home or working directory is none of our secrets.
        "secrets.files": [],
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.baseRadius": "small",
        "theme.light.primaryColor": "#2f6f5e",
        "theme.dark.primaryColor": "#5fb49c",
    }
