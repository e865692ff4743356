"""The ways in, over real HTTP and real sockets against a server of its own process."""

import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
from click.testing import CliRunner
from websockets.exceptions import InvalidStatus

from builders.cli import isogloss
from review_app.origins import Place, PlaceError
from schemas.invitations import SENTENCES, cookie_name, sign
from schemas.people import Private, invite, load_people, load_private, revoke
from tests.browser.serving import CHECKOUT, serving
from tests.review_app.page_socket import frames_of
from tests.review_batches import a_workspace, many_items

FAR = 4_000_000_000
ITEMS = many_items(3)
TEXT = "옷 한 벌에 파란 실".encode()
DAY = 24 * 60 * 60


def invited(folder, pseudonym="mina", *, role="annotator", email="", **languages):
    return invite(folder, pseudonym, role=role, languages=languages, private=Private(email=email))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One server for the tests that only come in; each invites people of its own."""
    workspace = a_workspace(tmp_path_factory.mktemp("login"), ITEMS)
    invited(workspace.people, "somebody")
    with serving(workspace) as served:
        yield served


@pytest.fixture
def folder(served):
    return served.workspace.people


def enter(served, token):
    return httpx.get(f"{served.url}/enter/{token}")


def cookie_of(served, pseudonym="mina"):
    """The Cookie header that a browser sends after it opened the person's link."""
    folder = served.workspace.people
    token = sign(folder, load_people(folder)[pseudonym], "link", expires=FAR)
    return enter(served, token).headers["set-cookie"].partition(";")[0]


def test_a_link_becomes_a_cookie_that_no_script_and_no_other_site_has(served, folder):
    expires = int(time.time()) + DAY
    answer = enter(served, sign(folder, invited(folder), "link", expires=expires))
    assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/", b"")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    name_and_value, *attributes = answer.headers["set-cookie"].split("; ")
    assert name_and_value.startswith(f"{cookie_name(folder)}=mina.")
    assert {part for part in attributes if not part.startswith("Max-Age")} == {"HttpOnly", "Path=/", "SameSite=strict"}
    [age] = [int(part.partition("=")[2]) for part in attributes if part.startswith("Max-Age")]
    assert DAY - 30 <= age <= DAY


def test_who_came_by_a_link_gets_the_items_and_a_stranger_gets_nothing(served, folder):
    invited(folder, "mina", en="fluent", ko="native")
    assert TEXT in frames_of(served.url, cookie=cookie_of(served))
    for query in ("", "show=all", f"item={ITEMS[0].item}&after=0"):
        for page in ("", "items"):
            received = frames_of(served.url, query=query, page=page)
            assert TEXT not in received
            assert b"gsm8k" not in received
            assert b"Open your personal link" in received


def test_nobody_is_sent_to_what_they_cannot_read(served, folder):
    invited(folder, "yuki", en="fluent", ja="native")
    received = frames_of(served.url, cookie=cookie_of(served, "yuki"))
    assert TEXT not in received
    assert b"Nothing is left for you here" in received


@pytest.mark.parametrize("why", ["unknown", "expired", "ended"])
def test_a_link_that_is_not_good_gets_one_sentence(served, folder, why):
    person = invited(folder, "kim")
    token = sign(folder, person, "link", expires=1 if why == "expired" else FAR)
    if why == "ended":
        revoke(folder, "kim")
    token = token[:-1] + ("A" if token[-1] != "A" else "B") if why == "unknown" else token
    answer = enter(served, token)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/refused/{why}")
    assert "set-cookie" not in answer.headers
    shown = httpx.get(served.url + answer.headers["location"])
    assert (shown.status_code, shown.text) == (403, SENTENCES[why] + "\n")


def test_a_made_up_reason_is_not_repeated(served):
    shown = httpx.get(f"{served.url}/refused/%3Cscript%3E")
    assert shown.text == SENTENCES["unknown"] + "\n"


def test_a_cookie_ends_with_its_person(served, folder):
    invited(folder, "lee")
    cookie = cookie_of(served, "lee")
    revoke(folder, "lee")
    received = frames_of(served.url, cookie=cookie)
    assert TEXT not in received
    assert SENTENCES["ended"].encode() in received


def test_a_cookie_of_another_workspace_is_worth_nothing(served, folder, tmp_path):
    person = invited(folder, "noa")
    elsewhere = sign(tmp_path, person, "cookie", expires=FAR)
    received = frames_of(served.url, cookie=f"{cookie_name(folder)}={elsewhere}")
    assert TEXT not in received
    assert SENTENCES["unknown"].encode() in received


def test_leaving_takes_the_cookie_back(served, folder):
    answer = httpx.get(f"{served.url}/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert f'{cookie_name(folder)}=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("origin", ["https://example.org", "http://127.0.0.1:1", "null"])
def test_a_foreign_origin_opens_no_socket(served, folder, origin):
    invited(folder, "mina")
    with pytest.raises(InvalidStatus) as refused:
        frames_of(served.url, cookie=cookie_of(served), origin=origin)
    assert refused.value.response.status_code == 403


def test_our_own_origin_opens_one(served, folder):
    invited(folder, "mina")
    assert TEXT in frames_of(served.url, cookie=cookie_of(served), origin=served.url)


def test_a_foreign_host_is_refused_and_told_where_the_pages_are(served):
    answers = [
        httpx.get(f"{served.url}{path}", headers={"Host": "example.org"}) for path in ("/", "/leave", "/_stcore/health")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, f"These pages are at {served.url}\n")}
    assert {answer.headers["x-frame-options"] for answer in answers} == {"DENY"}


@contextmanager
def listening(workspace, log, *options):
    """A server whose stderr is kept; yields its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "review_app", str(workspace.root), "me", str(port), *options]
    with log.open("wb") as file, subprocess.Popen(command, cwd=CHECKOUT, stdout=file, stderr=file) as process:
        while process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_no_link_and_no_cookie_is_written_anywhere(tmp_path):
    workspace = a_workspace(tmp_path / "w", ITEMS)
    person = invited(workspace.people)
    good, old = (sign(workspace.people, person, "link", expires=expires) for expires in (FAR, 1))
    with listening(workspace, tmp_path / "log") as url:
        cookie = httpx.get(f"{url}/enter/{good}").headers["set-cookie"].partition(";")[0].partition("=")[2]
        httpx.get(f"{url}/enter/{old}")
        httpx.post(f"{url}/enter/{good}")
        frames_of(url, cookie=f"{cookie_name(workspace.people)}={cookie}")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    signatures = [token.rpartition(".")[2].encode() for token in (good, old, cookie)]
    assert [path.name for path in written for word in signatures if word in path.read_bytes()] == []
    assert "me" not in load_people(workspace.people)


def test_without_people_and_provider_the_one_person_decides_on_this_machine(tmp_path):
    with serving(a_workspace(tmp_path, ITEMS)) as served:
        received = frames_of(served.url)
    assert TEXT in received
    assert b"/leave" not in received


def test_inviting_the_first_person_closes_the_pages_that_are_open(tmp_path):
    workspace = a_workspace(tmp_path, ITEMS)
    with serving(workspace) as served:
        assert TEXT in frames_of(served.url)
        invited(workspace.people)
        assert TEXT not in frames_of(served.url)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--address", "0.0.0.0", "--url", "http://review.example.org:8501"], "invite people first"),
        (["--address", "192.0.2.1"], "invite people first"),
        (["--url", "https://review.example.org"], "invite people first"),
        (["--address", "0.0.0.0"], "say what browsers type with --url"),
        (["--url", "https://review.example.org/path"], "is no address of a server"),
    ],
)
def test_pages_that_ask_nobody_stay_on_this_machine(tmp_path, options, sentence):
    with listening(a_workspace(tmp_path / "w", ITEMS), tmp_path / "log", *options):
        pass
    said = (tmp_path / "log").read_text()
    assert said.startswith("isogloss: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_where_browsers_may_come_from():
    assert Place("127.0.0.1", 8501).origins == ("http://127.0.0.1:8501", "http://localhost:8501")
    behind = Place("127.0.0.1", 8501, "https://Review.example.org/")
    assert behind.origins == ("https://review.example.org", "http://127.0.0.1:8501", "http://localhost:8501")
    assert behind.hosts == ("review.example.org", "127.0.0.1:8501", "localhost:8501")
    assert behind.host_names == ("review.example.org", "127.0.0.1", "localhost")
    assert Place("192.0.2.1", 80).origins == ("http://192.0.2.1:80",)
    assert Place("::1", 8501).hosts == ("127.0.0.1:8501", "localhost:8501")


def test_pages_may_be_served_to_others_once_people_are_invited():
    Place("0.0.0.0", 8501, "https://review.example.org").require_login(configured=True)
    with pytest.raises(PlaceError):
        Place("0.0.0.0", 8501, "https://review.example.org").require_login(configured=False)


def test_the_command_prints_a_link_that_works(served):
    workspace = str(served.workspace.root)
    given = [
        "review",
        "invite",
        workspace,
        "ada",
        "--role",
        "adjudicator",
        "--language",
        "ko:native",
        "--url",
        served.url,
    ]
    printed = CliRunner().invoke(isogloss, given)
    assert re.fullmatch(re.escape(served.url) + r"/enter/ada\.\S+\n", printed.stdout)
    assert printed.stderr.split() == ["ada", "adjudicator", "may", "enter", "ko", "native"]
    assert httpx.get(printed.stdout.strip()).status_code == 303


SETTINGS = """
[auth]
client_id = "isogloss"
client_secret = "known-to-both"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


def test_links_let_nobody_past_an_identity_provider(tmp_path):
    workspace = a_workspace(tmp_path, ITEMS)
    person = invited(workspace.people, email="mina@example.org", role="lead")
    (workspace.people / "secrets.toml").write_text(SETTINGS)
    with serving(workspace) as served:
        answer = enter(served, sign(workspace.people, person, "link", expires=FAR))
        cookie = sign(workspace.people, person, "cookie", expires=FAR)
        received = frames_of(served.url, cookie=f"{cookie_name(workspace.people)}={cookie}")
    assert "set-cookie" not in answer.headers
    assert TEXT not in received
    assert b"Sign in to review." in received


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (SETTINGS.replace("client_secret", "secret"), "missing or wrong under [auth]: client_secret, secret"),
        ("", "missing or wrong under [auth]: client_id, client_secret, server_metadata_url"),
        ("[auth", "is not TOML"),
    ],
)
def test_settings_of_a_provider_that_cannot_be_used_are_named_without_their_values(tmp_path, settings, sentence):
    workspace = a_workspace(tmp_path / "w", ITEMS)
    workspace.people.mkdir()
    (workspace.people / "secrets.toml").write_text(settings)
    with listening(workspace, tmp_path / "log"):
        pass
    said = (tmp_path / "log").read_text()
    assert sentence in said
    assert said.count("\n") == 1
    assert "known-to-both" not in said


def test_with_a_provider_people_are_invited_by_e_mail(tmp_path):
    workspace = a_workspace(tmp_path, ITEMS)
    workspace.people.mkdir()
    (workspace.people / "secrets.toml").write_text(SETTINGS)
    given = ["review", "invite", str(workspace.root), "mina"]
    refused = CliRunner().invoke(isogloss, given)
    assert "invite with --email" in str(refused.exception)
    taken = CliRunner().invoke(isogloss, [*given, "--email", "Mina@example.org"])
    assert taken.stdout == "mina signs in at http://127.0.0.1:8501 with the identity provider\n"
    assert load_private(workspace.people) == {"mina": Private(email="mina@example.org")}
