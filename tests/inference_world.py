"""A small GlobeSumm-like file of invented news: four events in English, Spanish and Korean, and articles gone wrong.

    row 6   a document with HTML               row  9   a report that is no object
    row 7   an event in one language           row 10   Korean that says it is Spanish
    row 8   an empty article                   row 11   the text of row 1 again
                                               row 15   a document of 50,000 characters

The reports of an event are no translations of each other: each tells something that the others do not.
"""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

FERRY = {
    "en": (
        "A ferry with 212 passengers ran aground on Tuesday evening off the island of Torvale. Rescue boats from three "
        "harbours brought everyone ashore before midnight. The captain, Ines Halloran, told reporters that a buoy had "
        "gone dark. Two of them were treated for shock."
    ),
    "es": (
        "El transbordador Aurora encalló frente a la isla de Torvale con más de doscientas personas a bordo. La "
        "empresa naviera aseguró que el casco había pasado una revisión en abril. Varios turistas se quejaron de que "
        "los chalecos no alcanzaban para todos. La fiscalía abrió una investigación."
    ),
    "ko": (
        "화요일 저녁 토르베일 섬 앞바다에서 여객선 아우로라호가 좌초했다. 해경은 배에서 기름 4톤이 새어 나왔다고 "
        "밝혔다. 어민들은 양식장 피해를 걱정하며 보상을 요구했다. 섬의 학교는 하루 동안 문을 닫았다."
    ),
}
TUNNEL = {
    "en": (
        "The Karsh railway tunnel opened on 4 May after eleven years of digging. It cuts the journey between Lemnor "
        "and the coast to 40 minutes. Minister Paul Adeyi said that freight trains would follow in the autumn. "
        "Farmers near the southern portal still wait for their wells to be repaired."
    ),
    "es": (
        "<p>Con una ceremonia <b>bajo la lluvia</b> se inauguró el túnel ferroviario de Karsh.</p><p>La obra costó "
        "3.200 millones, casi el doble de lo previsto. Un tribunal de cuentas pidió explicaciones al ministerio. Los "
        "vecinos de Lemnor celebraron la apertura con música.</p>"
    ),
    "ko": (
        "카르쉬 철도 터널이 착공 11년 만에 개통되었다. 공사 중에 노동자 여섯 명이 목숨을 잃었고 유족들은 기념비를 "
        "세웠다. 첫 열차에는 추첨으로 뽑힌 시민 300명이 탔다. 요금은 내년까지 오르지 않는다."
    ),
}
BELL = {
    "en": (
        "Thieves took a bronze bell of the twelfth century from the abbey museum in Oststad on Sunday. The alarm had "
        "been switched off for repairs, director Greta Moll admitted. Police are looking for a white van. The bell "
        "weighs 180 kilograms and is insured for two million."
    ),
    "es": (
        "La campana robada en el museo de Oststad apareció el jueves en un granero abandonado. Una excursionista oyó "
        "a unos niños golpear el metal y avisó a la policía. La pieza tiene una grieta que los restauradores creen "
        "reparable. Nadie ha sido detenido todavía."
    ),
    "ko": (
        "오스트스타트 수도원 박물관에서 12세기 청동 종이 사라졌다. 전문가들은 국제 밀매 조직의 소행일 수 있다고 "
        "말했다. 박물관은 한 달 동안 휴관하고 경비를 새로 뽑기로 했다. 시장은 현상금 5만 유로를 걸었다."
    ),
}
DAM = {
    "en": (
        "Engineers lowered the water behind the Velm dam by three metres after a crack was found in its eastern wall.",
        "About 900 households downstream spent the night in school halls.",
        "The power company expects repairs to last until October.",
        "A geologist, Tomas Reyl, had warned of the slope in a report of 2019.",
        "Schools in the valley will open again on Monday, the district said.",
    ),
    "ko": (
        "벨름 댐 동쪽 벽에서 균열이 발견되어 주민들이 대피했다. 정부는 군 병력 500명을 보내 모래주머니를 쌓았다. "
        "하류의 다리 두 곳은 통행이 금지되었다. 기상청은 주말에 많은 비가 올 것으로 내다봤다."
    ),
}
ORCHARD = (
    "An orchard near Pell sold its last apples on Friday. The owner, Rosa Finch, is 91 years old and has no heir. Her "
    "neighbours want to keep the oldest trees as a park."
)
LONG = 50_000
"""Characters of the longest document."""

REFUSED = {
    "bad row": 1, "duplicate article": 1, "empty article": 1, "event in one language": 1, "wrong language": 1,
}  # fmt: skip
"""Articles that come to nothing, by reason."""
DOCUMENTS = 11
PAIRS = 10


def write_clusters(path: Path) -> Path:
    """The file; returns its path."""
    path.write_text(json.dumps(_events(), ensure_ascii=False), encoding="utf-8")
    return path


def _events() -> list[dict[str, Any]]:
    return [
        _event(20260310, "A ferry runs aground", [_report(tag, text) for tag, text in FERRY.items()]),
        _event(20260504, "A tunnel opens", [_report(tag, TUNNEL[tag]) for tag in ("en", "ko", "es")]),
        _event(20260601, "An orchard closes", [_report("en", ORCHARD)]),
        _event(
            20260615,
            "A bell is stolen",
            [_report("en", "  \n "), "torn out", _report("es", DAM["ko"]), _report("en", FERRY["en"]),
             *(_report(tag, text) for tag, text in BELL.items())],
        ),
        _event(20260702, "A dam cracks", [_report("en", _repeated(DAM["en"])), _report("ko", DAM["ko"])]),
    ]  # fmt: skip


def _event(date: int, description: str, news: list[Any]) -> dict[str, Any]:
    return {"date": date, "description": description, "category": "local", "news": news}


def _report(language: str, text: str) -> dict[str, str]:
    return {"lang_abbr": language, "date": "2026-03-10", "title": "", "article": text}


def _repeated(sentences: tuple[str, ...]) -> str:
    """The sentences over and over, numbered so that no two are alike, up to the length of the longest document."""
    numbered = (f"{sentence[:-1]} ({at})." for at, sentence in enumerate(islice(cycle(sentences), 2000), start=1))
    return " ".join(numbered)[:LONG]
