"""The BCP-47 tag of a language that a corpus names otherwise: `eng`, `zho-CN`, `zh_CN`, `zh-yue`."""

from __future__ import annotations

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


def language_tag(code: str) -> str:
    """The tag with its subtags cased as usual; a code that is not known stays as it is, empty stays empty."""
    spelt = code.strip().replace("_", "-")
    spelt = _WIKIMEDIA.get(spelt.lower(), spelt)
    language, *rest = spelt.split("-")
    return "-".join([_SHORTER.get(language.lower(), language.lower()), *map(_subtag, rest)])


def _subtag(part: str) -> str:
    """A script is written `Hans`, a country `CN`, anything else in lower case."""
    if not part.isalpha():
        return part.lower()
    return {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
