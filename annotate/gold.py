r"""Gold answers: read once, into an exact value, never through the extractor that reads a model's answer.

    18   1,234   1{,}234   \$32,\!348   -7/2   \frac{43}{8}   3\frac12   .25   145^\circ   10\%   2 \times 10^3

Scorers that send the gold through a pattern for model output lose its sign (-3 becomes 3) and its numerator (3/2
becomes 2), and then accept wrong answers. Here what cannot be read whole is not read at all: `UnreadableGold`.

Golds are read in English notation, whatever the language of the question: the comma groups thousands and the point
is the decimal mark, so `1,5` is refused rather than guessed. The policies that a reader may want to know:
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.records import AnswerType

GoldClass = Literal["numeric", "choice", "text", "proof", "equation", "expression"]

CURRENCY_SIGNS = "$€£¥₩₹₽฿"
"""Dropped before or after the number: the question names the currency, the gold is the amount."""
PERCENT_VALUE = Fraction(1)
r"""What one percent counts: `10\%` is 10, because the question asks "what percent" and golds come both ways."""
DROPPED_UNITS = re.compile(
    r"(?:\^\s*\{?\s*\\circ\s*\}?|°|\\(?:text|mbox|mathrm)\s*\{[^{}\d]*\}(?:\s*\^\s*\{?[23]\}?)?)\s*$"
)
r"""A degree sign or a unit in `\text{...}` after the number is dropped; a bare word is not, such a gold is text."""


class UnreadableGold(ValueError):
    """A gold answer that its declared type cannot hold; the item is refused, never guessed at."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold answer, typed."""

    value: Fraction | int | str
    """Exact number, 0-based index of the right option, or the expression."""
    text: str
    """Canonical: equal numbers have one text, `18`, `-7/2`, and `1/4` for 0.25; the index; the expression verbatim."""


class Worked(NamedTuple):
    """A worked solution and the gold after it, both verbatim."""

    solution: str
    gold: str


def parse_gold(text: str, answer_type: AnswerType, *, choices: Sequence[str] = ()) -> Gold:
    """The gold as its declared type; raises `UnreadableGold`."""
    if not text.strip():
        raise UnreadableGold("the gold answer is empty: name the column that holds it, or drop the row")
    if answer_type == "numeric":
        value = exact_number(text)
        return Gold(value, str(value))
    if answer_type == "choice":
        index = _choice(text, choices)
        return Gold(index, str(index))
    expression = _expression(text)
    return Gold(expression, expression)


def gsm8k_gold(answer_field: str) -> Worked:
    """GSM8K's answer column, `solution #### gold`, in its two parts."""
    solution, mark, gold = answer_field.rpartition("####")
    if not mark or not gold.strip():
        raise UnreadableGold(f'no "#### gold" at the end of "{_short(answer_field)}": is this GSM8K\'s answer column?')
    return Worked(solution.strip(), gold.strip())


def classify_gold(text: str) -> GoldClass:
    """What kind of answer this is, for the filter "numeric only": HRM8K drops text, proof and equation answers."""
    try:
        exact_number(text)
    except UnreadableGold:
        return _not_numeric(unwrapped(text))
    return "numeric"


def exact_number(text: str) -> Fraction:
    """The one number that the whole text is, in English notation; raises `UnreadableGold`."""
    bare = _bare_number(text)
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-").strip(CURRENCY_SIGNS + " ") if bare[:2] not in ("--", "+-", "-+", "++") else ""
    percent = bare.endswith("%")
    for shape in _SHAPES:
        if found := shape.fullmatch(bare.rstrip("% ")):
            return sign * _value(found.groupdict(), text) * (PERCENT_VALUE if percent else 1)
    raise UnreadableGold(
        f'"{_short(text)}" is not one number in English notation: declare another answer type for this source, '
        "or expect such rows to be refused"
    )


def unwrapped(text: str) -> str:
    """Without the delimiters, the box and the full stop around the whole answer."""
    text = re.sub(r"(?<=[\w})\]$])\s*\.$", "", text.strip()).strip()
    for wrapping in _WRAPPINGS:
        if found := wrapping.fullmatch(text):
            return unwrapped(found.group(1))
    return text


_PROOF = re.compile(
    r"\bpro(?:of|ve[dns]?)\b|\bQ\.?E\.?D\b|\bshow(?:n)? that\b|\bsee solution\b|\\blacksquare", re.IGNORECASE
)
_LETTERED_TEXT = r"\\?(?:text|textbf|mathrm|mbox)?\s*\{{?\s*(?:\(([A-{0}a-{1}])\)|([A-{0}]))[.)]?\s*\}}?"
_LETTERED = re.compile(_LETTERED_TEXT.format("J", "j"))
"""Where no options are known: a letter further on is a variable rather."""
_OPTION_LETTER = re.compile(_LETTERED_TEXT.format("Z", "z"))
_RELATION = re.compile(
    r"[=<>≤≥≠≡∈]|\\(?:leq?|geq?|neq?|equiv|in|mid|nmid|iff|sim|cong|subset(?:eq)?|approx)(?![A-Za-z])"
)
_WRAPPED_WORDS = re.compile(r"\\(?:text\w*|mbox|mathrm|operatorname)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]{3,}|[^\W\d_\x00-\x7fα-ωΑ-Ω]{2,}")
_FUNCTIONS = frozenset("sin cos tan cot sec csc log exp max min gcd lcm mod deg".split())  # noqa: SIM905


def _not_numeric(text: str) -> GoldClass:
    if _PROOF.search(text):
        return "proof"
    if _LETTERED.fullmatch(text):
        return "choice"
    words = _COMMAND.sub(" ", _WRAPPED_WORDS.sub(r" \1 ", text))
    if any(word.lower() not in _FUNCTIONS and not word.isupper() for word in _WORD.findall(words)):
        return "text"
    return "equation" if _RELATION.search(text) else "expression"


_WRAPPINGS = (
    re.compile(r"\$\$?([^$]*)\$\$?"),
    re.compile(r"\\\((.*)\\\)", re.DOTALL),
    re.compile(r"\\\[(.*)\\\]", re.DOTALL),
    re.compile(r"\\boxed\s*\{(.*)\}", re.DOTALL),
    re.compile(r"\{([^{}]*)\}"),
)


_DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)"
_MAGNITUDE = rf"(?P<magnitude>{_DIGITS}(?:\.\d+)?|\.\d+)"
_EXPONENT = r"(?:\{ ?(?P<braced>-?\d{1,3}) ?\}|(?P<bare>[-+]?\d{1,3}))"
_SHAPES = (
    re.compile(_MAGNITUDE),
    re.compile(r"(?P<numerator>-?[\d,]+) ?/ ?(?P<denominator>-?[\d,]+)"),
    re.compile(r"(?P<whole>\d+) (?P<numerator>\d+)/(?P<denominator>\d+)"),
    re.compile(rf"{_MAGNITUDE} ?(?:\\times|\*) ?10 ?\^ ?{_EXPONENT}"),
    re.compile(rf"{_MAGNITUDE}[eE]{_EXPONENT}"),
    re.compile(rf"10 ?\^ ?{_EXPONENT}"),
)


def _value(parts: dict[str, str | None], text: str) -> Fraction:
    if denominator := parts.get("denominator"):
        if _plain(denominator) == 0:
            raise UnreadableGold(f'"{_short(text)}" divides by zero: correct the source\'s gold')
        return _plain(parts.get("whole") or "0") + _plain(parts["numerator"] or "0") / _plain(denominator)
    exponent = int(parts.get("braced") or parts.get("bare") or 0)
    return _plain(parts.get("magnitude") or "1") * Fraction(10) ** exponent


def _plain(digits: str) -> Fraction:
    return Fraction(digits.replace(",", "").replace(" ", ""))


def raised_and_lowered(text: str) -> str:
    """10³ as 10^{3} and 52₈ as 52_{8}, which NFKC alone would run together into 103 and 528."""
    text = re.sub("[⁰¹²³⁴-⁹⁻]+", lambda raised: f"^{{{unicodedata.normalize('NFKC', raised.group())}}}", text)
    return re.sub("[₀-₉]+", lambda lowered: f"_{{{unicodedata.normalize('NFKC', lowered.group())}}}", text)


def _bare_number(text: str) -> str:
    """One plain spelling of the many ways to typeset a number."""
    text = re.sub("[¼-¾⅐-⅞]", lambda mark: " " + unicodedata.normalize("NFKC", mark.group()), unwrapped(text))
    text = unicodedata.normalize("NFKC", raised_and_lowered(DROPPED_UNITS.sub("", text)))
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    for typeset, plain in _SPELLINGS:
        text = typeset.sub(plain, text)
    return " ".join(text.split())


_SPELLINGS = (
    (re.compile("[−–﹣]"), "-"),
    (re.compile("⁄"), "/"),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r",\s*\\!\s*"), ","),
    (re.compile(r"\\!"), ""),
    (re.compile(r"\\[,;: ]|~"), " "),
    (re.compile(r"\\([$%])"), r"\1"),
    (re.compile(r"\\[dtc]?frac *(?:\{ *(-? *[\d,]+) *\}|(\d)) *(?:\{ *(-? *[\d,]+) *\}|(\d))"), r" \1\2/\3\4 "),
    (re.compile(r"\\cdot|×"), r"\\times"),
)


def _choice(text: str, choices: Sequence[str]) -> int:
    """A letter, `B` or `(B)`, or the whole text of exactly one option; digits are not guessed to count from 0 or 1."""
    bare = unwrapped(text)
    matches = {index for index, option in enumerate(choices) if option.strip() == text.strip()}
    if lettered := _OPTION_LETTER.fullmatch(bare):
        index = ord((lettered.group(1) or lettered.group(2)).upper()) - ord("A")
        matches |= {index} if index < len(choices) else set()
    if len(matches) == 1:
        return matches.pop()
    problem = "names no option" if not matches else "names more than one option"
    raise UnreadableGold(f'"{_short(text)}" {problem} of {len(choices)}: give the letter or the option\'s own text')


def _expression(text: str) -> str:
    expression = unicodedata.normalize("NFC", unwrapped(text))
    if not expression:
        raise UnreadableGold(f'"{_short(text)}" holds no expression: correct the source\'s gold')
    if _depth(expression) != 0:
        raise UnreadableGold(f'"{_short(text)}" has unpaired braces: correct the source\'s gold')
    return expression


def _depth(expression: str) -> int:
    """0 when every brace closes one that is open."""
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", expression):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return depth
    return depth


def _short(text: str) -> str:
    return text.strip() if len(text.strip()) <= 60 else text.strip()[:57] + "..."
