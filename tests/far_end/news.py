"""A host with news: two feeds, their pages, a Wikinews in two languages, and a robots.txt that forbids a part.

    with news_host() as host:
        crawl_feed(Feed(f"{host.url}/es/rss", "es"), ...)
        assert host.asked == ["/robots.txt", "/es/rss", ...]

It also runs as a command and then prints its address: python -m tests.far_end.news
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

REPORTS = {
    "es": {
        "puente": ("Se hunde un puente en la ciudad", "El puente de la ciudad se hundió el sábado por la noche.",
                   "El alcalde pidió una investigación y anunció tres días de luto en toda la región afectada."),
        "lluvia": ("Lluvias récord en el norte", "Las lluvias dejaron sin luz a miles de hogares en el norte.",
                   "La compañía eléctrica espera restablecer el servicio el lunes, si mejora el tiempo."),
        "privado": ("Solo para suscriptores", "Nadie debería leer esto."),
        "roto": ("Una página que no está",),
        "lento": ("Abre un nuevo mercado", "Un mercado de fruta abrió sus puertas en la plaza mayor.",
                  "Los comerciantes esperan vender más verdura este otoño que en los años anteriores."),
    },
    "en": {
        "bridge": ("City bridge collapses", "The city's bridge collapsed on Saturday night.",
                   "The mayor asked for an inquiry and announced three days of mourning in the whole region."),
    },
}  # fmt: skip
"""By language and address: title and paragraphs. `privado` is forbidden, `roto` gone, `lento` busy at first."""
_WIKI = {
    ("en", "Bridge falls"): (7, "A bridge fell on Saturday.\n\nFour died.\n\n== Sources ==\n\n* A newspaper", "es"),
    ("es", "Se hunde un puente"): (9, "Un puente se hundió el sábado.\n\n== Fuentes ==\n\n* Un diario", "en"),
    ("en", "Only here"): (11, "Rain is expected.", "fr"),
}


@dataclass
class NewsHost:
    """What the host was asked, in order, and by whom."""

    url: str
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


@contextmanager
def news_host(*, robots: str | None = "User-agent: *\nDisallow: /es/privado\nCrawl-delay: 0") -> Iterator[NewsHost]:
    """The host, on a free port; `robots` None means that robots.txt answers with 503, a path that it was moved.

    Where it was moved to it forbids everything.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.host, server.robots = NewsHost(f"http://127.0.0.1:{server.server_port}"), robots
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        host, parts = self.server.host, urlsplit(self.path)
        host.asked.append(parts.path if not parts.query else f"{parts.path}?{_wanted(parts.query)}")
        host.agents.add(self.headers["User-Agent"])
        if parts.path == "/robots.txt":
            self._robots(self.server.robots)
        elif parts.path == self.server.robots:
            self._send(200, "User-agent: *\nDisallow: /")
        elif parts.path.endswith("/api.php"):
            self._send(200, json.dumps(_wiki(parts.path.split("/")[1], parse_qs(parts.query), host.url)))
        elif parts.path.endswith("/rss"):
            self._send(200, _rss(parts.path.split("/")[1], host.url))
        else:
            self._page(parts.path)

    def _robots(self, robots):
        if robots is None:
            self._send(503, "")
        elif robots.startswith("/"):
            self._send(301, "", {"Location": robots})
        else:
            self._send(200, robots)

    def _page(self, path):
        language, _, name = path.strip("/").partition("/")
        if name == "lento" and self.server.host.asked.count(path) == 1:
            self._send(503, "busy", {"Retry-After": "0"})
        elif name == "moved":
            self._send(301, "", {"Location": "/es/puente"})
        elif len(report := REPORTS.get(language, {}).get(name, ())) < 2:
            self._send(404, "gone")
        else:
            self._send(200, _html(*report))

    def _send(self, status, text, headers=()):
        body = text.encode()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


def _html(title, *paragraphs):
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>Home</a> | <a href='/s'>Sport</a></nav>"
        f"<article><h1>{title}</h1>{shown}</article><footer>All rights reserved</footer></body></html>"
    )


def _rss(language, url):
    items = "".join(
        f"<item><title>{title}</title><link>{url}/{language}/{name}</link>"
        "<pubDate>Sat, 10 Sep 2022 22:00:00 GMT</pubDate></item>"
        for name, (title, *_paragraphs) in REPORTS[language].items()
    )
    channel = f"<channel><title>News</title><language>{language}</language>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'


def _wanted(query):
    asked = parse_qs(query)
    return asked.get("titles", asked.get("gapcontinue", ["list"]))[0]


def _wiki(language, asked, url):
    if "titles" not in asked:
        return _listing(language, asked)
    page, text, _other = _WIKI[language, asked["titles"][0]]
    told = {
        "pageid": page, "title": asked["titles"][0], "extract": text, "fullurl": f"{url}/{language}/{page}",
        "revisions": [{"timestamp": "2022-09-10T22:00:00Z"}],
    }  # fmt: skip
    return {"query": {"pages": [told]}}


def _listing(language, asked):
    """One page of the list at a time, so that a crawl has to go on."""
    titles = [title for of, title in _WIKI if of == language]
    at = int(asked.get("gapcontinue", ["0"])[0])
    page, _text, other = _WIKI[language, titles[at]]
    links = [{"lang": of, "title": title} for of, title in _WIKI if of == other]
    more = {"continue": {"gapcontinue": str(at + 1), "continue": "gapcontinue||"}} if at + 1 < len(titles) else {}
    return {**more, "query": {"pages": [{"pageid": page, "title": titles[at], "langlinks": links}]}}


if __name__ == "__main__":
    with news_host() as running:
        sys.stdout.write(running.url + "\n")
        sys.stdout.flush()
        threading.Event().wait()
