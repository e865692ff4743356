"""Perturbed questions of our own making, as a search would give them."""

from __future__ import annotations

from typing import Any

from schemas.adversarial_runs import AdversarialRun
from schemas.records import Source
from schemas.review_items import Addition, PerturbedView, ReviewItem, SimulatorAnswer
from schemas.search_settings import SearchSettings

RUN = "own-adversarial"
SIMULATORS = ("small", "middle", "large")


def a_run(**changes) -> AdversarialRun:
    """Two languages, three simulators, one model held out."""
    source = Source(name="own", location="own.jsonl", revision="sha256:0", split="test", licence="CC0-1.0", citation="")
    parameters = {
        "recipe": "adversarial", "source": source, "file": "own.jsonl", "endpoint": "https://endpoint.example",
        "prompt": "b2:0", "temperature": 0.0, "max_tokens": 512, "review": "all", "sample_size": 300,
        "max_residual_error": 0.02, "annotators": 1, "fixes_final": False, "seed": 0, "version": "0",
        "columns": {}, "answer_style": "plain", "skip_bad_rows": False, "targets": ("ar", "ko"),
        "perturber": "writer", "perturber_temperature": 0.7, "translator": "translator", "meaning": "judge",
        "extractor": "", "simulators": SIMULATORS, "held_out": ("other",), "search": SearchSettings(), "fresh": 5,
        "fresh_temperature": 0.7, "null_share": 0.2, "baseline_share": 0.2, "common": 20,
    }  # fmt: skip
    return AdversarialRun.model_validate(parameters | changes)


QUESTION = "Which gas do green plants take in to make sugar?"
CHOICES = ("Oxygen", "Carbon dioxide", "Nitrogen", "Helium")
BEFORE = "A class had just measured how lively its pupils felt after a walk in the fresh air."
AFTER = "The teacher pointed at the balloons left over from the school fair."
KOREAN = "녹색 식물은 당을 만들기 위해 어떤 기체를 흡수합니까?"
KOREAN_CHOICES = ("산소", "이산화탄소", "질소", "헬륨")
KOREAN_BEFORE = "한 학급이 상쾌한 공기 속에서 산책한 뒤 학생들이 얼마나 활기찬지 막 재었습니다."
KOREAN_AFTER = "선생님은 학교 축제에서 남은 풍선을 가리켰습니다."
ARABIC = "أي غاز تمتصه النباتات الخضراء لتصنع السكر؟"
ARABIC_CHOICES = ("الأكسجين", "ثاني أكسيد الكربون", "النيتروجين", "الهيليوم")
ARABIC_BEFORE = "كان صف مدرسي قد قاس للتو مدى نشاط تلاميذه بعد نزهة في الهواء الطلق."


def name(number: int) -> str:
    return f"{RUN}-{number:012x}"


def answers(*target: int | None) -> tuple[SimulatorAnswer, ...]:
    """All right in English; in the target language as given."""
    sides = {"english": (1,) * len(SIMULATORS), "target": target}
    return tuple(
        SimulatorAnswer(side=side, model=model, choice=choice)
        for side, choices in sides.items()
        for model, choice in zip(SIMULATORS, choices, strict=True)
    )


def korean_pair(number: int, **changes) -> ReviewItem:
    """A seed with text before it and behind it."""
    view = PerturbedView(
        seed=f"{RUN}-seed", question=QUESTION, question_target=KOREAN,
        additions=(
            Addition(place="before", english=BEFORE, target=KOREAN_BEFORE, leans_on=0),
            Addition(place="after", english=AFTER, target=KOREAN_AFTER, leans_on=3),
        ),
        answers=answers(0, None, 3),
    )  # fmt: skip
    texts = {
        "question": f"{KOREAN_BEFORE} {KOREAN} {KOREAN_AFTER}", "choices": KOREAN_CHOICES,
        "original": f"{BEFORE} {QUESTION} {AFTER}",
    }  # fmt: skip
    return a_pair(number, view, "ko", texts | changes)


def arabic_pair(number: int, **changes) -> ReviewItem:
    """A seed with text before it, in a language that is read from right to left."""
    view = PerturbedView(
        seed=f"{RUN}-seed", question=QUESTION, question_target=ARABIC,
        additions=(Addition(place="before", english=BEFORE, target=ARABIC_BEFORE, leans_on=0),),
        answers=answers(0, 0, 2),
    )  # fmt: skip
    texts = {
        "question": f"{ARABIC_BEFORE} {ARABIC}", "choices": ARABIC_CHOICES, "original": f"{BEFORE} {QUESTION}",
    }  # fmt: skip
    return a_pair(number, view, "ar", texts | changes)


def a_pair(number: int, view: PerturbedView, language: str, texts: dict[str, Any]) -> ReviewItem:
    parts = {
        "item": name(number), "run": RUN, "revision": 0, "source_language": "en", "target_language": language,
        "original_choices": CHOICES, "answer": "1", "answer_type": "choice", "solution": "", "findings": (),
        "because": "all", "inclusion_probability": 1.0, "page": None, "perturbed": view,
    }  # fmt: skip
    return ReviewItem.model_validate(parts | texts)
