"""Any JSONL, CSV, TSV, JSON or Parquet with one article a row, and a name for each column that matters.

story,lang,body,headline                    {"event": "story", "language": "lang", "text": "body", "title": "headline"}
17,es,"El incendio empezó ...",Incendio
17,ru,"Пожар начался ...",Пожар
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from crawlers.clusters.articles import Article, article_of
from crawlers.row_files import InputError, nfc, records
from crawlers.rows import BadRow, columns_of

NEEDED = ("event", "language", "text")
OPTIONAL = ("title", "date", "source", "event_date", "category", "description", "translated_from", "translator")


def read_mapped(path: Path, columns: Mapping[str, str]) -> Iterator[Article | BadRow]:
    """Articles in the file's order; raises `InputError` before the first when a column is not there.

    A column that bears our own name for its field need not be named.
    """
    there = columns_of(path)
    named = {field: field for field in (*NEEDED, *OPTIONAL) if field in there}
    named |= {field: nfc(column.strip()) for field, column in columns.items()}
    if strangers := [field for field in named if field not in (*NEEDED, *OPTIONAL)]:
        raise InputError(
            f"no field of an article is called {strangers[0]}: there are {', '.join((*NEEDED, *OPTIONAL))}"
        )
    if missing := [field for field in NEEDED if field not in named]:
        raise InputError(f"no column is named for the {missing[0]} in {path}: it has {', '.join(there)}")
    if absent := [column for column in named.values() if column not in there]:
        raise InputError(f"{path} has no column {absent[0]}: it has {', '.join(there)}")
    return (
        BadRow(number, record) if isinstance(record, str) else article_of(number, record, named)
        for number, record in enumerate(records(path), start=1)
    )
