"""A reviewer without a browser: speaks Streamlit's own WebSocket protocol, so that ten people fit on a small machine.

It does what the browser does for a press: names the button, the fragment it stands in, the address and the page.
"""

from __future__ import annotations

import asyncio
import re
import time
from types import TracebackType
from typing import Self

import aiohttp
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

SECONDS = 60.0
ACCEPT = re.compile(r"accept--(?P<token>.+)")


class SocketReviewer:
    """One person at the reading page, by a personal link."""

    def __init__(self, url: str, link: str) -> None:
        self._url, self._link = url, link
        self._query, self._page = "", ""
        self._fragment, self._button = "", ""
        self.shown = ""
        """Token of the item whose buttons are there; empty when nothing is left."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        await (await self._session.get(self._link, allow_redirects=False)).read()
        stream = self._url.replace("http:", "ws:") + "/_stcore/stream"
        self._socket = await self._session.ws_connect(
            stream, protocols=["streamlit"], origin=self._url, max_msg_size=0, heartbeat=None
        )
        await self._run(BackMsg())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._session.close()

    async def accept(self) -> float:
        """Press the accept button of what is shown; milliseconds until the next item's own buttons are there."""
        ask = BackMsg()
        ask.rerun_script.fragment_id = self._fragment
        pressed = ask.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self._button, True
        before, started = self.shown, time.perf_counter()
        await self._run(ask)
        if self.shown == before:
            raise AssertionError(f"a press changed nothing: {before}")
        return 1000 * (time.perf_counter() - started)

    async def _run(self, ask: BackMsg) -> None:
        """One run of the script, to its end."""
        ask.rerun_script.query_string, ask.rerun_script.page_script_hash = self._query, self._page
        await self._socket.send_bytes(ask.SerializeToString())
        async with asyncio.timeout(SECONDS):
            while True:
                message = ForwardMsg.FromString((await self._socket.receive()).data)
                self._take(message)
                # A page that moves on by itself starts again at once, and the run before says so.
                if message.WhichOneof("type") == "script_finished" and message.script_finished != _EARLY:
                    return

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash or self._page
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif found := ACCEPT.search(message.delta.new_element.button.id):  # empty for whatever is no button
            self.shown, self._button = found["token"], message.delta.new_element.button.id
            self._fragment = message.delta.fragment_id


_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
