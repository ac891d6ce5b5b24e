"""What a picture is, told by its bytes alone and without unpacking it."""

import struct

STARTS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
MOST_PIXELS = 60_000_000  # more than any camera; a browser that unpacks a thousand times that dies
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_type(content: bytes) -> str:
    """`image/png`, jpeg, gif or webp if the bytes are one of a size that a browser can bear; else nothing."""
    for type_, starts in STARTS.items():
        if content.startswith(starts) and (type_ != "image/webp" or content[8:12] == b"WEBP"):
            return type_ if _pixels(type_, content) <= MOST_PIXELS else ""
    return ""


def _pixels(type_: str, content: bytes) -> int:
    """Width times height as the header says them; 0 where it says nothing."""
    try:
        if type_ == "image/png":
            width, height = struct.unpack_from(">II", content, 16)
        elif type_ == "image/gif":
            width, height = struct.unpack_from("<HH", content, 6)
        elif type_ == "image/webp":
            width, height = _webp(content)
        else:
            width, height = _jpeg(content)
    except (struct.error, IndexError):
        return 0
    return int(width) * int(height)


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(content[24:27], "little") + 1,
            int.from_bytes(content[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    for _ in range(1000):
        marker, length = content[place + 1], struct.unpack_from(">H", content, place + 2)[0]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + length
    return 0, 0
