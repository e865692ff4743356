"""One drafted workspace for all who read it or copy it."""

import pytest

from tests.adversarial.drafting import drafted


@pytest.fixture(scope="session")
def searched(tmp_path_factory):
    """Drafted to its end, decided by nobody. To be copied before anything is decided."""
    return drafted(tmp_path_factory.mktemp("searched"))
