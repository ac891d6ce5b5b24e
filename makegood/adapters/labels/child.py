"""Reads one picture in a process of its own, with little of everything: what a stranger sends may be made to break
a decoder. The picture comes by standard input, what it says goes out as JSON; run as a module."""

import io
import json
import os
import resource
import sys
from typing import Any

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
TYPES = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SECONDS, MEMORY, FILES = 25, 2 << 30, 64
MOST_TEXTS = 60


def main() -> None:
    """Picture in, JSON out: {"texts": [[text, sure, how], …], "why": ""}."""
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # what libraries print is no answer
    os.dup2(quiet, 2)
    _limit()
    said.write(json.dumps(read(sys.stdin.buffer.read())))
    said.flush()


def _limit() -> None:
    """Before anything of the picture is looked at."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def read(content: bytes) -> dict[str, Any]:
    """What the picture says. `why`: picture (none of the kinds we read), large, none."""
    picture, why = _picture(content)
    if picture is None:
        return {"texts": [], "why": why}
    codes = _codes(picture)
    words = _words(picture)
    texts = [*codes, *words][:MOST_TEXTS]
    return {"texts": texts, "why": "" if texts else "none"}


def _picture(content: bytes) -> tuple[Any, str]:
    """The picture as it is looked at, small enough to read; its size is known before it is decoded."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - within the limits

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        picture: Any = Image.open(io.BytesIO(content), formats=TYPES)
        if picture.width * picture.height > MOST_PIXELS:
            return None, "large"
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return None, "large"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return None, "picture"
    return picture, ""


def _codes(picture: Any) -> list[tuple[str, float, str]]:
    """Bar and square codes: read whole, or not at all."""
    import zxingcpp  # noqa: PLC0415 - within the limits

    return [(one.text[:200], 0.99, "code") for one in zxingcpp.read_barcodes(picture) if one.text]


def _words(picture: Any) -> list[tuple[str, float, str]]:
    """Lines of words, as sure as the reader is."""
    import numpy  # noqa: PLC0415 - within the limits
    from rapidocr import RapidOCR  # noqa: PLC0415 - within the limits

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={"Global.log_level": "critical", **threads})
    found: Any = engine(numpy.asarray(picture)[:, :, ::-1])
    if found.txts is None:
        return []
    return [
        (str(text)[:200], round(float(sure), 3), "words")
        for text, sure in zip(found.txts, found.scores, strict=True)
    ]


if __name__ == "__main__":
    main()
