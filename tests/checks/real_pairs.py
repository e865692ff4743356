"""Real problems and their human translations for the tests of the checks.

English: GSM8K (MIT) and MATH (MIT). Translations into Spanish, German, Chinese, Japanese, Thai and French: MGSM,
Shi et al., "Language Models are Multilingual Chain-of-Thought Reasoners" (CC BY 4.0). Korean: our own.
"""

from __future__ import annotations

from annotate.checks import Pair
from schemas.records import Problem, Translation

ROBE = "A robe takes 2 bolts of blue fiber and half that much white fiber.  How many bolts in total does it take?"
ROBE_ES = (
    "Una bata lleva 2 rollos de tela azul y la mitad de esa cantidad de tela blanca. "
    "¿Cuántos rollos se necesitan en total?"
)
ROBE_DE = (
    "Ein Kleid erfordert 2 Knäuel blaue Wolle und halb so viel weiße Wolle. Wie viele Knäuel braucht man insgesamt?"
)
HOUSE = (
    "Josh decides to try flipping a house.  He buys a house for $80,000 and then puts in $50,000 in repairs.  "
    "This increased the value of the house by 150%.  How much profit did he make?"
)
HOUSE_ES = (
    "Josh decide intentar remodelar y vender una casa. Compra una casa de $80 000 y luego agrega $50 000 para las "
    "reparaciones. Esto aumenta un 150 % el valor de la casa. ¿Cuánto obtuvo de ganancia?"
)
HOUSE_JA = (
    "ジョッシュは不動産の売買に挑戦してみることにしました。8万ドルで家を購入し、5万ドルかけて修繕しました。"
    "その結果、家の価格は150%分増えました。ジョッシュの利益はいくらでしょうか？"
)
HOUSE_KO = (
    "조시는 집을 고쳐 팔아 보기로 했습니다. 그는 8만 달러에 집을 사고 수리에 5만 달러를 들였습니다. "
    "그 결과 집의 가치가 150% 올랐습니다. 그가 얻은 이익은 얼마입니까?"
)
GLASSES = (
    "Kylar went to the store to buy glasses for his new apartment. One glass costs $5, but every second glass costs "
    "only 60% of the price. Kylar wants to buy 16 glasses. How much does he need to pay for them?"
)
GLASSES_ZH = (
    "Kylar 去商店为新公寓购买玻璃杯。一个玻璃杯 5 美元，但第二个玻璃杯售价仅为原价的 60%。"
    "Kylar 想买 16 个玻璃杯。他需要付多少钱？"
)
POLAR = (
    "Convert the point $(0,3)$ in rectangular coordinates to polar coordinates, "
    r"where $r > 0$ and $0 \le \theta < 2 \pi.$"
)
POLAR_KO = r"직교좌표로 나타낸 점 $(0,3)$을 극좌표로 바꾸시오. 단, $r > 0$이고 $0 \le \theta < 2 \pi$이다."


def pair(
    question: str,
    translated: str,
    to: str,
    *,
    answer: str = "3",
    source: str = "en",
    choices: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
    glossary: tuple[tuple[str, str], ...] = (),
    exemplars: tuple[str, ...] = (),
) -> Pair:
    problem = Problem(
        run="gsm8k-en-xx", item="gsm8k-en-xx-0001", row=1, source_id="", question=question, choices=choices[0],
        answer=answer, answer_type="choice" if choices[0] else "numeric", solution="", language=source,
    )  # fmt: skip
    translation = Translation(
        run="gsm8k-en-xx", item="gsm8k-en-xx-0001", revision=0, question=translated, choices=choices[1],
        translator="qwen", answer_key="",
    )  # fmt: skip
    return Pair(problem, translation, to, glossary, exemplars)
