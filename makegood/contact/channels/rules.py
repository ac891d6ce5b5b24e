"""Rules of the border, without a database: reply windows, and what a file is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LARGEST_FILE = 25 * 1024 * 1024
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x02#!SILK", "audio/silk"),
    (b"#!SILK", "audio/silk"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"PK\x03\x04", "application/zip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
# What may rightly be told of a container: a document of an office is a zip, or an old compound file.
_WITHIN = {
    "application/zip": (
        "application/vnd.openxmlformats",
        "application/vnd.oasis",
        "application/epub",
    ),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-", "application/x-msi"),
    "audio/ogg": ("audio/opus", "audio/ogg", "video/ogg"),
    "video/mp4": ("audio/mp4", "audio/x-m4a", "video/3gpp", "audio/3gpp"),
    "video/webm": ("audio/webm", "video/x-matroska"),
    "text/plain": ("text/csv", "text/vcard", "text/x-vcard", "application/json", "text/markdown"),
}
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic",),
    "application/pdf": (".pdf",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/amr": (".amr",),
    "audio/mpeg": (".mp3",),
    "video/mp4": (".mp4", ".m4v", ".m4a", ".3gp"),
    "video/quicktime": (".mov",),
}
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Left:
    """What is left of a reply window. `until` is None where the customer never wrote."""

    is_open: bool
    until: datetime | None
    more: int | None = None  # how many messages may still leave


def left_of(
    span: timedelta, most: int | None, *, heard: datetime | None, since: int, at: datetime
) -> Left:
    """The window at a moment: opened by the customer's last word at `heard`, `since` messages of ours ago."""
    if heard is None:
        return Left(is_open=False, until=None)
    until = heard + span
    more = None if most is None else max(0, most - since)
    return Left(is_open=at < until and more != 0, until=until, more=more)


def type_by_content(content: bytes) -> str:
    """What a file is, told by its bytes alone; UNKNOWN for what we do not know."""
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "video/mp4")
    return "text/plain" if _is_text(content) else UNKNOWN


def _is_text(content: bytes) -> bool:
    """Words and no markup: a page or a drawing that a browser would run is no text."""
    if not content or b"\0" in content[:4096]:
        return False
    try:
        start = content[:4096].decode("utf-8", "strict" if len(content) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return not start.lstrip("\ufeff \t\r\n").startswith("<")


def is_program(content: bytes) -> bool:
    """Whether it begins as something that a machine would run."""
    found = type_by_content(content)
    return found in (UNKNOWN, "text/plain") and content.startswith(
        b"#!" if found == "text/plain" else _PROGRAMS
    )


@dataclass(frozen=True)
class Judged:
    """A file as it is to be kept. `lies`: it is not what it was said to be."""

    name: str
    type: str
    lies: bool


def judge(content: bytes, *, name: str, type: str) -> Judged:
    """Name and type that fit the bytes, whatever was said of them."""
    said, found = type.partition(";")[0].strip().lower(), type_by_content(content)
    if said in ("", UNKNOWN):
        said = _by_ending(name)
    if not said:
        return Judged(_named(name, found), found, lies=False)
    fits = said == found or said.startswith(_WITHIN.get(found, ("\n",)))
    fits = fits or (said, found) in {("image/jpg", "image/jpeg"), ("audio/mp3", "audio/mpeg")}
    kept = said if fits and said not in ("image/jpg", "audio/mp3") else found
    return Judged(_named(name, kept if fits else found), kept, lies=not fits)


def _named(name: str, type: str) -> str:
    """The name, with an ending that fits what it is."""
    endings = _ENDINGS.get(type, ())
    name = name.strip() or "file"
    if endings and not name.lower().endswith(endings):
        return f"{name}{endings[0]}"
    if not endings and type == UNKNOWN and name.lower().endswith(tuple(_all_endings())):
        return f"{name}.bin"
    return name


def _by_ending(name: str) -> str:
    """What its name says that it is; nothing where it says nothing."""
    lower = name.lower()
    return next((type for type, ends in _ENDINGS.items() if lower.endswith(ends)), "")


def _all_endings() -> list[str]:
    return [ending for endings in _ENDINGS.values() for ending in endings]


def in_pieces(text: str, *, most: int, size: str = "characters") -> list[str]:
    """A text in pieces of at most so many characters (or bytes of UTF-8), cut where it is least felt."""
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        end = _fitting(rest, most, size)
        if end < len(rest):
            cut = max(
                rest.rfind("\n", 0, end), rest.rfind("。", 0, end) + 1, rest.rfind(" ", 0, end)
            )
            end = cut if cut > end // 2 else end
        pieces.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [piece for piece in pieces if piece]


def _fitting(text: str, most: int, size: str) -> int:
    if size == "characters":
        return min(len(text), most)
    return len(text.encode()[:most].decode("utf-8", "ignore"))
