"""The command as a user types it, in a process of its own, against the far end."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.far_end.process import FarEnd, far_end

Isogloss = Callable[..., subprocess.CompletedProcess]


@pytest.fixture
def server() -> Iterator[FarEnd]:
    with far_end(latency="20ms", bad_share=0.3) as running:
        yield running


@pytest.fixture
def environment(server: FarEnd, tmp_path: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    return own | {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-never-shown", "HF_HOME": str(tmp_path / "hf")}


@pytest.fixture
def isogloss(environment: dict[str, str], tmp_path: Path) -> Isogloss:
    def run(*arguments: object, **changed: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "builders", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment | changed, capture_output=True, text=True, timeout=100, check=False
        )

    return run
