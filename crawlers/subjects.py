r"""Files of one benchmark, one a subject or all subjects in one, as one JSONL whose rows have a lasting identifier.

    {"question": "Find the ...", "choices": ["0", "4", "2", "6"], "answer": 1, "subject_id": "abstract_algebra/7"}

A row is known by its subject and its position in it, from 0: MMLU and its translations (MMMLU) keep that order and have
no other identifier. The same files give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from crawlers.row_files import InputError, records

SUBJECT_ID = "subject_id"
SUBJECT_COLUMNS = ("subject", "Subject")


def subject_of(file: Path) -> str:
    """The subject that a file is named after: `abstract_algebra_test.csv.gz` holds `abstract_algebra`."""
    return re.sub(r"[_-](test|dev|val|validation|train)$", "", file.name.split(".")[0])


def join_subjects(files: Mapping[Path, str], into: Path) -> Path:
    """Write all rows of `files`, each with the subject its file is for when no column says it, to `into`.

    Raises `InputError` for a row that cannot be read, also where such are skipped: those after it would be misnumbered.
    """
    seen: Counter[str] = Counter()
    with into.open("w", encoding="utf-8") as joined:
        for file, named in files.items():
            for number, record in enumerate(records(file), start=1):
                if isinstance(record, str):
                    raise InputError(
                        f"{file}, row {number}: {record}; rows are known by their position: mend it, or fetch it again"
                    )
                subject = next((str(record[column]) for column in SUBJECT_COLUMNS if record.get(column)), named)
                row = {**record, SUBJECT_ID: f"{subject}/{seen[subject]}"}
                joined.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
                seen[subject] += 1
    return into
