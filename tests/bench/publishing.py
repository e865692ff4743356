"""How long a check takes, and what a push sends again after it was killed.

    python -m tests.bench.publishing [--rows 25000] [--megabytes 1024]

A release of mathematics of so many rows is built, checked and scanned, and again with a fifth held out. Then eight
files of random bytes are pushed to a Hub in a process of its own; the push is killed when three have arrived, and run
twice more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from builders.publishing.checking import check
from builders.publishing.release_files import open_release
from builders.publishing.scanning import scan
from builders.release import release
from schemas.private_share import keep_private_share, new_share
from tests.bench.table import Figure, figures_table, machine
from tests.far_end.repo_replies import WRITER
from tests.review_world import drafted

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = 8
KILLED_AFTER = 3
PUSH = """
import sys
from pathlib import Path
from huggingface_hub import HfApi
from builders.publishing.file_changes import file_changes
from builders.publishing.hub_repository import Repository
from builders.publishing.planning import Plan
from builders.publishing.pushing import push
folder, repository = Path(sys.argv[1]), Repository("lab/large", HfApi())
there = repository.published()
push(Plan(
    folder=folder, repository=repository.name, commit=there.commit if there else "", version="v1",
    private=there.private if there else None, tagged=bool(there and there.tags.get("v1") == there.commit),
    files=file_changes(folder, there.files if there else {}), rows=(), findings=(),
), repository)
"""
"""What `--push` does after its check, which random bytes would not pass."""


def checked(root: Path, *, rows: int) -> list[Figure]:
    world = drafted(root, items=rows, flagged=[])
    began = time.perf_counter()
    folder = release(world.workspace, preview=True).folder
    released = time.perf_counter()
    found = check(folder)
    ended = time.perf_counter()
    findings = scan(open_release(folder))
    scanned = time.perf_counter()
    keep_private_share(world.workspace.private_share, new_share(0.2))
    released_again = release(world.workspace, preview=True)
    began_again = time.perf_counter()
    compared = check(folder, private=world.workspace.private)
    compared_at = time.perf_counter()
    what = f"{rows:,} rows of mathematics"
    return [
        Figure(what, "release and check, s", ended - began, at_most=30, timed=True),
        Figure(what, "check, s", ended - released, timed=True),
        Figure(what, "scan, s", scanned - ended, timed=True),
        Figure(what, "check with a fifth held out, s", compared_at - began_again, timed=True),
        Figure(what, "rows held out", sum(released_again.held_out.values())),
        Figure(what, "defects and findings", len([*found.defects, *compared.defects, *findings]), exactly=0),
    ]


def pushed(root: Path, *, megabytes: int) -> list[Figure]:
    folder, kept = root / "folder", root / "hub"
    (folder / "data").mkdir(parents=True)
    for number in range(FILES):
        (folder / "data" / f"{number}.parquet").write_bytes(os.urandom(megabytes * 2**20 // FILES))
    command = [sys.executable, "-m", "tests.far_end.publishing_hub", str(kept)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hub:
        url = hub.stdout.readline().strip() if hub.stdout else ""
        first = _push(folder, url)
        while first.poll() is None and len(list(kept.glob("[!.]*"))) < KILLED_AFTER:
            time.sleep(0.05)
        first.kill()
        first.wait()
        statuses = [_push(folder, url).wait(), _push(folder, url).wait()]
        told = json.loads(hub.communicate("")[0])
    times = Counter(told["uploaded"])
    what = f"{megabytes:,} MB in {FILES} files, killed when {KILLED_AFTER} had arrived"
    return [
        Figure(what, "files that arrived", len(times), exactly=FILES),
        Figure(what, "files that arrived twice", sum(count > 1 for count in times.values()), exactly=0),
        Figure(what, "commits of all three pushes", sum("/commit/" in line for line in told["asked"]), exactly=1),
        Figure(what, "pushes that failed", sum(map(bool, statuses)), exactly=0),
    ]


def _push(folder: Path, url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"HF_ENDPOINT": url, "HF_TOKEN": WRITER, "HF_HUB_DISABLE_XET": "1"}
    environment |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    return subprocess.Popen([sys.executable, "-c", PUSH, str(folder)], cwd=CHECKOUT, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.publishing", description=__doc__)
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--megabytes", type=int, default=1024)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = checked(Path(folder) / "mathematics", rows=given.rows)
        figures += pushed(Path(folder) / "large", megabytes=given.megabytes)
    sys.stdout.write(f"{machine()}\n\n{figures_table(figures)}\n")


if __name__ == "__main__":
    main()
