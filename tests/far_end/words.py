"""Words of many languages, picked by hash: what a translation is made of here.

Latin and Cyrillic languages have real words, because languages in one script are told apart by their words. A script
that one language owns needs no more than its letters.
"""

from dataclasses import dataclass

from tests.far_end import chance

_REAL = {
    "en": "the and with from their this that each some many when after before then more people house day time water "
    "there about would could should every another under between children school table number",
    "es": "casa entonces cuando tiene para como muchos después cada también donde hombre mujer niños libro mesa agua "
    "tiempo trabajo ciudad mañana siempre porque desde hasta sobre entre puede hacer dinero",
    "fr": "maison alors quand avec pour comme beaucoup après chaque aussi homme femme enfants livre table eau temps "
    "travail ville toujours parce depuis entre peut faire argent était leurs cette nous",
    "de": "Haus dann wenn haben für wie viele nach jeder auch dort Mann Frau Kinder Buch Tisch Wasser Zeit Arbeit "
    "Stadt morgen immer weil zwischen kann machen Geld wurde nicht diese",
    "pt": "casa então quando tem para como muitos depois cada também onde homem mulher crianças livro mesa água "
    "tempo trabalho cidade amanhã sempre porque desde até entre não fazer dinheiro são",
    "it": "casa allora quando hanno per come molti dopo ogni anche dove uomo donna bambini libro tavolo acqua tempo "
    "lavoro città domani sempre perché della tra può fare soldi sono questo gli",
    "nl": "huis dan wanneer hebben voor zoals veel naar ieder ook daar man vrouw kinderen boek tafel water tijd werk "
    "stad morgen altijd omdat tussen kunnen maken geld werd niet deze het een",
    "id": "rumah kemudian ketika mempunyai untuk seperti banyak setelah setiap juga orang perempuan anak buku meja "
    "air waktu pekerjaan kota besok selalu karena dari sampai antara dapat membuat uang adalah yang",
    "sw": "nyumba halafu wakati ana kwa kama wengi baada kila pia wapi mwanamume mwanamke watoto kitabu meza maji "
    "muda kazi mji kesho daima sababu tangu hadi kati anaweza kufanya pesa katika",
    "tr": "ev sonra zaman var için gibi çok sonra her ayrıca nerede adam kadın çocuklar kitap masa su zaman iş şehir "
    "yarın daima çünkü beri kadar arasında yapmak para olan değil",
    "vi": "nhà sau khi có để như nhiều mỗi cũng đâu người phụ nữ trẻ em sách bàn nước thời gian làm việc thành phố "
    "luôn vì từ đến giữa thể tiền được những",
    "ru": "дом тогда когда имеет для как много после каждый также где человек женщина дети книга стол вода время "
    "работа город завтра всегда потому между может делать деньги было этого они",
    "uk": "будинок тоді коли має для як багато після кожний також де людина жінка діти книга стіл вода час робота "
    "місто завтра завжди тому між може робити гроші було цього вони її",
}


@dataclass(frozen=True)
class _Letters:
    letters: str
    share: float
    """Letters for each letter of an English word, so that lengths look like a translation's."""
    spaced: bool = True


_SCRIPTS = {
    "ko": _Letters("가나다라마바사아자하고노도로모보소오조호기니디리미비시이지히구누두루무부수우주후는을에서의", 0.45),
    "ja": _Letters(
        "あいうえおかきくけこさしすせそたちつてとなにのはひふまみもやゆよらりるれろをが", 0.45, spaced=False
    ),
    "zh-hans": _Letters("们这个说时为国对来会发经过还开现头样问没动长话让见应关车书门间东马", 0.3, spaced=False),
    "zh-hant": _Letters("們這個說時為國對來會發經過還開現頭樣問沒動長話讓見應關車書門間東馬", 0.3, spaced=False),
    "th": _Letters("กขคงจชดตถทนบปผพมยรลวสหอ", 0.9, spaced=False),
    "ar": _Letters("ابتثجحدرسشعفقكلمنهوي", 0.8),
    "fa": _Letters("ابپتجچدرزژسشکگلمنهوی", 0.8),
    "he": _Letters("אבגדהוזחטיכלמנסעפצקרשת", 0.8),
    "hi": _Letters("अआइकखगघचजटडतदनपबमयरलवसह", 0.8),
    "bn": _Letters("অআইকখগঘচজটডতদনপবমযরলসহ", 0.8),
    "te": _Letters("అఆఇకఖగఘచజటడతదనపబమయరలవసహ", 0.8),
    "el": _Letters("αβγδεζηθικλμνξοπρστυφω", 1.0),
}

LANGUAGES = (*_REAL, *_SCRIPTS)
"""Tags that a text can be translated into."""
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def word(source: str, tag: str) -> str:
    """The word of the language that stands for this one; the same every time. An unknown language speaks Spanish."""
    script = _SCRIPTS.get(_language(tag))
    if script:
        return _spell(source, script)
    words = _REAL.get(_language(tag), _REAL["es"]).split()
    chosen = words[chance.number(tag, source.lower()) % len(words)]
    return chosen.capitalize() if source[0].isupper() else chosen


def spaced(tag: str) -> bool:
    """Whether the language separates words by spaces."""
    script = _SCRIPTS.get(_language(tag))
    return script is None or script.spaced


def _language(tag: str) -> str:
    lowered = tag.lower()
    if lowered.startswith("zh"):
        return "zh-hant" if lowered.startswith(_TRADITIONAL) else "zh-hans"
    return lowered.split("-")[0]


def _spell(source: str, script: _Letters) -> str:
    draw = chance.number(script.letters, source.lower())
    spelt = []
    for _ in range(max(1, round(len(source) * script.share))):
        draw, place = divmod(draw, len(script.letters))
        spelt.append(script.letters[place])
    return "".join(spelt)
