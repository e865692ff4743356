r"""The number words of twelve languages, as one reads them in school problems. Tables only; `numbers.py` reads them.

A line is a value and the words that have it; a word is a regular expression, `_` stands for the space or hyphen:

    2    two              a cardinal, which adds to its neighbours: twenty two, dos mil tres
    *100 hundred          a scale, which multiplies what stands before it
    /3   third            a part: two thirds; alone it is one of them
    +1/2 and_a_half       is added to the number before it
    ~2   twice            loose: good to explain a number on the other side, too free to demand one there
    !    sandwich         holds letters of a number but is none: read over (三明治, เก้าอี้)

What is missing here is harmless in the source (nothing is demanded) and a false alarm in the target (nothing is found),
so the tables lean towards more forms. Compiled by us from school grammars; Unicode CLDR's spell-out rules agree where
they overlap.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "en": r"""
        0 zero
        1 one
        2 two
        3 three
        4 four
        5 five
        6 six
        7 seven
        8 eight
        9 nine
        10 ten
        11 eleven
        12 twelve
        13 thirteen
        14 fourteen
        15 fifteen
        16 sixteen
        17 seventeen
        18 eighteen
        19 nineteen
        20 twenty
        30 thirty
        40 forty
        50 fifty
        60 sixty
        70 seventy
        80 eighty
        90 ninety
        *100 hundred
        *1000 thousand k
        *1000000 million mn
        *1000000000 billion bn
        *12 dozens?
        /2 hal(?:f|ves)
        /3 thirds
        /4 quarters fourths
        /5 fifths
        /6 sixths
        /7 sevenths
        /8 eighths
        /10 tenths
        +1/2 and_a_half and_one_half
        ~1 once an? first single each every
        ~2 second(?:ly)? (?<=the\s)two twice doubl(?:e[ds]?|ing) both pairs? couple twins? two-fold biweekly another
        ~3 third(?!s) (?<=the\s)three tripl(?:e[ds]?|ing|ets?) thrice
        ~4 fourth(?!s) quarter quadrupl(?:e[ds]?|ing)
        ~5 fifth(?!s)
        ~6 sixth(?!s) half_a_dozen
        ~7 seventh(?!s)
        ~8 eighth(?!s)
        ~9 ninth(?!s)
        ~10 tenth(?!s) decades?
        ~100 century percent cents?
        ~12 noon midnight december
        ~11 november
        ~10 october
        ~9 september
        ~8 august
        ~7 july
        ~6 june
        ~5 may
        ~4 april
        ~3 march
        ~2 february""",
    "es": r"""
        0 cero
        1 un[oa]?
        2 dos
        3 tres
        4 cuatro
        5 cinco
        6 seis
        7 siete
        8 ocho
        9 nueve
        10 diez
        11 once
        12 doce
        13 trece
        14 catorce
        15 quince
        16 dieciséis
        17 diecisiete
        18 dieciocho
        19 diecinueve
        20 veinte
        21 veinti[uú]n[oa]?
        22 veintid[oó]s
        23 veintitr[eé]s
        24 veinticuatro
        25 veinticinco
        26 veintis[eé]is
        27 veintisiete
        28 veintiocho
        29 veintinueve
        30 treinta
        40 cuarenta
        50 cincuenta
        60 sesenta
        70 setenta
        80 ochenta
        90 noventa
        100 cien(?:to)?
        200 doscient[oa]s
        300 trescient[oa]s
        400 cuatrocient[oa]s
        500 quinient[oa]s
        600 seiscient[oa]s
        700 setecient[oa]s
        800 ochocient[oa]s
        900 novecient[oa]s
        *1000 mil miles
        *1000000 mill[oó]n(?:es)?
        *12 docenas?
        /2 medi[oa]s? mitad
        /3 tercios? terceras?_partes?
        /4 cuartos? cuartas?_partes?
        /5 quintos? quintas?_partes?
        /6 sextos? sextas?_partes?
        /8 octavos? octavas?_partes?
        /10 décimos? décimas?_partes?
        +1/2 y_medi[oa]
        ~1/2 dos_veces_menos
        ~2 l[oa]s_dos
        ~2 segund[oa]s? dobl\w+ duplic\w+ amb[oa]s par pares pareja gemel[oa]s mitades
        ~3 tercer[oa]?s? tripl\w+ trillizos?
        ~4 cuart[oa]s? cuádrupl\w+ cuadrupl\w+
        ~5 quint[oa]s?
        ~6 sext[oa]s? media_docena
        ~12 mediodía medianoche
        ~10 décadas?""",
    "fr": r"""
        0 zéro
        1 une?
        2 deux
        3 trois
        4 quatre
        5 cinq
        6 six
        7 sept
        8 huit
        9 neuf
        10 dix
        11 onze
        12 douze
        13 treize
        14 quatorze
        15 quinze
        16 seize
        20 vingt
        30 trente
        40 quarante
        50 cinquante
        60 soixante
        70 septante
        80 quatre_vingts?
        90 nonante
        *100 cents?
        *1000 mille milliers?
        *1000000 millions?
        *1000000000 milliards?
        *12 douzaines?
        10 dizaines?
        15 quinzaines?
        20 vingtaines?
        /2 demi(?:e|es|s)? moitiés? mi
        /3 tiers
        /4 quarts?
        /5 cinquièmes?
        /6 sixièmes?
        /8 huitièmes?
        /10 dixièmes?
        +1/2 et_demie?
        ~1/2 deux_fois_moins
        ~2 (?:eux|elles|tou(?:s|tes)|tou(?:s|tes)_les)_deux
        ~2 deuxième seconde? doubl\w+ paires? couples? jum(?:eaux|elles)
        ~3 troisième tripl\w+
        ~4 quatrième quadrupl\w+
        ~6 demi-douzaine
        ~12 midi minuit
        ~10 décennies?""",
    "de": r"""
        0 null
        1 eins ein(?:e[nmrs]?)?
        2 zwei zwo
        3 drei
        4 vier
        5 fünf
        6 sechs
        7 sieben
        8 acht
        9 neun
        10 zehn
        11 elf
        12 zwölf
        16 sechzehn
        17 siebzehn
        20 zwanzig
        30 drei[sß]+ig
        40 vierzig
        50 fünfzig
        60 sechzig
        70 siebzig
        80 achtzig
        90 neunzig
        *100 hundert
        *1000 tausend
        *1000000 millionen million mio
        *1000000000 milliarden? mrd
        *12 dutzend
        /2 halb(?:e[nmrs]?)? hälften? halbiert?
        /3 drittel[sn]?
        /4 viertel[sn]?
        /5 fünftel[sn]?
        /6 sechstel[sn]?
        /8 achtel[sn]?
        /10 zehntel[sn]?
        3/2 anderthalb(?:e[nmrs]?)? eineinhalb
        +1/2 einhalb
        ~2 zweite[nmrs]? beiden? beides doppel\w* verdoppel\w* paar zwilling\w*
        ~3 dritte[nmrs]? dreifach\w* verdreifach\w*
        ~4 vierte[nmrs]? vierfach\w* vervierfach\w* quartal\w* viertelstunden?
        ~5 fünfte[nmrs]?
        ~12 mittags? mitternacht
        ~10 jahrzehnte?""",
    "ru": r"""
        0 ноль нуля
        1 од(?:ин|н[аоуы]|ного|ной|ному|ним|ном)
        2 дв(?:а|е|ух|ум|умя|ое|оих|оим)
        3 тр(?:и|ёх|ех|ем|ём|емя|ое|оих)
        4 четыр(?:е|ёх|ех|ем|ём|ьмя) четвер(?:о|ых)
        5 пят(?:ь|и|ью|еро|ерых)
        6 шест(?:ь|и|ью|еро|ерых)
        7 сем(?:ь|и|ью|еро|ерых)
        8 вос(?:емь|ьми|емью|ьмью)
        9 девят(?:ь|и|ью)
        10 десят(?:ь|и|ью|еро|ок|ка|ков)
        11 одиннадцат(?:ь|и|ью)
        12 двенадцат(?:ь|и|ью)
        13 тринадцат(?:ь|и|ью)
        14 четырнадцат(?:ь|и|ью)
        15 пятнадцат(?:ь|и|ью)
        16 шестнадцат(?:ь|и|ью)
        17 семнадцат(?:ь|и|ью)
        18 восемнадцат(?:ь|и|ью)
        19 девятнадцат(?:ь|и|ью)
        20 двадцат(?:ь|и|ью)
        30 тридцат(?:ь|и|ью)
        40 сорока?
        50 пят(?:ьдесят|идесяти)
        60 шест(?:ьдесят|идесяти)
        70 сем(?:ьдесят|идесяти)
        80 вос(?:емьдесят|ьмидесяти)
        90 девяносто?а?
        100 ст[оа] сотн\w+
        200 двести двухсот
        300 триста тр[её]хсот
        400 четыреста четыр[её]хсот
        500 пят(?:ьсот|исот)
        600 шест(?:ьсот|исот)
        700 сем(?:ьсот|исот)
        800 вос(?:емьсот|ьмисот)
        900 девят(?:ьсот|исот)
        *1000 тысяч[аиуеой]* тыс
        *1000000 миллион\w* млн
        *1000000000 миллиард\w* млрд
        *12 дюжин\w*
        /2 половин\w+
        /3 трет(?:ь|и|ью|ей|ями)
        /4 четверт(?:ь|и|ью|ей|ями)
        /5 пят(?:ая|ой|ых|ую)
        /6 шест(?:ая|ой|ых|ую)
        /8 восьм(?:ая|ой|ых|ую)
        /10 десят(?:ая|ой|ых|ую)
        ~1/2 (?:в_два_раза|вдвое)_(?:меньше|реже|короче|дешевле|медленнее)
        ~1/2 пол полчаса полов\w* вполовину пополам наполовину полу(?!ч|а|д|н)\w*
        3/2 полтор[аы] полутора
        +1/2 с_половиной
        ~2 втор\w+ двух\w+ дву\w+ близнец\w+
        ~2 вдвое вдво[её]м дважды двойн\w+ удв\w+ оба обе обоих обеих обеим пар[аыуе]? двукратн\w+ двухразов\w+
        ~3 трет(?:ий|ье\w*|ья|ью|ьи\w*) втрое втро[её]м трижды тройн\w+ утр\w+ трех\w+ трёх\w+
        ~4 четв[её]рт(?:ый|ого|ому|ом|ую) вчетверо четырежды четыр[её]х\w+
        ~5 пят(?:ый|ого|ом|ое|ому) впятеро пяти\w+
        ~6 шести\w+
        ~7 семи\w+
        ~8 восьми\w+
        ~10 десяти\w+ десятилет\w+
        ~12 полд\w+ полноч\w+ полуноч\w+ двенадцати\w+""",
    "sw": r"""
        0 sifuri
        1 m?moja
        2 mbili (?:ma|wa|vi|mi|u)wili
        3 (?:ma|wa|vi|mi)?tatu
        4 (?:ma|wa|vi|mi)?nne
        5 (?:ma|wa|vi|mi)?tano
        6 sita
        7 saba
        8 (?:ma|wa|vi|mi)?nane
        9 tisa
        10 kumi
        20 ishirini
        30 thelathini
        40 arobaini
        50 hamsini
        60 sitini
        70 sabini
        80 themanini
        90 tisini
        *100 mia
        *1000 elfu maelfu
        *1000000 milioni
        *12 dazeni dasani
        /2 nusu
        /3 thuluthi theluthi
        /4 robo
        /5 humusi
        /6 sudusi
        /8 thumuni
        ~2 pili maradufu mbilimbili jozi pacha mapacha wote_wawili mara_dufu
        ~12 adhuhuri
        ~10 muongo""",
    "bn": r"""
        0 শূন্য
        1 এক
        2 দুই দু(?=টি|টো|জন|বার|ই|দিন|মাস|বছর) দ্বি
        3 তিন(?!ি)
        4 চার(?!া|ে|্)
        5 পাঁচ
        6 ছয় ছ(?=টি|জন|টা)
        7 সাত
        8 আট
        9 নয়(?=টি|টা|জন)
        10 দশ
        11 এগারো এগার
        12 বারো
        13 তেরো
        14 চোদ্দ চৌদ্দ
        15 পনেরো পনের
        16 ষোলো ষোল
        17 সতেরো
        18 আঠারো আঠার
        19 উনিশ
        20 কুড়ি বিশ(?!্|ে|ি|া)
        21 একুশ
        24 চব্বিশ
        25 পঁচিশ
        30 ত্রিশ তিরিশ
        35 পঁয়ত্রিশ
        40 চল্লিশ
        50 পঞ্চাশ
        60 ষাট
        70 সত্তর
        75 পঁচাত্তর
        80 আশি
        90 নব্বই
        *100 শত(?!াংশ) শো
        *1000 হাজার
        *100000 লক্ষ লাখ
        *10000000 কোটি
        *12 ডজন
        /2 অর্ধেক আধ অর্ধ
        /3 তৃতীয়াংশ তৃতীয়াংশ
        /4 চতুর্থাংশ সিকি
        /5 পঞ্চমাংশ
        /6 ষষ্ঠাংশ
        /8 অষ্টমাংশ
        /10 দশমাংশ
        3/2 দেড় দেড়
        5/2 আড়াই আড়াই
        1/2 সাড়ে সাড়ে
        3/4 পৌনে
        5/4 সোয়া
        ~2 দ্বিতীয় দ্বিতীয় দ্বিগুণ জোড়া জোড়া উভয় উভয় যমজ দুটো
        ~3 তৃতীয় তৃতীয় ত্রিগুণ
        ~4 চতুর্থ
        ~12 দুপুর মধ্যরাত
        ~10 দশক""",
    "te": r"""
        0 సున్న
        1 ఒక ఒకటి
        2 రెండ రెండు రెం ఇద్దర ఇరువుర
        3 మూడ మూడు మూడిం ముగ్గుర ముప్పావు
        4 నాలుగ నాలుగు నలుగుర నాల్గ నాల
        5 ఐద ఐదు అయిద ఐదుగుర ఐదిం
        6 ఆరు ఆరుగుర ఆరిం
        7 ఏడు ఏడుగుర ఏడిం
        8 ఎనిమిది ఎనమండుగుర ఎనిమిదిం
        9 తొమ్మిది
        10 పది పదిమంది
        11 పదకొండు
        12 పన్నెండు
        13 పదమూడు
        14 పద్నాలుగు పధ్నాలుగు
        15 పదిహేను పదిహైదు
        16 పదహారు
        17 పదిహేడు
        18 పద్దెనిమిది
        19 పంతొమ్మిది
        20 ఇరవై
        30 ముప్పై
        40 నలభై
        50 యాభై
        60 అరవై
        70 డెబ్బై
        80 ఎనభై
        90 తొంభై
        *100 వంద వందల నూరు
        *1000 వెయ్యి వేయి వేల
        *100000 లక్ష
        *1000000 మిలియన్
        *10000000 కోటి కోట్ల
        *12 డజన
        /2 సగం సగాని సగాన్ని సగభాగ అర్ధ అర(?=\s|గంట)
        /4 పావు పాతిక
        3/4 ముప్పావు
        ~1/2 న్నర
        ~2 రెట్టింపు రెండో రెండవ డబుల్ జత జంట కవల
        ~3 మూడవ మూడో ట్రిపుల్
        ~4 నాల్గవ
        ~12 మధ్యాహ్నం అర్ధరాత్రి
        ~10 దశాబ్ద""",
    "th": r"""
        0 ศูนย์
        1 หนึ่ง เอ็ด
        2 สอง ยี่(?=สิบ)
        3 สาม
        4 สี่
        5 ห้า
        6 หก
        7 เจ็ด
        8 แปด
        9 เก้า
        *10 สิบ
        *100 ร้อย
        *1000 พัน
        *10000 หมื่น
        *100000 แสน
        *1000000 ล้าน
        *12 โหล
        /2 ครึ่ง
        ~2 คู่ เท่าตัว แฝด ทั้งคู่
        ~10 ทศวรรษ
        ~12 เที่ยง(?!ยว)
        ! ห้าม เก้าอี้ ร้อยละ พันธ หกล้ม สี่เหลี่ยม สามเหลี่ยม ศูนย์กลาง ศูนย์การค้า แสนสุข สามารถ สามี ห้าง ห้อง""",
    "zh": r"""
        1 一 壹
        2 二 两 兩 贰 俩
        3 三 叁 仨
        4 四
        5 五
        6 六
        7 七
        8 八
        9 九
        *10 十 (?<=[一二三四五六七八九两\d])成 (?<=[一二三四五六七八九\d\s])折
        *100 百
        *1000 千 仟
        *10000 万 萬
        *100000000 亿 億
        *12 打(?![折电開开包算扫掃架猎字球工败])
        /2 半
        /4 刻钟 刻鐘
        ~2 双 雙 对 對 加倍 翻倍 倍
        ~10 年代
        ~5 九五折
        ~15 八五折
        ~25 七五折
        ~35 六五折
        ~12 中午 正午 午夜
        ! 四[舍捨]五入 三明治 千克 千米 千瓦 万圣节 萬聖節 百分 十分之 十字 百货 百貨
        ! (?:星期|周|週|礼拜|禮拜|第)[一二三四五六七八九十]+ [一二三四五六七八九十]+月份? 千卡 万一 一些
        ! 一起 一样 一樣 一般 一直""",
    "ja": r"""
        0 零 〇 ゼロ
        1 一 ひとつ
        2 二 ふたつ ふたり
        3 三 みっつ
        4 四 よっつ
        5 五 いつつ
        6 六 むっつ
        7 七 ななつ
        8 八 やっつ
        9 九 ここのつ
        *10 十
        *100 百
        *1000 千
        *10000 万
        *100000000 億
        *12 ダース
        /2 半分 半 ハーフ
        /4 四半 クォーター
        ~2 倍 両方 両 ペア 双子 対 ダブル
        ~3 トリプル
        ~12 正午 真夜中 昼
        ! 四捨五入 一緒 一部 一般 一番 一定 三角 四角
        ! 第[一二三四五六七八九十]+ [一二三四五六七八九十]+月(?!間) 十分な 十分に 万引 百貨店 千切 一方""",
    "ko": r"""
        1 한(?=\s|[개명번시달살잔권장대마주쌍배]) 하나
        2 두(?=\s|[개명번시달살잔권장대마주쌍배]) 둘
        3 세(?=\s|[개명번시달살잔권장대마주쌍배]) 셋 석(?=\s)
        4 네(?=\s|[개명번시달살잔권장대마주쌍배]) 넷 넉(?=\s)
        5 다섯
        1 일(?=[십백천만억])
        2 이(?=[십백천만억])
        3 삼(?=[십백천만억])
        4 사(?=[십백천만억])
        5 오(?=[십백천만억])
        6 육(?=[십백천만억])
        7 칠(?=[십백천만억])
        8 팔(?=[십백천만억])
        9 구(?=[십백천만억])
        *1000 (?<=\d)천
        *10000 (?<=\d)만
        *100000000 (?<=\d)억 (?<=[일이삼사오육칠팔구십백천])억
        *12 다스
        *10 (?<=[일이삼사오육칠팔구백천만])십
        *100 (?<=[일이삼사오육칠팔구천만])백
        *1000 (?<=[일이삼사오육칠팔구만])천
        *10000 (?<=[일이삼사오육칠팔구십백천])만
        6 여섯
        7 일곱
        8 여덟
        9 아홉
        10 열(?=\s|[개명번시살잔권장대마한두세네다여일아하둘셋넷])
        20 스물 스무(?=\s|[개명번시살잔권장대마])
        30 서른
        40 마흔
        50 쉰
        60 예순
        70 일흔
        80 여든
        90 아흔
        /2 절반 반(?=\s|[으의만이을은])
        ~2 두_?배 배로 쌍 켤레 쌍둥이 둘째 두_?번째 양쪽 더블
        ~3 셋째 세_?번째
        ~4 분기 쿼터
        ~12 정오 자정""",
}

JOINTS: dict[str, str] = {
    "en": r"[\s-]+(?:and[\s-]+)?", "es": r"[\s-]+(?:[ye]\s+)?", "fr": r"[\s-]+(?:et[\s-]+)?",
    "de": r"(?:und)?", "ru": r"[\s-]+", "sw": r"[\s-]+(?:na\s+)?", "bn": r"[\s-]*(?:ও\s+)?",
    "te": r"[\s-]*", "th": r"", "zh": r"[零又]?", "ja": r"", "ko": r"\s?",
}  # fmt: skip
"""What may stand between two words of one number: one hundred *and* five."""

FRACTION_MARKS = {"zh": "分之", "ja": "分の", "ko": "분의"}
"""Between denominator and numerator, in that order: 三分之二 is 2/3."""
COMPOUND = frozenset({"de"})
"""Number words are written together, and nothing else with them but an ending: fünfundzwanzig, zweimal."""
UNSPACED = frozenset({"th", "zh", "ja"})
"""No space shows where a word begins: numerals are found anywhere, and a space ends one."""
SUFFIXED = frozenset({"bn", "te", "ko"})
"""Endings and counters are glued to the numeral: only its beginning is a boundary."""
MYRIADS = frozenset({"zh", "ja", "ko"})
"""Digits may go on after a scale: 8万5000 is 85,000."""
SCALE_FIRST = frozenset({"sw"})
"""`mia mbili` is two hundred."""
COMMA_DECIMAL = frozenset(  # a list of so many strings would be forty lines
    "af az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk "  # noqa: SIM905
    "nb nl nn no pl pt ro ru sk sl sq sr sv tr uk uz vi".split()
)
"""Languages that write 1,5 for one and a half and group thousands with a point or a space (CLDR 45)."""
