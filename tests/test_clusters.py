"""Clusters of articles, one format after the other, and what becomes of an article that cannot be a document."""

import gzip
import json

import polars as pl
import pytest

from builders.clusters import Clusters, clusters, named
from crawlers.clusters.articles import Article
from crawlers.clusters.globesumm import read_globesumm
from crawlers.clusters.itn import read_itn
from crawlers.clusters.language_tags import language_tag, names_a_language
from crawlers.clusters.mapped import read_mapped
from crawlers.clusters.markup import Plain, plain_text
from crawlers.clusters.ntrex import read_ntrex
from crawlers.clusters.recognised import read_articles
from crawlers.clusters.wikinews import read_wikinews
from crawlers.rows import BadRow, InputError
from schemas.inference import Document, Event
from schemas.records import Finding, Refusal

SPANISH = "El puente de la ciudad se hundió el sábado por la noche y murieron cuatro personas que lo cruzaban a pie."
ENGLISH = "The town's bridge fell on Saturday night while people were crossing it, and four of them were killed there."
RUSSIAN = "Мост обрушился в субботу ночью, погибли четыре человека."
KOREAN = "토요일 밤 다리가 무너져 네 명이 숨졌다."


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


# The formats


def test_an_event_of_globesumm_gives_its_news_with_what_is_known_of_the_event(tmp_path):
    news = [
        {"lang_abbr": "es", "lang_full": "Spanish", "date": "2022-09-08", "title": "Puente", "article": SPANISH},
        {"lang_abbr": "ru", "lang_full": "Russian", "date": "2022/09/09", "title": "Мост", "article": RUSSIAN},
    ]
    event = {"date": 20220908, "description": "A bridge falls.", "category": "accident", "news": news}
    path = tmp_path / "globesumm.json"
    path.write_text(json.dumps([event, {"date": 20220909}]), encoding="utf-8")
    first, second, fault = read_globesumm(path)
    same = {"event_date": "2022-09-08", "category": "accident", "description": "A bridge falls."}
    assert len(first.event) == 12
    assert first == Article(1, first.event, "es", SPANISH, "Puente", "2022-09-08", **same)
    assert second == Article(2, first.event, "ru", RUSSIAN, "Мост", "2022-09-09", **same)
    assert fault == BadRow(3, "event 2 holds no list of news")


def test_articles_of_wikinews_meet_by_their_page(tmp_path):
    rows = [
        {"pageid": 7, "lang": "es", "title": "Puente", "text": SPANISH, "date": "2022-09-08T10:00:00Z",
         "url": "https://es.wikinews.org/wiki/Puente", "categories": ["Accidentes", "España"]},
        {"pageid": 7, "lang": "ru", "title": "Мост", "text": RUSSIAN, "date": "", "url": "", "categories": []},
    ]  # fmt: skip
    assert list(read_wikinews(write_jsonl(tmp_path / "wikinews.jsonl", rows))) == [
        Article(1, "7", "es", SPANISH, "Puente", "2022-09-08", "https://es.wikinews.org/wiki/Puente",
                category="Accidentes, España"),
        Article(2, "7", "ru", RUSSIAN, "Мост"),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet"])
def test_columns_of_any_name_are_mapped_and_our_own_names_need_no_mapping(tmp_path, ending):
    rows = [{"story": "17", "lang": "zh_TW", "body": "橋樑倒塌，四人死亡。", "title": "橋", "translator": "deepl"}]
    path = tmp_path / f"articles{ending}"
    match ending:
        case ".jsonl":
            write_jsonl(path, rows)
        case ".csv":
            pl.DataFrame(rows).write_csv(path)
        case ".parquet":
            pl.DataFrame(rows).write_parquet(path)
    columns = {"event": "story", "language": "lang", "text": "body"}
    expected = Article(1, "17", "zh-TW", rows[0]["body"], "橋", origin="translation", translator="deepl")
    assert list(read_mapped(path, columns)) == [expected]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "no column is named for the event in {path}: it has story, language, text"),
        ({"event": "storey"}, "{path} has no column storey: it has story, language, text"),
        ({"event": "story", "body": "text"}, "no field of an article is called body: there are event, language, text,"),
    ],
)
def test_a_column_that_is_not_there_is_named_before_any_article(tmp_path, columns, message):
    path = write_jsonl(tmp_path / "a.jsonl", [{"story": 1, "language": "en", "text": ENGLISH}])
    with pytest.raises(InputError) as raised:
        read_mapped(path, columns)
    assert str(raised.value).startswith(message.format(path=path))


def test_a_row_that_cannot_be_read_keeps_its_place(tmp_path):
    path = tmp_path / "articles.jsonl"
    good = {"event": 1, "language": "en", "text": ENGLISH}
    rows = [json.dumps(row) for row in (good, {**good, "text": {"body": ENGLISH}}, {**good, "event": ""})]
    path.write_text("\n".join([rows[0], "{torn", *rows[1:]]), encoding="utf-8")
    assert list(read_mapped(path, {})) == [
        Article(1, "1", "en", ENGLISH),
        BadRow(2, "line 2: not JSON (Expecting property name enclosed in double quotes, column 2)"),
        BadRow(3, "column text holds a dict, not a text"),
        BadRow(4, "it names no event (column event)"),
    ]


BLURBS = {
    "Q1": {
        "1662660000.0": {"lang": "en", "keyword": "Bridge", "blurb": "A <b><a href='x'>bridge</a></b> falls."},
        "1662746400.0": {
            "lang": "en",
            "keyword": "Bridge",
            "blurb": "A <b>bridge</b> <i>(pictured)</i> falls, killing four.",
        },
        "1662832800.0": {"lang": "en", "keyword": "Bridge", "blurb": "Six engineers are arrested."},
        "1662660001.0": {"lang": "zh-yue", "keyword": "橋", "blurb": "<b>橋</b>冧咗。"},
        "soon": {"lang": "en", "keyword": "", "blurb": "x"},
    }
}


@pytest.mark.parametrize("packed", [False, True])
def test_blurbs_of_a_language_become_one_document_each_in_its_last_wording(tmp_path, packed):
    path = tmp_path / ("corpus.json.gz" if packed else "corpus.json")
    content = json.dumps(BLURBS).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    where = {"date": "2022-09-08", "source": "https://www.wikidata.org/wiki/Q1"}
    assert list(read_itn(path)) == [
        BadRow(1, "event Q1: soon holds no blurb with its language"),
        Article(2, "Q1", "en", "A bridge falls, killing four.\n\nSix engineers are arrested.", "Bridge", **where),
        Article(3, "Q1", "yue", "橋冧咗。", "橋", **where),
    ]


def test_a_torn_corpus_is_an_input_error(tmp_path):
    path = tmp_path / "corpus.json.gz"
    path.write_bytes(gzip.compress(json.dumps(BLURBS).encode())[:-20])
    with pytest.raises(InputError, match="is not the JSON of an ITN corpus"):
        list(read_itn(path))


def write_ntrex(folder):
    (folder / "NTREX-128").mkdir()
    (folder / "DOCUMENT_IDS.tsv").write_text("bbc.1\nbbc.1\nlemonde.2\n")
    for name, lines in {
        "newstest2019-src.eng.txt": ["A bridge fell.", "Four died.", "It rained."],
        "newstest2019-ref.zho-CN.txt": ["一座桥倒塌了。", "四人死亡。", "下雨了。"],
        "newstest2019-ref.spa.txt": ["Se hundió un puente.", "Murieron cuatro.", "Llovió."],
    }.items():
        (folder / "NTREX-128" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_documents_of_ntrex_are_translations_and_say_so(tmp_path):
    write_ntrex(tmp_path)
    theirs = {"origin": "translation", "translated_from": "en", "translator": "human:NTREX-128"}
    assert list(read_ntrex(tmp_path, languages=["en", "zh-CN"])) == [
        Article(1, "bbc.1", "zh-CN", "一座桥倒塌了。四人死亡。", source="bbc", **theirs),
        Article(2, "lemonde.2", "zh-CN", "下雨了。", source="lemonde", **theirs),
        Article(3, "bbc.1", "en", "A bridge fell. Four died.", source="bbc"),
        Article(4, "lemonde.2", "en", "It rained.", source="lemonde"),
    ]


def test_a_translation_that_lacks_a_line_is_not_shifted_but_refused(tmp_path):
    write_ntrex(tmp_path)
    (tmp_path / "NTREX-128" / "newstest2019-ref.spa.txt").write_text("Se hundió un puente.\nMurieron cuatro.\n")
    with pytest.raises(InputError, match=r"has 2 lines where DOCUMENT_IDS\.tsv has 3"):
        list(read_ntrex(tmp_path, languages=["es"]))


# Tags and markup


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("eng", "en"), ("EN", "en"), ("zho-CN", "zh-CN"), ("zh_tw", "zh-TW"), ("aze-latn", "az-Latn"), ("nob", "nb"),
        ("zh-yue", "yue"), ("zh-classical", "lzh"), ("be-tarask", "be-tarask"), ("sco", "sco"), ("", ""),
        ("iw", "he"), ("in-ID", "id-ID"),
    ],
)  # fmt: skip
def test_a_code_becomes_the_tag_of_its_language(code, tag):
    assert language_tag(code) == tag


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("en_US", True), ("zh-Hant-TW", True), ("be-tarask", True), ("sco", True), ("sr-Latn", True), ("IW", True),
     ("English", False), ("xx", False), ("cz", False), ("und", False), ("en;es", False), ("zh-", False)],
)  # fmt: skip
def test_what_names_no_language_is_told_from_a_tag(code, is_one):
    assert names_a_language(language_tag(code)) == is_one


@pytest.mark.parametrize(
    ("page", "text", "tags"),
    [
        ('<b><a href="x">Liz Truss</a></b> resigns.', "Liz Truss resigns.", ("a", "b")),
        ("<p>It fell on Saturday.</p><p>Four died.</p>", "It fell on Saturday.\n\nFour died.", ("p",)),
        ("<b>She resigned</b>Then,<b>he</b> did", "She resigned Then, he did", ("b",)),
        ("<b>auto</b>bus, <b>Liz</b>s", "autobus, Lizs", ("b",)),
        ("ronna (10<sup>27</sup>) und 10<sup>−30</sup>", "ronna (10²⁷) und 10⁻³⁰", ("sup",)),
        ("le 1<sup>er</sup> mai", "le 1er mai", ("sup",)),
        ("대통령<a>으로</a>", "대통령으로", ("a",)),
        ("a<script>x</script> b", "a b", ("script",)),
        ('a<span style="display: none">20 <b>May</b><br>x</span> b', "a b", ("b", "br", "span")),
        ("«<ahref='x'>Baikonur</a>»", "«Baikonur»", ("a",)),
        ("cats &amp; dogs&nbsp;here", "cats & dogs here", ("&;",)),
    ],
)  # fmt: skip
def test_markup_is_taken_out_as_a_browser_would_show_it(page, text, tags):
    assert plain_text(page) == Plain(text, tags)


@pytest.mark.parametrize("text", ["a < b and b > c", "5 <6", "<Maria> said", "AT&T; R&D", "I <3 you"])
def test_a_text_without_tags_stays_as_it_is(text):
    assert plain_text(text) == Plain(text, ())


# From articles to documents


def article(number, event, language, text, **more):
    return Article(number, event, language, text, **more)


def document(event, language, text, **more):
    event = named("run", "event", event)
    return Document(**{
        "run": "run", "document": named("run", event, language, "", text), "event": event, "language": language,
        "date": "", "title": "", "text": text, "source": "", "origin": "native", "translated_from": "",
        "translator": "", "answer_key": "", **more,
    })  # fmt: skip


def refused(number, reason, detail):
    return Refusal(run="run", item=f"run-row-{number}", stage="read", reason=reason, detail=detail)


def noticed(of, check, message):
    return Finding(run="run", item=of.document, revision=0, check=check, message=message, quotes=())


def test_an_event_and_its_documents_are_named_after_their_content():
    articles = [
        article(1, "7", "ru", RUSSIAN, date="2022-09-09", category="accident", description="A bridge falls."),
        article(2, "7", "ko", KOREAN, date="2022-09-08", category="accident", description="A bridge falls."),
    ]
    event = Event(run="run", event=named("run", "event", "7"), source_id="7", date="2022-09-08", category="accident",
                  description="A bridge falls.")  # fmt: skip
    documents = [document("7", "ru", RUSSIAN, date="2022-09-09"), document("7", "ko", KOREAN, date="2022-09-08")]
    assert clusters("run", articles) == Clusters([event], documents, [], [])
    assert {one.document for one in clusters("run", articles[::-1]).documents} == {one.document for one in documents}


def test_every_article_that_cannot_be_a_document_is_refused_with_its_reason():
    wrong = "Vier Menschen starben, als am Samstagabend die Brücke der Stadt einstürzte. " * 4
    articles = [
        article(1, "7", "ru", RUSSIAN),
        article(2, "7", "ko", KOREAN),
        BadRow(3, "line 3: not JSON"),
        article(4, "7", "es", " <p>&nbsp;</p>  12 "),
        article(5, "7", "", ENGLISH),
        article(6, "7", "es", wrong),
        article(7, "7", "ja", KOREAN + " 모두"),
        article(8, "9", "en", f"  {RUSSIAN.upper()}\n"),
        article(9, "8", "ko", "비가 왔다."),
        article(10, "8", "ko", "눈이 왔다."),
        article(11, "7", "spanish", SPANISH),
    ]
    made = clusters("run", articles)
    assert made.documents == [document("7", "ru", RUSSIAN), document("7", "ko", KOREAN)]
    lonely = named("run", "event", "8")
    assert lonely not in {event.event for event in made.events}
    assert made.refusals == [
        refused(10, "event in one language", "event 8 has ko"),
        refused(11, "no language tag", f"declared spanish: {SPANISH[:60]}"),
        refused(3, "bad row", "line 3: not JSON"),
        refused(4, "empty article", "event 7, es"),
        refused(5, "no language", f"event 7: {ENGLISH[:60]}"),
        refused(6, "wrong language", f"declared es, reads as de (1.00): {wrong[:60]}"),
        refused(7, "wrong language", f"declared ja, reads as ko (1.00): {KOREAN} 모두"),
        refused(8, "duplicate article", "the same as row 1"),
        refused(9, "event in one language", "event 8 has ko"),
    ]


def test_scripts_and_countries_of_one_language_are_one_language():
    articles = [article(1, "7", "zh-TW", "橋樑倒塌，四人死亡。"), article(2, "7", "zh-CN", "桥梁倒塌，四人死亡。")]
    assert [refusal.reason for refusal in clusters("run", articles).refusals] == ["event in one language"] * 2


def test_two_codes_of_one_language_are_one_language():
    articles = [article(1, "7", "no", "Broen falt i går."), article(2, "7", "nb", "Fire døde under broen.")]
    assert [refusal.reason for refusal in clusters("run", articles).refusals] == ["event in one language"] * 2


def test_markup_and_a_language_that_the_text_does_not_tell_are_noted_not_refused():
    made = clusters("run", [article(1, "7", "ko", f"<p>{KOREAN}</p>"), article(2, "7", "sco", "The brig fell.")])
    korean, scots = document("7", "ko", KOREAN), document("7", "sco", "The brig fell.")
    assert made.documents == [korean, scots]
    assert made.findings == [
        noticed(korean, "markup", "markup was taken out: p"),
        noticed(scots, "language", "the text does not tell whether it is sco, as declared"),
    ]


def test_an_article_of_fifty_thousand_characters_is_kept_whole():
    long = " ".join([SPANISH] * 500)
    made = clusters("run", [article(1, "7", "es", long), article(2, "7", "ko", KOREAN)])
    assert len(long) > 50_000
    assert made.documents[0].text == long


def test_a_translation_points_to_the_one_document_that_it_can_be_of():
    theirs = {"origin": "translation", "translated_from": "en", "translator": "human:x"}
    one = [article(1, "7", "en", ENGLISH), article(2, "7", "ko", KOREAN, **theirs)]
    english = document("7", "en", ENGLISH)
    expected = document("7", "ko", KOREAN, origin="translation", translated_from=english.document, translator="human:x")
    assert clusters("run", one).documents == [english, expected]
    two = [*one, article(3, "7", "en", ENGLISH.replace("four", "five"))]
    assert clusters("run", two).documents[1].translated_from == ""


# Formats told by their look


def test_a_file_is_read_by_its_look_and_a_named_column_decides(tmp_path):
    news = [{"lang_abbr": "es", "date": "", "title": "", "article": SPANISH}]
    globesumm = tmp_path / "events.json"
    globesumm.write_text(json.dumps([{"date": 20220908, "description": "", "category": "", "news": news}]))
    itn = tmp_path / "corpus.json.gz"
    itn.write_bytes(gzip.compress(json.dumps(BLURBS).encode()))
    write_ntrex(tmp_path)
    rows = [{"pageid": "7", "lang": "es", "text": SPANISH, "event": "8", "language": "es"}]
    wikinews = write_jsonl(tmp_path / "rows.jsonl", rows)
    readers = {globesumm: read_globesumm, itn: read_itn, wikinews: read_wikinews, tmp_path: read_ntrex}
    for path, reader in readers.items():
        assert list(read_articles(path, {})) == list(reader(path)) != []
    assert [one.event for one in read_articles(wikinews, {})] == ["7"]
    assert [one.event for one in read_articles(wikinews, {"event": "event"})] == ["8"]


def test_a_file_that_is_no_gzip_is_told_by_the_reader_of_its_rows(tmp_path):
    path = tmp_path / "rows.json.gz"
    path.write_bytes(b"[]")
    with pytest.raises(InputError, match="is not a whole gzip file"):
        list(read_articles(path, {}))


def test_globesumm_may_spell_its_language_in_full(tmp_path):
    file = tmp_path / "events.jsonl"
    news = [{"language": "en", "date": "2026-03-07", "title": "", "article": "The bridge opened."}]
    file.write_text(json.dumps({"date": "2026-03-07", "description": "a bridge", "category": "", "news": news}))
    assert [(article.language, article.text) for article in read_globesumm(file)] == [("en", "The bridge opened.")]
