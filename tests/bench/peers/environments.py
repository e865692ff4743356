"""Each peer in a virtual environment of its own under `.bench/`, made once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.running import CHECKOUT

ENVIRONMENTS = CHECKOUT / ".bench"


@dataclass(frozen=True)
class Peer:
    name: str
    package: str
    """Whose version is printed."""
    requirements: tuple[str, ...]
    script: Path

    @property
    def python(self) -> Path:
        return ENVIRONMENTS / self.name / "bin/python"


_SCRIPTS = Path(__file__).parent
PEERS = (
    Peer("openai_sdk", "openai", ("openai",), _SCRIPTS / "plain_loop.py"),
    Peer("curator", "bespokelabs-curator", ("bespokelabs-curator",), _SCRIPTS / "ask_curator.py"),
    # requests: distilabel imports it and leaves it to huggingface_hub, which no longer brings it.
    Peer("distilabel", "distilabel", ("distilabel[openai]", "requests"), _SCRIPTS / "ask_distilabel.py"),
)


def install(peer: Peer) -> str:
    """Make the peer's environment unless it is there; returns why it cannot be, empty when it is."""
    done = ENVIRONMENTS / peer.name / ".installed"
    if done.exists():
        return ""
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENTS / peer.name)], check=True)
    pip = [str(peer.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.requirements]
    installed = subprocess.run(pip, capture_output=True, text=True, check=False)
    if installed.returncode:
        errors = [line for line in installed.stderr.splitlines() if line.startswith("ERROR")]
        return (errors or ["pip failed"])[-1]
    done.touch()
    return ""


def version(peer: Peer) -> str:
    ask = f"import importlib.metadata as m; print(m.version({peer.package!r}))"
    return subprocess.run([str(peer.python), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
