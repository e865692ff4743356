"""Is the dataset's one GUID on its card, in its provenance and in the metadata of every file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builders.publishing.records import CARD, PROVENANCE, Defect
from builders.publishing.release_files import Opened, relative
from builders.releasing.canary import marked

_CANARY = re.compile(r"canary GUID ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")


def canary_defects(opened: Opened) -> Iterator[Defect]:
    """Where there is no canary, or another than in the provenance."""
    guid = opened.provenance.canary
    if not guid:
        yield Defect(file=PROVENANCE, sentence="names no canary: build the release again")
        return
    if set(_CANARY.findall(opened.text)) != {guid}:
        yield Defect(file=CARD, sentence=f"does not show the canary {guid} alone: build the release again")
    for file in (file for files in opened.data_files.values() for file in files):
        if marked(file) != guid:
            path = relative(opened.folder, file)
            yield Defect(file=path, sentence=f"has not the canary {guid} in its metadata: build the release again")
