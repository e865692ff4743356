"""Releases that are built once, and a Hub for a test with the real client."""

import pytest
from huggingface_hub import HfApi, constants

from builders.publishing import hub_faults
from builders.publishing.hub_repository import Repository
from tests.far_end.publishing_hub import publishing_hub
from tests.far_end.repo_replies import WRITER
from tests.publishing.pushes import NAME
from tests.publishing.release_worlds import a_math_release, an_adversarial_release, an_inference_release


@pytest.fixture(scope="session")
def math_release(tmp_path_factory):
    return a_math_release(tmp_path_factory.mktemp("math"))


@pytest.fixture(scope="session")
def inference_release(tmp_path_factory):
    return an_inference_release(tmp_path_factory.mktemp("inference"))


@pytest.fixture(scope="session")
def adversarial_release(tmp_path_factory):
    return an_adversarial_release(tmp_path_factory.mktemp("adversarial"))


@pytest.fixture(scope="session")
def next_release(tmp_path_factory):
    """One row that the first has not, one that only the first has, one that was corrected otherwise."""
    accepted = [2, 3, 4, 5, 6, 7, 10]
    text = "사과 11개 가운데 하나를 먹으면 몇 개가 남습니까?"
    return a_math_release(tmp_path_factory.mktemp("next"), accepted=accepted, text=text)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """Without Xet, which needs a server that is the Hub's alone."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with publishing_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def repository(hub):
    return Repository(NAME, HfApi(endpoint=hub.url, token=WRITER))


@pytest.fixture
def quick(monkeypatch):
    """Hundredths of seconds between attempts."""
    monkeypatch.setattr(hub_faults, "LONGEST_WAIT_SECONDS", 0.01)
