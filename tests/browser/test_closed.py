"""The pages speak with this machine alone, and with nobody who comes from elsewhere."""

import base64
import os
import socket
import urllib.error
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from review_app.server import HEADERS
from tests.browser.watching import name, open_page


def status(served, path, **headers):
    try:
        with urlopen(Request(served.url + path, headers=headers), timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def handshake(served, **headers):
    """Status of a websocket's opening."""
    sent = {
        "Host": f"127.0.0.1:{served.port}", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "Sec-WebSocket-Version": "13",
    } | headers  # fmt: skip
    lines = "".join(f"{field}: {value}\r\n" for field, value in sent.items())
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
        return int(connection.recv(1000).split()[1])


def test_the_browser_asks_nothing_of_anybody_else(page, real):
    elsewhere, refused = [], []
    own = (f"{real.url}/", f"blob:{real.url}/", f"ws://127.0.0.1:{real.port}/", "data:")
    page.on("request", lambda request: None if request.url.startswith(own) else elsewhere.append(request.url))
    page.on("websocket", lambda opened: None if opened.url.startswith(own) else elsewhere.append(opened.url))
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    for item in (name(3), name(4), name(5), name(6), name(1, "ar"), name(1, "zh")):
        open_page(page, f"{real.url}/?item={item}")
        page.keyboard.press("x")
    for tab in ("Guidelines", "Keys"):
        page.get_by_role("tab", name=tab).click()
    page.goto(f"{real.url}/items")
    page.locator("[data-testid=stDataFrame]").wait_for()
    page.wait_for_timeout(1000)
    assert (elsewhere, refused) == ([], [])


def test_an_image_from_elsewhere_would_be_refused_by_the_browser(page, real):
    said = []
    page.on("console", lambda line: said.append(line.text))
    open_page(page, real.url)
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://example.invalid/a.png'}))")
    page.wait_for_timeout(500)
    assert [line for line in said if "Content Security Policy" in line and "example.invalid" in line]


def test_a_websocket_from_another_site_is_refused(real):
    assert handshake(real, Origin=real.url) == 101
    assert handshake(real, Origin="http://example.invalid") == 403
    assert handshake(real, Origin=real.url, Host="example.invalid") in {400, 403}


@pytest.mark.parametrize("path", ["/", "/_stcore/host-config", "/viewer/katex/katex.min.js"])
def test_another_host_name_is_refused(real, path):
    assert status(real, path) == 200
    assert status(real, path, Host="example.invalid") in {400, 403}


@pytest.mark.parametrize("path", ["/", "/viewer/katex/katex.min.js", "/_stcore/health"])
def test_every_answer_has_the_security_headers(real, path):
    with urlopen(real.url + path, timeout=10) as answer:
        assert {field: answer.headers[field] for field in HEADERS} == HEADERS


def test_no_file_outside_the_viewer_is_served(real):
    assert status(real, "/viewer/../server.py") in {400, 404}
    assert status(real, "/viewer/%2e%2e/server.py") in {400, 404}


def test_nobody_but_this_machine_can_connect(real):
    """In /proc/net/tcp state 0A listens; 0100007F is 127.0.0.1."""
    rows = [line.split() for table in ("tcp", "tcp6") for line in _lines(Path("/proc/net") / table)]
    assert [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{real.port:04X}")] == [
        f"0100007F:{real.port:04X}"
    ]


def _lines(table):
    return table.read_text().splitlines()[1:] if table.exists() else []
