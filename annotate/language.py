"""Which language a text is in, and whether it is the one that was asked for.

Script first: Hangul is Korean, kana is Japanese, Thai letters are Thai, and no statistics can improve on it. Only where
several languages share a script (Latin, Cyrillic, Arabic, Devanagari) is langdetect asked, and only about prose: it
calls "Find $x$." German and Korean with formulas English.

What it cannot know it says: `tag` is None for a text without words; Han without kana may be Japanese, so
`matches(..., "ja")` is None for it; and Latin prose of a few words, or of a close neighbour of the target, is None.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotate.mathtext import prose

Probabilities = NDArray[np.float64]
"""One a language, in langdetect's order."""

if TYPE_CHECKING:
    from langdetect.detector import Detector
    from langdetect.detector_factory import DetectorFactory

How = Literal["script", "profile", "none"]


class Identified(NamedTuple):
    """A language, how sure, and what told."""

    tag: str | None
    """BCP-47, with a script subtag for Chinese when its characters show one; None when there are no words."""
    confidence: float
    """Share of the letters (script) or probability (profile), in [0, 1]."""
    how: How
    candidates: tuple[tuple[str, float], ...] = ()
    """What langdetect holds possible, most probable first."""
    letters: int = 0


SCRIPTS: dict[str, str] = {
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    "Kana": "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Arabic": "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff",
    "Hebrew": "\u05d0-\u05ea",
    "Devanagari": "\u0900-\u0963\u0971-\u097f",
    "Bengali": "\u0980-\u09e3\u09f0-\u09fe",
    "Gurmukhi": "\u0a00-\u0a65\u0a70-\u0a76",
    "Gujarati": "\u0a80-\u0ae5\u0af9-\u0aff",
    "Tamil": "\u0b80-\u0be5",
    "Telugu": "\u0c00-\u0c65",
    "Kannada": "\u0c80-\u0ce5",
    "Malayalam": "\u0d00-\u0d65",
    "Sinhala": "\u0d80-\u0ddf",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Lao": "\u0e81-\u0ecd",
    "Tibetan": "\u0f40-\u0fbc",
    "Burmese": "\u1000-\u103f",
    "Georgian": "\u10a0-\u10ff",
    "Ethiopic": "\u1200-\u135a",
    "Khmer": "\u1780-\u17d3",
    "Armenian": "\u0531-\u0587",
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
}
_SCRIPT = re.compile("|".join(f"(?P<{name}>[{characters}])" for name, characters in SCRIPTS.items()))
_ONE_LANGUAGE = {
    "Hangul": "ko", "Kana": "ja", "Greek": "el", "Hebrew": "he", "Bengali": "bn", "Gurmukhi": "pa", "Gujarati": "gu",
    "Tamil": "ta", "Telugu": "te", "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si", "Thai": "th", "Lao": "lo",
    "Tibetan": "bo", "Burmese": "my", "Georgian": "ka", "Ethiopic": "am", "Khmer": "km", "Armenian": "hy",
}  # fmt: skip
_SCRIPTS_OF = {tag: {name} for name, tag in _ONE_LANGUAGE.items()} | {
    "ja": {"Kana", "Han"}, "ko": {"Hangul"}, "zh": {"Han"}, "yi": {"Hebrew"}, "as": {"Bengali"}, "ti": {"Ethiopic"},
    "xmf": {"Georgian"},
    "sr": {"Cyrillic", "Latin"},
    **{tag: {"Cyrillic"} for tag in ("ru", "uk", "bg", "mk", "be", "kk", "ky", "tg", "mn")},
    **{tag: {"Arabic"} for tag in ("ar", "fa", "ur", "ps", "ug", "ckb")},
    **{tag: {"Devanagari"} for tag in ("hi", "mr", "ne", "sa")},
}  # fmt: skip

NEIGHBOURS = (
    {"es", "ca", "gl", "pt", "ast", "an", "oc"}, {"da", "no", "sv"}, {"cs", "sk"}, {"hr", "sl", "bs", "sr"},
    {"id", "ms", "jv", "su", "tl"}, {"nl", "af"}, {"ru", "uk", "bg", "mk", "be", "sr"}, {"hi", "mr", "ne", "sa"},
    {"et", "fi"}, {"sw", "so", "zu", "xh", "rw"}, {"ar", "fa", "ur"}, {"it", "ro"}, {"lt", "lv"},
)  # fmt: skip
"""Languages that langdetect takes for each other on short texts, or the nearest it knows to one it does not."""

FEW_LETTERS = 25
"""Latin prose of fewer is undecided unless it reads as the target: langdetect's answer there is chance."""
MANY_LETTERS = 100
CLEAR = 0.99
"""So many letters, found so clearly, are not the neighbour's: one NTREX sentence in 300 is called wrong so."""
PLAUSIBLE = 0.2
"""A language that langdetect gives this much is not ruled out."""
_OWN_SCRIPT = 0.3
"""Foreign names stay in Latin letters, and CJK words have few characters: a third of the letters decides the script."""


def identify(text: str) -> Identified:
    """The language of the prose in `text`; mathematics, numbers and LaTeX do not count."""
    words = prose(text)
    counts = scripts_in(words)
    letters = counts.total()
    if not letters:
        return Identified(None, 0.0, "none")
    script = _dominant(counts)
    share = counts[script] / letters
    if script in {"Kana", "Han"}:
        return Identified(_east_asian(words, counts), (counts["Kana"] + counts["Han"]) / letters, "script", (), letters)
    if script in _ONE_LANGUAGE:
        return Identified(_ONE_LANGUAGE[script], share, "script", (), letters)
    return _by_profile(words, letters)


def matches(identified: Identified, tag: str) -> bool | None:
    """Whether the text is in the language of the BCP-47 `tag`; None when it cannot be told."""
    if identified.tag is None:
        return None
    found, wanted = _subtags(identified.tag), _subtags(tag)
    if identified.how == "script":
        return _script_matches(found, wanted)
    if scripts_of(tag) & (_ONE_LANGUAGE.keys() | {"Han"}):
        return False
    return _profile_matches(identified, wanted.language)


def are_neighbours(one: str, other: str) -> bool:
    """Whether the two are the same language or ones that langdetect confuses."""
    languages = {_subtags(one).language, _subtags(other).language}
    return len(languages) == 1 or any(languages <= group for group in NEIGHBOURS)


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script of `SCRIPTS` the text has."""
    return Counter(found.lastgroup or "" for found in _SCRIPT.finditer(text))


def scripts_of(tag: str) -> set[str]:
    """The scripts a language is written in; Latin for those not listed."""
    return set(_SCRIPTS_OF.get(_subtags(tag).language, {"Latin"}))


class _Subtags(NamedTuple):
    language: str
    script: str


_CHINESE_SCRIPT = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
_SAME_LANGUAGE = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "yue": "zh", "cmn": "zh", "wuu": "zh", "lzh": "zh",
}  # fmt: skip


def _subtags(tag: str) -> _Subtags:
    language, *rest = tag.replace("_", "-").split("-")
    language = _SAME_LANGUAGE.get(language.lower(), language.lower())
    script = next((part.title() for part in rest if len(part) == len("Hans")), "")
    if language == "zh" and not script:
        script = next((_CHINESE_SCRIPT[part.upper()] for part in rest if part.upper() in _CHINESE_SCRIPT), "")
    return _Subtags(language, script)


def _dominant(counts: Counter[str]) -> str:
    """The script the text is written in: Latin only when no other has a third, kana wherever there is some."""
    own = Counter({name: count for name, count in counts.items() if name not in {"Latin", "Greek"}})
    if own.total() < _OWN_SCRIPT * counts.total():
        return "Greek" if counts["Greek"] > counts["Latin"] else "Latin"
    return max(own, key=lambda name: own[name])


def _east_asian(words: str, counts: Counter[str]) -> str:
    # A Chinese text may quote a product in kana; Japanese prose is half kana.
    if counts["Kana"] > 0.1 * counts["Han"]:
        return "ja"
    simplified = sum(_written_in(character, "gb2312", "big5") for character in words)
    traditional = sum(_written_in(character, "big5", "gb2312") for character in words)
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


@cache
def _written_in(character: str, charset: str, other: str) -> bool:
    """Whether a character is in one national character set and not in the other: GB 2312 (1980) and Big5 (1984)."""
    return bool(character.encode(charset, "ignore")) and not character.encode(other, "ignore")


def _script_matches(found: _Subtags, wanted: _Subtags) -> bool | None:
    if found.language == "zh" and wanted.language == "ja":
        return None
    if found.language != wanted.language:
        shares_script = _SCRIPTS_OF.get(found.language) == _SCRIPTS_OF.get(wanted.language)
        return None if shares_script else False
    if not wanted.script or found.script == wanted.script or found.language != "zh":
        return True
    return False if found.script else None


def _profile_matches(identified: Identified, wanted: str) -> bool | None:
    possible = {_subtags(tag).language: probability for tag, probability in identified.candidates}
    if identified.letters < FEW_LETTERS:
        return True if identified.tag == wanted else None
    if possible.get(wanted, 0.0) >= PLAUSIBLE:
        return True
    if wanted not in _known():
        return None
    is_clear = identified.confidence >= CLEAR and identified.letters >= MANY_LETTERS
    return False if is_clear or not are_neighbours(wanted, identified.tag or "") else None


def _by_profile(words: str, letters: int) -> Identified:
    detector = _quick_detector()(_profiles())
    detector.append(words.lower() if words.isupper() else words)
    candidates = tuple((str(found.lang), float(found.prob)) for found in detector.get_probabilities())
    if not candidates:
        return Identified(None, 0.0, "none", (), letters)
    best, probability = candidates[0]
    return Identified(best, probability, "profile", candidates, letters)


@cache
def _quick_detector() -> type[Detector]:
    """Langdetect's detector with its loops over 55 languages as array operations: the same bits, in less time.

    A subclass made late, because langdetect is imported late.
    """
    from langdetect.detector import Detector

    class QuickDetector(Detector):  # type: ignore[misc]
        def _init_probability(self) -> Probabilities:
            return np.array(super()._init_probability())

        def _update_lang_prob(self, prob: Probabilities, word: str, alpha: float) -> bool:
            prob *= alpha / self.BASE_FREQ + self.word_lang_prob_map[word]
            return True

        def _normalize_prob(self, prob: Probabilities) -> float:
            prob /= sum(prob.tolist())  # numpy would sum in another order, and round otherwise
            return float(prob.max())

    return QuickDetector


_loading = threading.Lock()


def _profiles() -> DetectorFactory:
    with _loading:  # functools.cache alone would let two threads load the 55 profiles, a second each
        return _load_profiles()


@cache
def _load_profiles() -> DetectorFactory:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.set_seed(0)  # unseeded, the same text gets different answers
    factory.load_profile(PROFILES_DIRECTORY)
    shares = factory.word_lang_prob_map  # of each word, a number a language
    factory.word_lang_prob_map = dict(zip(shares, np.array([*shares.values()]), strict=True))
    return factory


@cache
def _known() -> frozenset[str]:
    return frozenset(_subtags(tag).language for tag in _profiles().get_lang_list())
