"""Personal links and an identity provider, as a browser goes through them."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from schemas.invitations import SENTENCES, sign
from schemas.people import Private, invite, revoke
from tests.browser.serving import serving
from tests.far_end.oidc import identity_provider
from tests.review_batches import a_workspace, many_items

expect.set_options(timeout=60_000)  # a first page under load
SIGN_IN = "Open your personal link: the lead of this project sends it to you."


def link_of(served, pseudonym="mina"):
    person = invite(served.workspace.people, pseudonym, role=None, languages={}, private=Private())
    return f"{served.url}/enter/{sign(served.workspace.people, person, 'link', expires=int(time.time()) + 3600)}"


def told(page, sentence):
    expect(page.get_by_test_id("stAlert")).to_contain_text(sentence)


def shown(page):
    expect(page.get_by_role("button", name="Accept")).to_be_visible()


@pytest.fixture
def served(tmp_path):
    with serving(a_workspace(tmp_path, many_items(3))) as served:
        yield served


def test_a_link_clicked_on_another_site_lets_in_and_leaves_the_address_bar(page, served):
    link = link_of(served)
    page.goto(served.url)
    told(page, SIGN_IN)
    page.goto(f"data:text/html,<a href='{link}'>your link</a>")
    page.get_by_text("your link").click()
    shown(page)
    assert re.fullmatch(re.escape(served.url) + r"/(\?item=[a-z0-9-]+&after=0)?", page.url)
    token = link.rpartition("/")[2]
    page.reload()
    shown(page)
    assert token not in page.content()
    assert token not in page.evaluate("document.cookie + document.referrer + JSON.stringify(performance.getEntries())")


def test_somebody_who_is_revoked_loses_the_page_that_is_open(page, served):
    page.goto(link_of(served))
    shown(page)
    revoke(served.workspace.people, "mina")
    told(page, SENTENCES["ended"])
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)


def test_signing_out_closes_the_pages(page, served):
    page.goto(link_of(served))
    shown(page)
    page.get_by_text("Sign out").click()
    told(page, SIGN_IN)


@pytest.fixture
def provided(tmp_path):
    """Pages and the provider they ask; mina was invited."""
    workspace = a_workspace(tmp_path, many_items(3))
    invite(workspace.people, "mina", role=None, languages={}, private=Private(email="mina@example.org"))
    with identity_provider() as provider:
        (workspace.people / "secrets.toml").write_text(provider.settings())
        with serving(workspace) as served:
            yield served, provider


def sign_in(page, served):
    page.goto(served.url)
    page.get_by_role("button", name="Sign in").click()


def test_an_e_mail_the_provider_vouches_for_is_its_person(page, provided):
    served, provider = provided
    provider.claims = {"sub": "1", "email": "Mina@Example.org", "email_verified": True}
    sign_in(page, served)
    shown(page)
    expect(page.get_by_text("mina, annotator")).to_be_visible()
    revoke(served.workspace.people, "mina")
    told(page, "Nobody was invited as Mina@Example.org")
    page.get_by_role("button", name="Use another account").click()
    told(page, "Sign in to review.")


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email": "who@example.org", "email_verified": True}, "Nobody was invited as who@example.org"),
        ({"email": "mina@example.org", "email_verified": False}, "no verified e-mail address"),
        ({}, "no verified e-mail address"),
    ],
    ids=["unknown", "not verified", "no e-mail"],
)
def test_anybody_else_is_told_so_and_shown_nothing_else(page, provided, claims, sentence):
    served, provider = provided
    provider.claims = {"sub": "2", **claims}
    sign_in(page, served)
    told(page, sentence)
    expect(page.get_by_role("button")).to_have_text(["Use another account"])
    expect(page.locator(".iso-viewer")).to_have_count(0)
