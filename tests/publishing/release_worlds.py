"""Releases to be published, made by the real release of small workspaces, and ways to spoil a copy of one."""

import hashlib
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

from builders.adversarial.release.releasing import release as release_adversarial
from builders.deciding import decide, project
from builders.inference_release.releasing import release as release_inference
from builders.release import release as release_math
from builders.review_batches import publish_batches
from schemas.store import Store
from schemas.workspace import Workspace
from tests.adversarial.drafting import decisions, drafted_of_several, pairs_of
from tests.inference_release.inference_world import a_run as an_inference_run
from tests.inference_release.inference_world import drafted as drafted_inference
from tests.review_world import drafted

MATH_DATA = "data/gsm8k/test-00000-of-00001.parquet"
UNBALANCED_TRAIN = "data/invented-unbalanced/train-00000-of-00001.parquet"
FIXED = "사과 11개에서 하나를 먹으면 몇 개가 남습니까?"


def a_math_release(root, *, accepted=range(2, 9), text=FIXED):
    """Twelve problems, two flagged: the first fixed, those named accepted, the ninth rejected, the rest unread."""
    world = drafted(root, items=12, flagged=[1, 5])
    lines = [{"item": world.items[number - 1], "decision": "accept", "annotator": "ana"} for number in accepted]
    lines += [
        {"item": world.items[0], "decision": "fix", "annotator": "ana", "text": text},
        {"item": world.items[0], "decision": "accept", "annotator": "ben"},
        {"item": world.items[8], "decision": "reject", "annotator": "ana", "reason": "number"},
    ]
    decide(world.workspace, world.write(*lines))
    project(world.workspace, world.store)
    return release_math(world.workspace).folder


def an_inference_release(root):
    """Twelve events, two with a translated document, all labelled by two people but the last five items.

    One was labelled by two more people from one document each.
    """
    run = an_inference_run(judged_alone=0.5)
    world = drafted_inference(root, events=12, pairs=2, run=run, twins=range(12), translated=[1, 2])
    world.agree(world.hypotheses[:-5])
    for annotator, view in (("eva", "d1"), ("fay", "d2")):
        world.say(world.hypotheses[0], world.hypotheses[0].label, annotator, view=view, asked_in=3)
    world.keep()
    publish_batches(world.workspace, Store(world.workspace.store), run, final=True)
    return release_inference(world.workspace).folder


def an_adversarial_release(root):
    """Pairs of three benchmarks in two configs, as one licence excludes another, all accepted."""
    workspace = Workspace(drafted_of_several(root))
    said = workspace.root / "decisions.jsonl"
    said.write_text(decisions(*((pair, "ana", "accept", {}) for pair in pairs_of(workspace.root))))
    decide(workspace, said)
    return release_adversarial(workspace).folder


def copied(folder, to):
    return shutil.copytree(folder, to)


def edited(folder, file, old, new):
    """The text of a file with one piece replaced, which must be there, and the sum that goes with it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with_sum(folder, file)


def with_provenance(folder, change):
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    change(provenance)
    (folder / "provenance.json").write_text(json.dumps(provenance, ensure_ascii=False), encoding="utf-8")


def with_rows(folder, change, *, file=MATH_DATA, schema=None):
    """A data file with its rows changed in place, and the sum in the provenance that goes with it."""
    table = pq.read_table(folder / file)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema or table.schema), folder / file)
    with_sum(folder, file)


def with_sum(folder, file):
    """The provenance, where there is one, with the sum of a file as it is now."""
    digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    if file != "provenance.json" and (folder / "provenance.json").exists():
        with_provenance(folder, lambda provenance: provenance["files"].update({file: digest}))
