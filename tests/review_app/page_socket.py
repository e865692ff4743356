"""What the server sends to one browser: a raw socket that asks for a page and keeps every frame."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

SECONDS = 20


def frames_of(url: str, *, cookie: str = "", page: str = "", query: str = "", origin: str | None = None) -> bytes:
    """Every frame of one run of a page, one after another. Raises websockets' InvalidStatus when refused."""
    ask = BackMsg()
    ask.rerun_script.query_string, ask.rerun_script.page_name = query, page
    headers = {"Cookie": cookie} if cookie else {}
    received = b""
    with connect(
        url.replace("http:", "ws:") + "/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers=headers,
        origin=origin,
        max_size=None,
        proxy=None,
    ) as socket:
        socket.send(ask.SerializeToString())
        while True:
            frame = socket.recv(SECONDS)
            received += frame
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                return received
