"""A small drafted workspace for the tests of what comes after the machines: real store, real journal, no model."""

from __future__ import annotations

import json
from dataclasses import dataclass

from builders.review_batches import publish_batches
from builders.review_queue import flagged_items, review_queue
from schemas.math_runs import MathRun
from schemas.records import Decision, Finding, Problem, Refusal, RoundTrip, Source, Translation
from schemas.runs import start_run
from schemas.store import Store
from schemas.workspace import Workspace


def a_run(**changes):
    name = changes.pop("name", "gsm8k")
    run = {
        "recipe": "parallel math",
        "source": Source(
            name=name,
            location="openai/gsm8k",
            revision="0123abcd",
            split="test",
            licence="MIT",
            citation="Cobbe et al. 2021, arXiv:2110.14168",
        ),
        "file": "test.jsonl.gz",
        "answer_style": "gsm8k",
        "columns": {"question": "question", "answer": "answer"},
        "answer_type": "numeric",
        "numeric_only": True,
        "skip_bad_rows": False,
        "source_language": "en",
        "target_language": "ko",
        "translator": "tiny@sha256:0123456789ab",
        "endpoint": "local",
        "prompt": "b2:prompt",
        "exemplars": (),
        "glossary": (),
        "localise": "keep",
        "temperature": 0.0,
        "max_tokens": 512,
        "judge": "",
        "round_trip": 0.0,
        "review": "all",
        "sample_size": 2,
        "max_residual_error": 0.99,
        "annotators": 1,
        "fixes_final": False,
        "seed": 7,
        "version": "0.1.0",
    }
    return MathRun.model_validate(run | changes)


def a_problem(run, number, **changes):
    problem = {
        "run": run.id,
        "item": f"{run.id}-{number:04}",
        "row": number,
        "source_id": f"test/{number}",
        "question": f"Ana has {number + 10} apples and eats one. How many are left?",
        "choices": (),
        "answer": str(number + 9),
        "answer_type": run.answer_type,
        "solution": "",
        "language": run.source_language,
    }
    return Problem.model_validate(problem | changes)


def a_translation(problem, **changes):
    translation = {
        "run": problem.run,
        "item": problem.item,
        "revision": 0,
        "question": f"아나는 사과 {problem.row + 10}개를 가지고 있고 하나를 먹습니다. 몇 개가 남습니까?",
        "choices": problem.choices,
        "translator": "tiny@sha256:0123456789ab",
        "answer_key": f"b2:{problem.row}#0",
    }
    return Translation.model_validate(translation | changes)


def a_finding(problem, check="numbers", message="numbers lost: 12"):
    return Finding(run=problem.run, item=problem.item, revision=0, check=check, message=message, quotes=("12",))


def a_refusal(run, item, stage, reason):
    return Refusal(run=run.id, item=item, stage=stage, reason=reason, detail="")


def a_decision(seq, verdict, annotator, *, revision=0, item="gsm8k-en-ko-0001", **changes):
    decision = {
        "seq": seq,
        "event": f"e{seq}",
        "made_at": "2026-01-01T00:00:00+00:00",
        "annotator": annotator,
        "role": "annotator",
        "item": item,
        "revision": revision,
        "round": 1,
        "verdict": verdict,
        "reason": "number" if verdict == "reject" else "",
        "question": f"고친 글 {seq}" if verdict == "fix" else "",
        "choices": (),
        "note": "",
        "guideline": "",
        "active_ms": 0,
        "undoes": "",
    }
    return Decision.model_validate(decision | changes)


@dataclass
class World:
    """A workspace whose draft is done: problem 1..n, of which some are flagged."""

    workspace: Workspace
    store: Store
    run: MathRun
    items: list[str]

    def write(self, *lines, name="decisions.jsonl"):
        file = self.workspace.root / name
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return file


def drafted(root, *, items=4, flagged=(1,), run=None, choices=()):
    run = run or a_run()
    workspace = Workspace(root)
    start_run(workspace.runs, run)
    store = Store(workspace.store)
    problems = [a_problem(run, number, choices=choices) for number in range(1, items + 1)]
    with store.held():
        store.add([*problems, *(a_translation(problem) for problem in problems)])
        store.add([a_finding(problem) for problem in problems if problem.row in flagged])
        store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
        publish_batches(workspace, store, run, final=True)
    return World(workspace, store, run, [problem.item for problem in problems])


def a_round_trip(problem):
    return RoundTrip(run=problem.run, item=problem.item, question="Back again", translator="tiny", answer_key="")
