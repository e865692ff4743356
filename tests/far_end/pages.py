"""What the far end reads on an image: a page it was told of, by the image's digest, or a page of its own making.

The page file holds a line an image:

    {"image": "9f86d081884c7d65...", "answer": {"problems": [{"number": 12, "text": "...", ...}]}}
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

TOKENS_AN_IMAGE = 765
"""What OpenAI charges for a picture of 1024 x 1024 in high detail."""
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def read_pages(path: Path) -> dict[str, Any]:
    """The answer by sha256 of the image."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["image"]: row["answer"] for row in rows}


def images_of(request: dict[str, Any]) -> list[str]:
    """sha256 of each image in a request's messages; raises `ValueError` for one that no endpoint would take."""
    return [sha256(_content(url)).hexdigest() for url in _urls(request)]


def answer(images: list[str], known: Mapping[str, Any]) -> str:
    """The page that the last image shows, as JSON; an unknown image gets a page that names it."""
    image = images[-1]
    return json.dumps(known.get(image) or _own_page(image), ensure_ascii=False)


def _own_page(image: str) -> dict[str, Any]:
    box = {"left": 0.1, "top": 0.1, "right": 0.9, "bottom": 0.9}
    text = f"자연수 ${int(image[:4], 16)}$의 약수의 개수를 구하시오."
    problem = {"number": None, "text": text, "choices": [], "needs_figure": False, "complete": True, "box": box}
    return {"problems": [problem]}


def _urls(request: dict[str, Any]) -> Iterator[str]:
    for message in request["messages"]:
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            if part.get("type") == "image_url":
                yield part["image_url"]["url"]


def _content(url: str) -> bytes:
    head, _, encoded = url.partition(";base64,")
    media_type = head.removeprefix("data:")
    if media_type not in _SIGNATURES:
        raise ValueError(f"unsupported image: {head[:40]}")
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("the image is not valid base64") from error
    if not content.startswith(_SIGNATURES[media_type]):
        raise ValueError(f"the image is no {media_type}")
    return content
