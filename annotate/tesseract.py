"""Read a page image with Tesseract: prose well, formulas badly, for people to correct. Never required.

    apt-get install tesseract-ocr tesseract-ocr-kor

Its answer is kept in the journal of answers, as a model's is, so that a replay needs no tesseract. One image is one
problem: it does not tell problems apart, so a page of several needs their boxes in the manifest.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from annotate.llm import NotRecorded
from annotate.ocr import Box, Seen, SeenProblem
from schemas.answers import Answer, AnswerJournal
from schemas.digest import canonical_json, digest
from schemas.faults import Fault

PAGE_SEGMENTATION = "6"
"""One block of text: what a problem cut out of a page is. Automatic segmentation splits its formulas off."""
SECONDS = 120
TRAINED = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "it": "ita", "ja": "jpn", "ko": "kor",
    "pt": "por", "ru": "rus", "th": "tha", "vi": "vie", "zh-Hans": "chi_sim", "zh-Hant": "chi_tra",
}  # fmt: skip
"""Tesseract's name of the trained data for a language."""
_FIGURE = re.compile(
    r"그림|도표|분포표|\b(?:figure|diagram|graph) (?:below|above|shown)\b|如图|下図|図の", re.IGNORECASE
)


class TesseractError(Fault):
    """Tesseract is not there, lacks a language or failed; the message says what to install."""


def reader_name(language: str) -> str:
    """`tesseract-<version>@sha256:<12 hex of its trained data>`; raises `TesseractError` when it cannot read."""
    program = shutil.which("tesseract")
    if program is None:
        raise TesseractError("tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-kor")
    listed = _output(program, "--list-langs").splitlines()
    folder = re.search(r'"(.+)"', listed[0]) if listed else None
    missing = [name for name in languages_of(language).split("+") if name not in listed[1:]]
    if missing or folder is None:
        packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
        raise TesseractError(f"tesseract has no data for {', '.join(missing)}: apt-get install {packages}")
    version = _output(program, "--version").split(maxsplit=2)[1]
    return f"tesseract-{version}@sha256:{_trained_data(Path(folder[1]), language)[:12]}"


def languages_of(language: str) -> str:
    """`kor+eng`: formulas are Latin in every language. Raises `TesseractError`."""
    name = TRAINED.get(language)
    if name is None:
        raise TesseractError(f"no trained data is known for {language}: {', '.join(TRAINED)} are, or use --ocr vision")
    return name if name == "eng" else f"{name}+eng"


async def see(image: Path, *, journal: AnswerJournal, reader: str, language: str, run: str, replay: bool) -> Seen:
    """The raw text of an image as one problem; raises `NotRecorded` in a replay, else `TesseractError`."""
    sha256 = image.name.partition(".")[0]
    asked = {"image": f"sha256:{sha256}", "languages": languages_of(language), "psm": PAGE_SEGMENTATION}
    request = canonical_json({"model": reader, **asked})
    key = f"{digest(request)}#0"
    kept = await journal.find(key)
    if not kept and replay:
        raise NotRecorded(f"the journal holds no text for {image.name}: draft again where tesseract is installed")
    answer = kept[-1] if kept else await _read(image, request, journal=journal, reader=reader, run=run)
    text = json.loads(answer.response)["text"]
    return Seen([_problem(text)] if text.strip() else [], key)


async def _read(image: Path, request: bytes, *, journal: AnswerJournal, reader: str, run: str) -> Answer:
    asked, started = json.loads(request), time.monotonic()
    text = await _recognise(image, asked["languages"], asked["psm"])
    answer = Answer(
        key=f"{digest(request)}#0", finish="stop", request=request, response=canonical_json({"text": text}),
        model=reader, prompt_tokens=0, completion_tokens=0,
        asked_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        seconds=round(time.monotonic() - started, 4), attempts=1, run=run, stage="transcribe",
    )  # fmt: skip
    await journal.keep(answer)
    return answer


async def _recognise(image: Path, languages: str, segmentation: str) -> str:
    # One thread a process: several images at once use the cores better than one image on all.
    running = await asyncio.create_subprocess_exec(
        "tesseract", str(image), "-", "-l", languages, "--psm", segmentation,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    try:
        text, complaint = await asyncio.wait_for(running.communicate(), SECONDS)
    except TimeoutError as error:
        running.kill()
        raise TesseractError(f"tesseract read {image.name} for {SECONDS} s without an end: leave it out") from error
    except asyncio.CancelledError:
        running.kill()
        await running.wait()
        raise
    if running.returncode:
        why = complaint.decode(errors="replace").strip().splitlines()
        raise TesseractError(f"tesseract could not read {image.name} ({why[-1] if why else running.returncode})")
    return text.decode(errors="replace")


def _problem(text: str) -> SeenProblem:
    """The text as it came. A figure it cannot see: only the words that point at one tell."""
    return SeenProblem(
        number=None,
        text=text,
        choices=[],
        needs_figure=bool(_FIGURE.search(text)),
        complete=True,
        box=Box(left=0, top=0, right=1, bottom=1),
    )


def _output(program: str, flag: str) -> str:
    ran = subprocess.run([program, flag], capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
    return ran.stdout or ran.stderr


def _trained_data(folder: Path, language: str) -> str:
    files = [folder / f"{name}.traineddata" for name in languages_of(language).split("+")]
    content = hashlib.sha256()
    for file in files:
        content.update(file.read_bytes())
    return content.hexdigest()
