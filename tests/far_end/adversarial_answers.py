"""What an adversarial search asks beside votes: perturbations, neutral texts, verdicts on meaning, what answers mean.

A perturbation differs by question, option and draft, and one in twenty names the option that it should only lean on. A
judge finds the meaning changed as often, by the pair of texts. Translations of added text come from `translations`.
"""

import json
import re
from dataclasses import dataclass

from tests.far_end import chance, choices

_BLOCK = re.compile(r"^===== (\w+) begin ([a-z ]+)\n(.*?)\n===== \1 end \2$", re.DOTALL | re.MULTILINE)
_NAMING_SHARE = _CHANGED_SHARE = 0.05
_OPTION_NAMED = re.compile(r"^([A-J])\. (.*)$", re.MULTILINE)
_WHO = ("A retired teacher", "My neighbour", "The guide", "A young baker", "An old sailor", "The librarian",
        "A travelling painter", "Her uncle", "The gardener", "A night nurse")  # fmt: skip
_DID = ("liked to tell", "often remembered", "wrote in a diary about", "kept a photograph of", "was asked about",
        "dreamt of", "talked at length about", "made a drawing of", "sang about", "could never forget")  # fmt: skip
_WHAT = ("a quiet afternoon", "the long journey", "an unusual garden", "the noisy market", "a broken fence",
         "the village festival", "an early breakfast", "a forgotten letter", "the narrow staircase",
         "an evening with friends")  # fmt: skip
_WHERE = ("near the harbour", "behind the old mill", "in the mountains", "at the edge of the forest",
          "by the lake", "in a crowded station", "under the bridge", "on the way home", "beside the railway",
          "in the valley")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The marked blocks of a message by name, and what it says after them."""

    blocks: dict[str, str]
    remark: str


def read(message: str) -> Asked | None:
    """None when the message is no question of an adversarial search."""
    found = list(_BLOCK.finditer(message))
    blocks = {block[2]: block[3] for block in found}
    return Asked(blocks, message[found[-1].end() :].strip()) if "options" in blocks else None


def answer(asked: Asked) -> str:
    blocks = asked.blocks
    if "wrong option" in blocks:
        return _perturbation(blocks["question"], blocks["wrong option"], asked.remark)
    if "second version" in blocks:
        return _verdict(blocks["first version"], blocks["second version"])
    if "answer" in blocks:
        return choices.meant(blocks["answer"], dict(_OPTION_NAMED.findall(blocks["options"])))
    return _neutral(blocks["question"], asked.remark)


def _perturbation(question: str, option: str, remark: str) -> str:
    text = _sentence("perturb", question, option, remark)
    if chance.fraction("naming", question, option, remark) < _NAMING_SHARE:
        return f"{text} Somebody whispered {option.strip('.')}."
    return text


def _neutral(question: str, remark: str) -> str:
    """Sentences up to the length that was asked for, at least one."""
    length, text = int(re.search(r"\d+", remark)[0]), ""
    while True:
        grown = f"{text} {_sentence('neutral', question, remark, text)}".strip()
        if text and len(grown) > length:
            return text
        text = grown


def _verdict(first: str, second: str) -> str:
    same = chance.fraction("meaning", first, second) >= _CHANGED_SHARE
    because = "The added text is beside the point." if same else "The added text limits what is asked."
    return json.dumps({"because": because, "same": same})


def _sentence(*about: object) -> str:
    drawn = (words[chance.number(place, *about) % 10] for place, words in enumerate((_WHO, _DID, _WHAT, _WHERE)))
    return f"{' '.join(drawn)}."
