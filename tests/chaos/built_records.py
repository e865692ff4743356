"""Imported by the server of commands after all else: builds what a record builds at its first use, once for all."""

from collections.abc import Iterator

from schemas.records import Record


def _kinds(kind: type[Record]) -> Iterator[type[Record]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


for known in _kinds(Record):
    known.model_rebuild()
