"""The BCP-47 tag of a language that a corpus names otherwise: `eng`, `zho-CN`, `zh_CN`, `zh-yue`, `iw`."""

from __future__ import annotations

import re

_SHORTER = dict(pair.split() for pair in """
afr af|amh am|ara ar|arb ar|asm as|aze az|azj az|bak ba|bel be|ben bn|bod bo|bos bs|bul bg|cat ca|ces cs|cmn zh
cym cy|dan da|deu de|div dv|dzo dz|ell el|eng en|est et|eus eu|ewe ee|fao fo|fas fa|fij fj|fin fi|fra fr|gle ga
glg gl|guj gu|hau ha|heb he|hin hi|hrv hr|hun hu|hye hy|ibo ig|ind id|isl is|ita it|jpn ja|kan kn|kat ka|kaz kk
khm km|kin rw|kir ky|kor ko|kur ku|lao lo|lav lv|lit lt|ltz lb|mal ml|mar mr|mkd mk|mlg mg|mlt mt|mon mn|mri mi
msa ms|mya my|nde nd|nep ne|nld nl|nno nn|nob nb|nor no|nya ny|orm om|ori or|pan pa|pes fa|pol pl|por pt|prs prs
pus ps|ron ro|rus ru|sin si|slk sk|slv sl|smo sm|sna sn|snd sd|som so|spa es|sqi sq|srp sr|ssw ss|sun su|swa sw
swe sv|tah ty|tam ta|tat tt|tel te|tgk tg|tha th|tir ti|ton to|tsn tn|tuk tk|tur tr|uig ug|ukr uk|urd ur|uzb uz
ven ve|vie vi|wol wo|xho xh|yor yo|zho zh|zul zu
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip
"""ISO 639-3 where ISO 639-1 has two letters for it: BCP-47 wants the shortest code (RFC 5646, 2.2.1)."""
_WIKIMEDIA = {"zh-yue": "yue", "zh-classical": "lzh", "zh-min-nan": "nan", "bh": "bho", "simple": "en"}
"""Names of Wikimedia projects that are no tags or are those of another language."""
_FORMER = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Codes that were withdrawn, by the `Preferred-Value` of the language subtag registry (RFC 5646, 3.1.7)."""
_TWO_LETTERS = frozenset("""
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk
kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
""".split())  # noqa: SIM905 - as a list they would be a page  # fmt: skip
"""ISO 639-1, with Serbo-Croatian, of which there still is a Wikipedia."""
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
"""Codes that say that the language is not known, or that there is none or more than one."""
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(-[A-Za-z0-9]{1,8})*")


def language_tag(code: str) -> str:
    """The tag with its subtags cased as usual; a code that is not known stays as it is, empty stays empty."""
    spelt = code.strip().replace("_", "-")
    spelt = _WIKIMEDIA.get(spelt.lower(), spelt)
    language, *rest = spelt.split("-")
    code = language.lower()
    return "-".join([_FORMER.get(code, _SHORTER.get(code, code)), *map(_subtag, rest)])


def names_a_language(tag: str) -> bool:
    """Whether a tag as `language_tag` spells it can be one: not `english`, `xx`, `cz` (a country) or `und`.

    Codes of three letters are believed: they are eight thousand.
    """
    found = _TAG.fullmatch(tag)
    if found is None or found["language"] in _NO_LANGUAGE:
        return False
    return len(found["language"]) == 3 or found["language"] in _TWO_LETTERS


def _subtag(part: str) -> str:
    """A script is written `Hans`, a country `CN`, anything else in lower case."""
    if not part.isalpha():
        return part.lower()
    return {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
