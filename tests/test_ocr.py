"""A page is read by a vision model through the one door, or by tesseract; its problems find their gold."""

import base64
import io
import json
import shutil
from hashlib import sha256

import pytest
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from annotate import ocr, tesseract
from annotate.images import Image, named_by_digest, with_images
from annotate.llm import LLM, Chat, Endpoint, EndpointError, NotRecorded, Unfinished
from annotate.ocr import Box, Seen, SeenProblem
from builders.exam_keys import KeyFileError, option_letter, read_keys
from schemas.answers import AnswerJournal
from schemas.digest import canonical_json, digest
from schemas.journal import read_journal
from schemas.records import PageImage, Transcription
from tests.far_end.process import far_end

WHOLE = {"left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0}
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None,
    reason="tesseract reads nothing here because it is not installed: apt-get install tesseract-ocr tesseract-ocr-kor",
)


def png(colour="white", size=(40, 20)):
    buffer = io.BytesIO()
    Picture.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def problem(text, number=None, **changes):
    return {
        "number": number, "text": text, "choices": [], "needs_figure": False, "complete": True, "box": WHOLE,
    } | changes  # fmt: skip


@pytest.fixture
def reading(tmp_path):
    """A far end that knows what stands on some images, and a door to it."""

    class Reading:
        def knows(self, **pages):
            lines = [{"image": sha256(png(colour)).hexdigest(), "answer": answer} for colour, answer in pages.items()]
            path = tmp_path / "pages.jsonl"
            path.write_text("".join(json.dumps(line) + "\n" for line in lines))
            return far_end(page_file=path)

        async def see(self, server, colour):
            with AnswerJournal(tmp_path / "answers.sqlite") as journal:
                llm = LLM(Endpoint(server.url, "k"), journal, run="r", concurrency=2)
                try:
                    return await ocr.see(png(colour), ".png", llm=llm, model="m", max_tokens=1000)
                finally:
                    await llm.close()

        def requests(self):
            rows = read_journal(tmp_path / "answers.sqlite").execute("SELECT key, request FROM answers ORDER BY seq")
            return [(row["key"], row["request"]) for row in rows]

    return Reading()


async def test_a_page_of_several_problems_gives_each_with_its_box(reading):
    left, right = WHOLE | {"right": 0.5}, WHOLE | {"left": 0.5}
    page = {"problems": [problem("$x$?", 1, box=left), problem("$y$?", 2, choices=["1", "2"], box=right)]}
    with reading.knows(red=page) as server:
        seen = await reading.see(server, "red")
        assert server.stats().images == 1
    assert seen.problems == [
        SeenProblem(number=1, text="$x$?", choices=[], needs_figure=False, complete=True, box=Box(**left)),
        SeenProblem(number=2, text="$y$?", choices=["1", "2"], needs_figure=False, complete=True, box=Box(**right)),
    ]
    assert seen.key == reading.requests()[0][0]


async def test_a_problem_alone_on_its_page_has_all_of_it(reading):
    page = {"problems": [problem("$x$?", box=WHOLE | {"top": 0.4})]}
    with reading.knows(red=page) as server:
        assert (await reading.see(server, "red")).problems[0].box == Box(**WHOLE)


async def test_the_journal_names_the_image_and_its_key_is_of_what_was_sent(reading):
    with reading.knows(red={"problems": [problem("$x$?")]}) as server:
        await reading.see(server, "red")
        sent = server.stats().finished
    [(key, request)] = reading.requests()
    content = json.loads(request)["messages"][1]["content"]
    assert content[1] == {"type": "image_url", "image_url": {"url": f"sha256:{sha256(png('red')).hexdigest()}"}}
    assert len(request) < 6_000
    assert [f"b2:{body}#0" for body in sent] == [key]
    assert key != f"{digest(request)}#0"


async def test_a_page_that_was_read_is_not_sent_again(reading):
    with reading.knows(red={"problems": [problem("$x$?")]}) as server:
        assert await reading.see(server, "red") == await reading.see(server, "red")
        assert (server.stats().received, server.stats().images) == (1, 1)


@pytest.mark.parametrize(
    ("box", "asked"),
    [
        (WHOLE | {"right": 1.2}, 2),
        (WHOLE | {"left": 1.0}, 2),
        # What lacks a field was not held to the schema: JSON mode comes before the repair turn.
        ({"left": 0}, 3),
    ],
)
async def test_a_box_outside_the_page_is_asked_for_again_and_then_refused(reading, box, asked):
    with reading.knows(red={"problems": [problem("$x$?", box=box), problem("$y$?")]}) as server:
        with pytest.raises(Unfinished) as raised:
            await reading.see(server, "red")
        assert (server.stats().received, server.stats().images) == (asked, asked)
    assert raised.value.reason == "wrong shape"


async def test_an_image_that_is_none_stops_the_run_with_what_the_endpoint_says(tmp_path):
    with far_end() as server, AnswerJournal(tmp_path / "answers.sqlite") as journal:
        llm = LLM(Endpoint(server.url, "k"), journal, run="r", concurrency=2)
        with pytest.raises(EndpointError, match="the image is no image/png"):
            await ocr.see(b"no image", ".png", llm=llm, model="m", max_tokens=100)
        await llm.close()


def test_images_go_with_the_first_message_of_the_user_alone():
    image = Image(b"i", "image/jpeg")
    chat = Chat("m", (("system", "s"), ("user", "u"), ("assistant", "a"), ("user", "v")), images=(image,))
    contents = [message["content"] for message in json.loads(chat.body())["messages"]]
    url = f"data:image/jpeg;base64,{base64.b64encode(b'i').decode()}"
    assert contents == [
        "s",
        [{"type": "text", "text": "u"}, {"type": "image_url", "image_url": {"url": url}}],
        "a",
        "v",
    ]


def test_a_text_that_looks_like_an_image_is_kept_as_it_is():
    body = canonical_json({"messages": [{"content": json.dumps(with_images("t", (Image(png(), "image/png"),)))}]})
    assert named_by_digest(body) == body


def a_page(**changes):
    page = {
        "row": 1, "name": "a.png", "file": "a.png", "original": "a", "area": (0, 0, 1, 1), "exam": "csat", "part": "",
        "year": 2024, "page": 3, "number": 7, "error_rate": None, "fault": "", "run": "r",
    }  # fmt: skip
    return PageImage.model_validate(page | changes)


def a_text(**changes):
    text = {
        "run": "r", "item": "r-a-01", "image": "a.png", "revision": 0, "place": 1, "number": 12, "text": "t",
        "choices": (), "box": (0, 0, 1, 1), "needs_figure": False, "complete": True, "transcriber": "m",
        "answer_key": "",
    }  # fmt: skip
    return Transcription.model_validate(text | changes)


def keys(tmp_path, text):
    path = tmp_path / "KEYS.csv"
    path.write_text(text, encoding="utf-8")
    return read_keys(path)


def test_gold_joins_by_the_columns_that_are_there(tmp_path):
    joined = keys(tmp_path, "exam,page,number,answer\ncsat,03,07,18\ncsat,3,12,-7/2\n")
    assert joined.columns == ("exam", "page", "number")
    assert joined.golds[joined.name_of(a_page(), a_text())].answer == "18"
    beside_others = a_text(box=(0, 0, 0.5, 1))
    assert joined.golds[joined.name_of(a_page(), beside_others)].answer == "-7/2"
    assert joined.name_of(a_page(exam="kmo"), a_text()) not in joined.golds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exam,number,answer\na,1,2\na,01,3\n", "row 2: exam a, number 1 has an answer already"),
        ("exam,number\na,1\n", "row 1: answer: Field required"),
        ("exam,number,answer,answer_type\na,1,2,riddle\n", "row 1: answer_type: Input should be 'numeric'"),
        ("answer\n2\n", "names no problem"),
        ("exam,answer\n", "names no problem"),
    ],
)
def test_keys_that_cannot_be_used_say_which_line(tmp_path, text, said):
    with pytest.raises(KeyFileError, match=said):
        keys(tmp_path, text)


@pytest.mark.parametrize(("answer", "letter"), [("2", "B"), ("②", "B"), ("D", "D"), ("12", "12"), ("0", "0")])
def test_an_option_is_named_by_its_printed_number_or_letter(answer, letter):
    assert option_letter(answer) == letter


@pytest.fixture
def page(tmp_path):
    """An image of a printed sentence under its digest, as `sources/` keeps it."""
    picture = Picture.new("RGB", (900, 90), "white")
    ImageDraw.Draw(picture).text((20, 20), "What is the sum of 12 and 30?", "black", ImageFont.load_default(42))
    picture.save(tmp_path / "page.png")
    file = tmp_path / f"{sha256((tmp_path / 'page.png').read_bytes()).hexdigest()}.png"
    return (tmp_path / "page.png").rename(file)


@needs_tesseract
async def test_tesseract_reads_a_printed_sentence_and_a_replay_needs_no_tesseract(page, tmp_path, monkeypatch):
    reader = tesseract.reader_name("en")
    with AnswerJournal(tmp_path / "answers.sqlite") as journal:
        asking = {"journal": journal, "reader": reader, "language": "en", "run": "r"}
        seen = await tesseract.see(page, replay=False, **asking)
        monkeypatch.setenv("PATH", "")
        assert await tesseract.see(page, replay=True, **asking) == seen
    assert seen == Seen([SeenProblem.model_validate(problem("What is the sum of 12 and 30?\n"))], seen.key)
    row = read_journal(tmp_path / "answers.sqlite").execute("SELECT * FROM answers").fetchone()
    assert (row["model"], row["stage"], row["run"]) == (reader, "transcribe", "r")
    assert json.loads(row["request"])["image"] == f"sha256:{page.stem}"


async def test_a_replay_of_a_page_that_tesseract_never_read_says_so(page, tmp_path):
    with AnswerJournal(tmp_path / "answers.sqlite") as journal:
        reading = tesseract.see(page, journal=journal, reader="t", language="ko", run="r", replay=True)
        with pytest.raises(NotRecorded, match="draft again where tesseract is installed"):
            await reading


def test_without_tesseract_the_packages_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(tesseract.TesseractError, match="apt-get install tesseract-ocr tesseract-ocr-kor"):
        tesseract.reader_name("ko")


def test_a_language_without_trained_data_says_what_there_is():
    with pytest.raises(tesseract.TesseractError, match="no trained data is known for eu: ar, de, en"):
        tesseract.languages_of("eu")
