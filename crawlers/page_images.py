"""Page images that a reader can be shown: upright, opaque, and no larger than memory allows.

PNG and JPEG are opened, pages of a PDF are drawn at 200 dots an inch. Readers of text expect black on white: what is
transparent becomes white, and a picture that a camera turned is turned back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

Area = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of a page."""

WHOLE: Area = (0.0, 0.0, 1.0, 1.0)
MAX_PIXELS = 40_000_000
"""A sheet of A4 at 600 dots an inch has 35 million; a small file may unpack to far more, so it is asked first."""
DOTS_PER_POINT = 200 / 72
PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_ORIENTATION = 0x0112
_UPRIGHT = 1


class UnreadablePage(Exception):
    """No image can be made of this page; one sentence why."""


def picture(path: Path) -> Image.Image:
    """A PNG or JPEG, upright and opaque. Raises `UnreadablePage`."""
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as opened:
            _require_bounded(*opened.size)
            return _opaque(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError as error:
        raise UnreadablePage(f"{path.name} is no PNG or JPEG image") from error
    except Image.DecompressionBombError as error:
        raise UnreadablePage(f"{path.name} unpacks to more than {MAX_PIXELS:,} pixels") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadablePage(f"{path.name} is not a whole image ({error})") from error


def stands_as_it_is(path: Path) -> bool:
    """Whether a picture can be shown without being drawn anew: its bytes are then kept, not a copy of ours."""
    with Image.open(path) as opened:
        upright = opened.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
        clear = opened.mode in {"RGB", "L", "1"} and "transparency" not in opened.info
        return upright and clear and opened.format == PICTURES.get(path.suffix.lower())


def pdf_length(path: Path) -> int:
    """Pages of a PDF. Raises `UnreadablePage`."""
    with _pdf(path) as document:
        return len(document)


def pdf_page(path: Path, number: int) -> Image.Image:
    """A page of a PDF, from 1, drawn on white. Raises `UnreadablePage`."""
    with _pdf(path) as document:
        if not 1 <= number <= len(document):
            raise UnreadablePage(f"{path.name} has {len(document)} pages, not {number}")
        page = document[number - 1]
        width, height = page.get_size()
        _require_bounded(width * DOTS_PER_POINT, height * DOTS_PER_POINT)
        drawn: Image.Image = page.render(scale=DOTS_PER_POINT).to_pil()
        return _opaque(drawn)


def cut(image: Image.Image, area: Area) -> Image.Image:
    """The part of an image within an area, rounded outwards so that no stroke is lost."""
    left, top, right, bottom = area
    width, height = image.size
    return image.crop((int(left * width), int(top * height), -int(-right * width // 1), -int(-bottom * height // 1)))


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in {"RGB", "L"} and "transparency" not in image.info:
        return image.copy()
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _require_bounded(width: float, height: float) -> None:
    if width * height > MAX_PIXELS:
        raise UnreadablePage(
            f"it would have {width:,.0f} x {height:,.0f} pixels, more than {MAX_PIXELS:,}: bring it in smaller"
        )


@contextlib.contextmanager
def _pdf(path: Path) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePage(f"{path.name} is no PDF that can be read without a password ({error})") from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise UnreadablePage(f"{path.name} has a page that cannot be drawn ({error})") from error
    finally:
        document.close()
