"""A store is made anew by a version that asks models the same, or not at all."""

import pytest

from builders.rebuilding import RebuildError, rebuild
from schemas.records import Queued
from schemas.runs import start_run
from schemas.store import Store
from schemas.workspace import Workspace
from tests.adversarial import pairs

QUEUED = Queued(run=pairs.RUN, item=pairs.name(1), because="all", stratum="s", inclusion_probability=1.0)


def test_answers_to_other_words_are_not_taken_for_none_and_the_store_stays(tmp_path):
    workspace = Workspace(tmp_path / "w")
    start_run(workspace.runs, pairs.a_run(prompt="b2:of-another-version", version="0.0.9"))
    Store(workspace.store).add([QUEUED])
    with pytest.raises(RebuildError, match=r"own-adversarial was drafted by isogloss 0\.0\.9, .* in other words"):
        rebuild(workspace)
    assert Store(workspace.store).all(Queued) == [QUEUED]
