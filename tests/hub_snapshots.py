"""Snapshot folders as `isogloss hub crawl` leaves them, from a few rows: what no Hub was asked for.

    write_snapshot(folder, {"ko": ["klue/klue"]}, {"klue/klue": {"tags": ["language:ko"], "downloads": 9}})

A row says what differs from an ordinary dataset; the other tables follow from it.
"""

from datetime import UTC, datetime, timedelta

from crawlers.hub import Snapshot
from crawlers.hub_request import Crawl
from crawlers.hub_rows import CARDS, DATASETS, LISTINGS, OWNERS, SIZES, TROUBLES
from crawlers.hub_tables import Table

BEGUN = datetime(2026, 1, 28, 9, tzinfo=UTC)
PREFIXES = {
    "languages": "language:",
    "licences": "license:",
    "task_categories": "task_categories:",
    "task_ids": "task_ids:",
    "size_categories": "size_categories:",
    "multilinguality": "multilinguality:",
    "arxiv": "arxiv:",
}


def write_snapshot(folder, listings, rows, *, begun=BEGUN, top=None, complete=True, ends="end"):
    """Listings are names by language; a row holds columns of datasets.parquet, `card`, `renamed_to`, `rows`, `kind`."""
    folder.mkdir(parents=True)
    crawl = Crawl(
        endpoint="https://hub.example", languages=tuple(one for one in listings if one != "*"),
        everything="*" in listings, top=top, cut_off_downloads=None, begun_at=begun.isoformat(),
    )  # fmt: skip
    names = list(dict.fromkeys(name for those in listings.values() for name in those))
    tables = {
        "datasets": (DATASETS, (dataset(name, rows.get(name, {}), begun) for name in names)),
        "listings": (
            LISTINGS,
            (
                {"language": language, "rank": rank, "dataset": name}
                for language, those in listings.items()
                for rank, name in enumerate(those, start=1)
            ),
        ),
        "cards": (CARDS, (card(name, rows.get(name, {})) for name in names)),
        "sizes": (SIZES, (size(name, rows.get(name, {})) for name in names)),
        "owners": (OWNERS, owners(names, rows)),
        "troubles": (TROUBLES, ()),
    }
    for name, (schema, content) in tables.items():
        with Table(folder, name, schema) as table:
            for row in content:
                table.add(row)
    account = Snapshot(
        crawl=crawl, finished_at=(begun + timedelta(minutes=6)).isoformat(), complete=complete, requests={},
        listings={one: {"kept": len(those), "ends": ends} for one, those in listings.items()},
        datasets=len(names), cards={}, metadata={}, sizes={}, owners={},
    )  # fmt: skip
    (folder / "crawl.json").write_text(crawl.model_dump_json())
    (folder / "snapshot.json").write_text(account.model_dump_json())
    return folder


def dataset(name, row, begun):
    tags = row.get("tags", [])
    owner, slash, _ = name.partition("/")
    tagged = {
        key: [tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)] for key, prefix in PREFIXES.items()
    }
    known = {column: row[column] for column in DATASETS.names if column in row}
    fixed = {"dataset": name, "owner": owner if slash else None, "sha": "c0ffee" * 6 + "c0ff", "gated": "no"}
    return fixed | {"tags": tags, "listed_at": begun} | tagged | known


def card(name, row):
    text = row.get("card")
    outcome = "renamed" if "renamed_to" in row else "card" if text is not None else "no card"
    return {"dataset": name, "outcome": outcome, "reason": "", "text": text, "renamed_to": row.get("renamed_to")}


def size(name, row):
    outcome = "size" if "rows" in row else "gone"
    return {"dataset": name, "outcome": outcome, "reason": "", "rows": row.get("rows"), "partial": False}


def owners(names, rows):
    kinds = {name.partition("/")[0]: rows.get(name, {}).get("kind") for name in names if "/" in name}
    return [{"owner": owner, "outcome": "owner", "reason": "", "kind": kind} for owner, kind in kinds.items()]
