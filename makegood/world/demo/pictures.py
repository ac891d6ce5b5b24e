"""Makes the small files that customers and desks attach: a picture, a paper, a log."""

import struct
import zlib
from functools import lru_cache

from makegood.base.files.operations import NewFile
from makegood.world.demo.story import Attachment

WIDTH, HEIGHT = 320, 240
Rectangle = tuple[int, int, int, int, tuple[int, int, int]]
_WALL, _FLOOR, _BODY, _DARK, _LIGHT = (
    (226, 222, 214),
    (176, 164, 150),
    (240, 241, 243),
    (38, 42, 48),
    (120, 190, 214),
)
_SHAPES: dict[str, tuple[Rectangle, ...]] = {
    "television": (
        (40, 40, 280, 175, _DARK),
        (48, 48, 272, 167, _LIGHT),
        (140, 175, 180, 190, _DARK),
    ),
    "refrigerator": (
        (105, 20, 215, 215, _BODY),
        (158, 20, 162, 120, _FLOOR),
        (105, 120, 215, 124, _FLOOR),
    ),
    "washing_machine": (
        (90, 45, 230, 215, _BODY),
        (120, 90, 200, 180, _DARK),
        (132, 102, 188, 168, _LIGHT),
    ),
    "air_conditioner": (
        (40, 50, 280, 115, _BODY),
        (50, 100, 270, 108, _DARK),
        (200, 130, 206, 190, _LIGHT),
    ),
    "water_purifier": (
        (120, 40, 200, 200, _BODY),
        (140, 60, 180, 75, (200, 60, 50)),
        (155, 120, 165, 160, _LIGHT),
    ),
    "wheel_loader": (
        (60, 90, 220, 160, (222, 166, 40)),
        (80, 150, 130, 205, _DARK),
        (170, 150, 220, 205, _DARK),
    ),
    "excavator": (
        (80, 100, 200, 160, (222, 166, 40)),
        (60, 165, 230, 200, _DARK),
        (190, 50, 205, 110, (222, 166, 40)),
    ),
    "kettle": ((115, 80, 205, 180, _BODY), (100, 180, 220, 195, _DARK), (205, 95, 225, 150, _DARK)),
    "vacuum": (
        (150, 20, 166, 180, _BODY),
        (110, 180, 210, 205, _DARK),
        (140, 60, 178, 100, _LIGHT),
    ),
}
_SCREEN: tuple[Rectangle, ...] = (
    (60, 15, 260, 225, _BODY),
    (75, 35, 245, 60, _FLOOR),
    (75, 80, 215, 92, _FLOOR),
    (75, 110, 235, 122, _FLOOR),
    (75, 180, 150, 205, _LIGHT),
)


def made(attachment: Attachment, kind: str) -> NewFile:
    """The bytes of an attachment; `kind` is the kind of product that a picture shows."""
    if attachment.kind == "pdf":
        return NewFile(attachment.name, "application/pdf", paper(attachment.name))
    if attachment.kind == "txt":
        return NewFile(attachment.name, "text/plain", attachment.caption.encode())
    return NewFile(attachment.name, "image/png", picture(kind))


@lru_cache(maxsize=32)
def picture(kind: str) -> bytes:
    """A plain picture of a machine in a room, as PNG; of a screen for anything else."""
    rows = [bytearray(bytes(_WALL if y < 190 else _FLOOR) * WIDTH) for y in range(HEIGHT)]
    for left, top, right, bottom, colour in _SHAPES.get(kind, _SCREEN):
        line = bytes(colour) * (right - left)
        for y in range(top, bottom):
            rows[y][left * 3 : right * 3] = line
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def paper(title: str) -> bytes:
    """One page of PDF with its number on it."""
    lines = ("LANHE GROUP", title.rsplit(".", 1)[0].upper(), "Demo paper, without value.")
    text = "BT /F1 18 Tf 60 760 Td 26 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return (
        body
        + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
