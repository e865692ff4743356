"""A language as a figure names it, in a face that has its own form of the characters.

`Korean 한국어` where a CJK font is installed, `Korean` where none is. Chinese, Japanese and Korean share code points,
but not glyphs, so each is drawn from its own face.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from annotate.language_names import language_name
from crawlers.hub_request import EVERYTHING

LATIN = "DejaVu Sans"
"""Comes with matplotlib."""
_OWN_NAMES = {"ko": "한국어", "ja": "日本語", "zh": "中文", "yue": "粵語"}
_FACES = {
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Noto Serif CJK KR"),
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "Noto Serif CJK JP"),
    "zh": ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", "Noto Serif CJK SC"),
    "yue": ("Noto Sans CJK HK", "Noto Sans CJK TC", "Noto Sans HK", "Noto Serif CJK HK"),
}


class Label(NamedTuple):
    text: str
    families: tuple[str, ...]
    """Of fonts, each for the characters that those before it lack."""


def label(language: str) -> Label:
    """For a language tag, or for all datasets."""
    name = english_name(language)
    face = _face(language)
    return Label(f"{name} {_OWN_NAMES[language]}", (LATIN, face)) if face else Label(name, (LATIN,))


def english_name(language: str) -> str:
    return "All datasets" if language == EVERYTHING else language_name(language)


def _face(language: str) -> str | None:
    return next((face for face in _FACES.get(language, ()) if face in _installed()), None)


@cache
def _installed() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(font.name for font in fontManager.ttflist)
