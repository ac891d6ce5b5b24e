"""A table that somebody uploads: which letters its bytes are, what stands between its cells, its rows."""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

csv.field_size_limit(
    32 * 1024 * 1024
)  # a cell without an end is told as a wrong row, not as a crash
SAMPLE = 64 * 1024
LONGEST_CELL = 20_000


@dataclass(frozen=True)
class Table:
    """The letters and lines of a file. `count`: its rows below the header."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    count: int

    def guess(self, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """What the columns seem to mean (field → its known titles): each field at most once, each column too."""
        found: dict[str, int] = {}
        for name, known in names.items():
            for place, title in enumerate(self.header):
                if place not in found.values() and _plain(title) in known:
                    found[name] = place
                    break
        return found


@dataclass(frozen=True)
class Row:
    """One row below the header; `number` as a spreadsheet counts (the header is 1). `wrong` says why it
    cannot be read: bytes, columns, cell."""

    number: int
    cells: tuple[str, ...]
    wrong: str = ""

    @property
    def line(self) -> str:
        """The row in one line, to be told."""
        return ",".join(self.cells)[:400].encode("utf-8", "replace").decode()


def look(content: bytes) -> Table:
    """What kind of table it is. An empty file, and one that is no text, has no header."""
    encoding = encoding_of(content)
    binary = b"\x00" in content[:SAMPLE] and not encoding.startswith("utf-16")
    if binary or content.startswith(b"PK\x03\x04"):  # a workbook under another name
        return Table(encoding, ",", (), 0)
    delimiter = _delimiter(_text(content[:SAMPLE], encoding))
    rows = _parsed(content, encoding, delimiter)
    header = next(rows, [])
    count = sum(1 for row in rows if any(row))
    titles = tuple(title.strip().lstrip("\ufeff")[:80] for title in header)
    return Table(encoding, delimiter, titles if any(titles) else (), count)


def encoding_of(content: bytes) -> str:
    """UTF-8 where it can be, UTF-16 by its mark; GB 18030 or Big5 where the whole file is right in it.
    A file of UTF-8 with some bad bytes stays UTF-8: its bad rows are told."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _decodes(content, "utf-8-sig"):
        return "utf-8-sig"
    sample = content[:SAMPLE].decode("utf-8", "replace")
    letters = sum(not c.isascii() for c in sample)
    if letters and sample.count("\ufffd") * 5 < letters:
        return "utf-8-sig"
    return next((name for name in ("gb18030", "big5") if _decodes(content, name)), "utf-8-sig")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text(content: bytes, encoding: str) -> str:
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return content.decode(encoding, errors)


def _delimiter(sample: str) -> str:
    first = sample.split("\n", 1)[0]
    return max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))


def _parsed(content: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(_text(content, encoding), newline=""), delimiter=delimiter)


def rows_of(content: bytes, *, encoding: str, delimiter: str, skip: int = 0) -> Iterator[Row]:
    """The rows below the header that are not empty, without the first `skip` of them. A row that cannot be
    read comes back as wrong, and reading goes on."""
    reader = _parsed(content, encoding, delimiter)
    width = len(next(reader, []))
    full = ((number, cells) for number, cells in enumerate(reader, 2) if any(cells))
    for number, cells in itertools.islice(full, skip, None):
        yield Row(number, tuple(cells), _wrong(cells, width))


def _wrong(cells: Sequence[str], width: int) -> str:
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return "cell"
    if len(cells) != width:
        return "columns"
    bad = any("\udc80" <= sign <= "\udcff" or sign == "\ufffd" for cell in cells for sign in cell)
    return "bytes" if bad else ""


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).strip().casefold()
    return " ".join(text.replace("_", " ").replace("-", " ").split()) if text.isascii() else text
