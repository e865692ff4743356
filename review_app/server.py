"""The server of the pages: on this machine alone, with headers that keep other sites out and this one in.

app = review_server()          an ASGI application; `python -m review_app` runs it
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

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


def review_server() -> st.App:
    """The pages, and the assets of the viewer beside them."""
    return st.App(
        HERE / "app.py",
        routes=[Mount("/viewer", StaticFiles(directory=HERE / "viewer"))],
        middleware=[Middleware(SecurityHeaders)],
    )


def settings(port: int) -> dict[str, object]:
    """Streamlit's settings for a server on loopback that asks nothing of anybody else."""
    return {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.allowedHosts": ["127.0.0.1", "localhost"],
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.baseRadius": "small",
        "theme.light.primaryColor": "#2f6f5e",
        "theme.dark.primaryColor": "#5fb49c",
    }
