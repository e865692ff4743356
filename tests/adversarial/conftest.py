"""One drafted workspace for all who read it or copy it."""

import pytest

from builders.deciding import decide
from schemas.workspace import Workspace
from tests.adversarial.drafting import decisions, drafted, drafted_of_several, pairs_of


@pytest.fixture(scope="session")
def searched(tmp_path_factory):
    """Drafted to its end, decided by nobody. To be copied before anything is decided."""
    return drafted(tmp_path_factory.mktemp("searched"))


@pytest.fixture(scope="session")
def several(tmp_path_factory):
    """Drafted from three benchmarks of which one excludes another, every pair accepted. To be copied before use."""
    workspace = Workspace(drafted_of_several(tmp_path_factory.mktemp("several")))
    said = workspace.root / "decisions.jsonl"
    said.write_text(decisions(*((pair, "ana", "accept", {}) for pair in pairs_of(workspace.root))))
    decide(workspace, said)
    return workspace.root
