"""Exam pages come in whole, upright and bounded, with what their manifest or their names say of them."""

import json
from hashlib import sha256

import pytest
from PIL import Image, ImageDraw

from crawlers.page_images import MAX_PIXELS, WHOLE
from crawlers.page_listing import PageListError
from crawlers.pages import bring_in, read_pages, write_pages
from schemas.records import Page
from schemas.workspace import Workspace

KICE = r"(?P<exam>(?P<year>\d{4})_\d{2})_수학_(?P<number>\d+)번_(?P<part>.+)"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "w")


def drawn(path, *, mode="RGB", size=(40, 20), mark=(0, 0, 10, 10), colour="white", **saved):
    """A picture with a black rectangle."""
    image = Image.new(mode, size, colour)
    ImageDraw.Draw(image).rectangle(mark, fill="black")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **saved)
    return path


def pdf(path, pages):
    pages = [Image.new("RGB", (100, 50), colour) for colour in pages]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def kept(workspace, page):
    with Image.open(workspace.sources / page.file) as image:
        return image.copy()


def test_a_plain_picture_is_kept_byte_for_byte_under_its_digest(workspace, tmp_path):
    file = drawn(tmp_path / "scan.png")
    digest = sha256(file.read_bytes()).hexdigest()
    assert bring_in([file], workspace) == [
        Page(
            row=1, name="scan.png", file=f"{digest}.png", original=digest, area=WHOLE, exam="scan", part="", year=None,
            page=1, number=None, error_rate=None, fault="",
        )
    ]  # fmt: skip
    assert (workspace.sources / f"{digest}.png").read_bytes() == file.read_bytes()


def test_what_is_transparent_becomes_white_and_the_original_stays(workspace, tmp_path):
    file = drawn(tmp_path / "scan.png", mode="RGBA", colour=(0, 0, 0, 0))
    [page] = bring_in([file], workspace)
    assert kept(workspace, page).mode == "RGB"
    assert kept(workspace, page).getpixel((30, 15)) == (255, 255, 255)
    assert kept(workspace, page).getpixel((5, 5)) == (0, 0, 0)
    assert (workspace.sources / f"{page.original}.png").read_bytes() == file.read_bytes()


def test_a_photograph_that_was_turned_is_turned_back(workspace, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn the picture by a quarter
    file = drawn(tmp_path / "photo.jpg", exif=exif)
    [page] = bring_in([file], workspace)
    assert kept(workspace, page).size == (20, 40)


def test_the_pages_of_a_pdf_come_in_one_by_one(workspace, tmp_path):
    pages = bring_in([pdf(tmp_path / "exam.pdf", ["red", "blue"])], workspace)
    assert [(page.row, page.exam, page.page, page.fault) for page in pages] == [(1, "exam", 1, ""), (2, "exam", 2, "")]
    assert [kept(workspace, page).getpixel((9, 9))[2] > 200 for page in pages] == [False, True]


def test_names_say_exam_year_and_number_also_when_macos_spelt_them(workspace, tmp_path):
    import unicodedata

    for number in (10, 9):
        drawn(tmp_path / "scans" / unicodedata.normalize("NFD", f"2025_06_수학_{number}번_공통.png"), size=(40, number))
    (tmp_path / "scans" / "notes.txt").write_text("not a page")
    pages = bring_in([tmp_path / "scans"], workspace, name_pattern=KICE)
    assert [(page.exam, page.part, page.year, page.number) for page in pages] == [
        ("2025_06", "공통", 2025, 9),
        ("2025_06", "공통", 2025, 10),
    ]


def test_a_manifest_names_pages_boxes_and_error_rates(workspace, tmp_path):
    drawn(tmp_path / "scans" / "a.png", mark=(20, 0, 39, 19))
    manifest = tmp_path / "PAGES.csv"
    manifest.write_text(
        "file,exam,part,year,page,number,box,error_rate\n"
        "scans/a.png,csat,geometry,2024,3,12,0 0 0.5 1,\n"
        'scans/a.png,csat,,,,13,"0.5,0,1,1",0.83\n'
    )
    pages = bring_in([manifest], workspace)
    assert [(page.exam, page.part, page.year, page.page, page.number, page.error_rate) for page in pages] == [
        ("csat", "geometry", 2024, 3, 12, None),
        ("csat", "", None, 1, 13, 0.83),
    ]
    assert [page.area for page in pages] == [(0, 0, 0.5, 1), (0.5, 0, 1, 1)]
    assert [(kept(workspace, page).size, kept(workspace, page).getpixel((5, 5))) for page in pages] == [
        ((20, 20), (255, 255, 255)),
        ((20, 20), (0, 0, 0)),
    ]


def test_only_the_exams_that_are_asked_for_come_in(workspace, tmp_path):
    files = [drawn(tmp_path / f"{name}.png") for name in ("june", "september")]
    assert [page.exam for page in bring_in(files, workspace, exams=("september",))] == ["september"]
    with pytest.raises(PageListError, match="no page is of may: the exams are june, september"):
        bring_in(files, workspace, exams=("may",))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("torn.png", None, "torn.png is not a whole image"),
        ("words.png", b"these are words", "words.png is no PNG or JPEG image"),
        ("secret.pdf", b"%PDF-1.4 broken", "secret.pdf is no PDF that can be read without a password"),
    ],
)
def test_a_page_that_cannot_be_read_says_why_and_the_others_come_in(workspace, tmp_path, name, content, fault):
    good = drawn(tmp_path / "good.png")
    bad = tmp_path / name
    bad.write_bytes(good.read_bytes()[:60] if content is None else content)
    first, second = bring_in([bad, good], workspace)
    assert first.fault.startswith(fault)
    assert (first.file, first.name, second.fault) == ("", name, "")


def test_a_decompression_bomb_is_refused_before_it_unpacks(workspace, tmp_path):
    side = int(MAX_PIXELS**0.5) + 1
    bomb = tmp_path / "bomb.png"
    Image.new("1", (side, side)).save(bomb)
    assert bomb.stat().st_size < 100_000
    with pytest.raises(PageListError, match=r"none of 1 pages can be read \(it would have 6,325 x 6,325 pixels, more"):
        bring_in([bomb], workspace)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a.png,0.5 0 0.4 1,", "row 1: box: Value error, a box is left, top, right, bottom as fractions of the page"),
        ("a.png,0 0 1,", "row 1: box: Field required"),
        ("a.png,,7", "row 1: error_rate: Input should be less than or equal to 1"),
        ("b.png,,", "row 1: there is no file"),
        (",,", "row 1: the column file names no file"),
    ],
)
def test_a_line_of_a_manifest_that_cannot_be_used_is_named(workspace, tmp_path, line, said):
    drawn(tmp_path / "a.png")
    (tmp_path / "PAGES.csv").write_text(f"file,box,error_rate\n{line}\n")
    with pytest.raises(PageListError, match=f"PAGES.csv, {said}"):
        bring_in([tmp_path / "PAGES.csv"], workspace)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "--name-pattern is no regular expression"),
        (r"\d+", "--name-pattern does not match scan"),
        ("(?P<colour>.+)", "--name-pattern on scan: colour: Extra inputs are not permitted"),
    ],
)
def test_a_pattern_that_does_not_fit_says_so(workspace, tmp_path, pattern, said):
    with pytest.raises(PageListError, match=said):
        bring_in([drawn(tmp_path / "scan.png")], workspace, name_pattern=pattern)


def test_a_path_without_pages_says_what_is_read(workspace, tmp_path):
    for path, said in [(tmp_path / "gone", "there is no file"), (tmp_path, "holds no page"), (__file__, "is no page")]:
        with pytest.raises(PageListError, match=said):
            bring_in([type(tmp_path)(path)], workspace)


def test_a_list_of_pages_reads_back_as_it_was_written(workspace, tmp_path):
    pages = bring_in(
        [drawn(tmp_path / f"{name}.png", size=(40, size)) for name, size in (("a", 9), ("b", 8))], workspace
    )
    write_pages(tmp_path / "pages.jsonl", pages)
    assert read_pages(tmp_path / "pages.jsonl", limit=None) == pages
    assert read_pages(tmp_path / "pages.jsonl", limit=1) == pages[:1]
    (tmp_path / "pages.jsonl").write_text(json.dumps({"row": 1}))
    with pytest.raises(PageListError, match="is no list of pages"):
        read_pages(tmp_path / "pages.jsonl", limit=None)
