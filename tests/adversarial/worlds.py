"""Seeds of our own making, a run over them, and worlds whose models are the far end's."""

import json
from pathlib import Path

from builders.adversarial.world import ModelWorld
from schemas.adversarial import SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem, Source
from schemas.search_settings import SearchSettings
from tests.far_end import translations

SIMULATORS = ("sim-a", "sim-b", "sim-c")
_SEEDS = (
    ("Which gas do plants take in to make sugar?", ("oxygen", "carbon dioxide", "helium", "methane"), 1),
    ("Which instrument measures air pressure?", ("thermometer", "hygrometer", "barometer", "odometer"), 2),
    ("The longest bone of the human body is the", ("femur", "humerus", "sternum", "kneecap"), 0),
    ("Why does the moon seem to change its shape?",
     ("Clouds cover a part of it.", "It shrinks and grows.", "It spins faster.",
      "We see its lit side from elsewhere."), 3),
)  # fmt: skip


def seed(number=0, **changed):
    question, choices, gold = _SEEDS[number]
    return Problem(
        run="quiz-adversarial", item=f"quiz-adversarial-{number}", row=number + 1, source_id="", question=question,
        choices=choices, answer=str(gold), answer_type="choice", solution="", language="en",
    ).model_copy(update=changed)  # fmt: skip


def translation(of, language="ko"):
    """The seed as the far end translates it when it makes no mistake."""
    return SeedTranslation(
        run=of.run, seed=of.item, language=language, question=translations.translate(of.question, language),
        choices=tuple(translations.translate(choice, language) for choice in of.choices),
        translator="translator", answer_key="",
    )  # fmt: skip


def run(**changed):
    return AdversarialRun(
        recipe="adversarial", source=Source(name="quiz", location="quiz.jsonl", revision="sha256:0", split="test",
                                            licence="CC0-1.0", citation=""),
        file="0.jsonl", endpoint="http://127.0.0.1", prompt="b2:0", temperature=0.0, max_tokens=64, review="all",
        sample_size=0, max_residual_error=0.05, annotators=1, fixes_final=False, seed=0, version="0", columns={},
        answer_style="index", skip_bad_rows=False, targets=("ko",), perturber="perturber", perturber_temperature=0.7,
        translator="translator", meaning="judge", extractor="", simulators=SIMULATORS, held_out=(),
        search=SearchSettings(width=3, depth=2, extended_depth=2), fresh=5, fresh_temperature=0.7, null_share=0.0,
        baseline_share=0.0, common=0,
    ).model_copy(update=changed)  # fmt: skip


def key_file(folder: Path) -> Path:
    """What the far end needs to know the right options of the seeds, in any language."""
    path = folder / "key.jsonl"
    rows = [{"question": question, "answer": "ABCD"[gold], "choices": choices} for question, choices, gold in _SEEDS]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def world(llm, number=0, *, language="ko", arm="search", **changed):
    of = seed(number)
    return ModelWorld(run(**changed), of, translation(of, language), arm, llm)
