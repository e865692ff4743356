"""`isogloss doctor` at endpoints of every kind, as a user calls it."""

import contextlib
import http.server
import json
import socket
import threading

import pytest
from click.testing import CliRunner

from annotate.dialects import Dialect
from builders.cli import isogloss
from builders.cli.options import endpoint_from_environment, remembered_dialects
from tests.far_end.process import far_end

KEY = "sk-secret-0123456789"
ANSWER = "(2 + 3 = "


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def examine(monkeypatch):
    """The symptoms that concern the endpoint, as works and detail by name."""

    def run(url, *arguments):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        shown = CliRunner().invoke(isogloss, ["doctor", "--json", *arguments])
        assert shown.exit_code == 0
        assert KEY not in shown.output
        found = {each["name"]: (each["works"], each["detail"]) for each in json.loads(shown.output)}
        return {name: found[name] for name in ("endpoint", "model", "parameters", "structured output") if name in found}

    return run


@contextlib.contextmanager
def serving(status, body, kind="application/json"):
    """A server that answers everything with this; its URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.do_GET()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.mark.parametrize(
    ("dialect", "model", "parameters", "structured", "remembered"),
    [
        ("openai", "gpt-4o", "max_tokens, temperature", "by JSON schema", Dialect()),
        (
            "openai",
            "gpt-5-mini",
            "max_completion_tokens, no temperature: it answers at its own",
            "by JSON schema",
            Dialect(tokens="max_completion_tokens", temperature=False),
        ),
        (
            "openai",
            "gpt-4",
            "max_tokens, temperature",
            "in words alone: schema and JSON mode are refused",
            Dialect(structure="words"),
        ),
        (
            "ollama",
            "qwen3:480b-cloud",
            "max_tokens, temperature",
            "in JSON mode: a schema is refused or ignored",
            Dialect(structure="json_object"),
        ),
    ],
)
def test_the_only_model_is_asked_and_what_it_lacks_is_remembered(
    examine, dialect, model, parameters, structured, remembered
):
    with far_end(dialect=dialect, model=[model], key=KEY) as server:
        found = examine(server.url)
        origin = server.url.removesuffix("/v1")
        assert remembered_dialects(endpoint_from_environment()).of(model) == remembered
    assert found["endpoint"] == (True, f"{origin} is there; 1 model: {model}")
    assert found["model"] == (True, f"{model} answers")
    assert found["parameters"] == (True, parameters)
    works, detail = found["structured output"]
    assert (works, detail.startswith(f"{structured} {ANSWER}")) == (True, True)


def test_an_endpoint_that_has_learned_is_found_so(examine):
    with far_end(dialect="vllm", model=["m"]) as server:
        examine(server.url)
        remembered_dialects(endpoint_from_environment()).learn("m", structure="words", temperature=False)
        examine(server.url)
        assert remembered_dialects(endpoint_from_environment()).of("m") == Dialect()


def test_of_several_models_some_are_listed_and_none_is_asked(examine):
    with far_end(model=[f"m{number}" for number in range(7)]) as server:
        found = examine(server.url)
        assert server.stats().received == 0
        origin = server.url.removesuffix("/v1")
        assert found == {
            "endpoint": (True, f"{origin} is there; 7 models: m0, m1, m2, m3, m4, ...; name a --model to try it")
        }
        assert examine(server.url, "--model", "m3")["model"] == (True, "m3 answers")


def test_a_model_that_is_not_there_is_said_with_the_remedy(examine):
    with far_end(model=["m"]) as server:
        works, detail = examine(server.url, "--model", "other")["model"]
    assert not works
    assert "answered 404 for other; no such model there" in detail


def test_a_wrong_key_is_said_and_the_key_is_not(examine):
    with far_end(key="another") as server:
        origin = server.url.removesuffix("/v1")
        expected = (False, f"{origin} answered 401; the key is wrong or missing: set OPENAI_API_KEY")
        assert examine(server.url) == {"endpoint": expected}


def test_nobody_there_is_said_at_once(examine):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        works, detail = examine(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "--model", "m")["endpoint"]
    assert not works
    assert "cannot be reached (ConnectError): is it running, and is OPENAI_BASE_URL right?" in detail


@pytest.mark.parametrize("url", ["localhost:8000/v1", "nonsense", "http://[1"])
def test_what_is_no_url_is_a_symptom_and_no_traceback(examine, url):
    works, detail = examine(url, "--model", "m")["endpoint"]
    assert not works
    assert "URL" in detail


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>welcome</html>", "text/html"),
        (200, b"[1]", "application/json"),
        (200, b'{"data": 3}', "application/json"),
        (200, b'{"data": [3, null, {"id": 4}, {}]}', "application/json"),
        (200, b'{"data"', "application/json"),
        (404, b'{"error": "no route"}', "application/json"),
        (302, b"", "text/plain"),
    ],
)
def test_what_lists_no_models_is_a_symptom_and_no_traceback(examine, status, body, kind):
    with serving(status, body, kind) as url:
        found = examine(url)
    assert list(found) == ["endpoint"]
    assert "--model" in found["endpoint"][1]


def test_what_an_endpoint_says_is_bounded_printable_and_without_the_key(examine):
    names = [{"id": "\x1b[2Jevil\u202e" + KEY + "x" * 10_000}, {"id": "b\nc"}]
    with serving(200, json.dumps({"data": names}).encode()) as url:
        _, detail = examine(url)["endpoint"]
    assert detail.endswith("b?c; name a --model to try it")
    assert "?[2Jevil?***xxx" in detail
    assert detail.isprintable()
    assert len(detail) < 250


def test_a_complaint_of_the_endpoint_is_bounded_and_printable(examine):
    error = {"error": {"message": f"\x1b]0;{KEY}\x07" + "y" * 10_000, "type": "t"}}
    with serving(400, json.dumps(error).encode()) as url:
        works, detail = examine(url, "--model", "m")["model"]
    assert (works, detail.isprintable(), len(detail) <= 500) == (False, True, True)
    assert "?]0;***?" in detail


def test_a_model_that_cannot_keep_to_a_shape_is_a_symptom(examine):
    completion = {"choices": [{"message": {"content": "five"}, "finish_reason": "stop"}], "data": [{"id": "m"}]}
    with serving(200, json.dumps(completion).encode()) as url:
        found = examine(url)
    assert found["structured output"] == (False, "no JSON of the shape asked for (wrong shape)")
