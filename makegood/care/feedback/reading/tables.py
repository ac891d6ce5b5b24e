"""A table of reviews: which letters its bytes are, what stands between its cells, what its columns mean."""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

csv.field_size_limit(
    32 * 1024 * 1024
)  # a cell without an end is told as a wrong row, not as a crash
FIELDS = (
    *("external_id", "stars", "title", "text", "author", "written_at", "language"),
    *("product", "order", "device", "url", "answer"),
)
NAMES: dict[str, tuple[str, ...]] = {
    "external_id": (
        "id",
        "review id",
        "reviewid",
        "review_id",
        "comment id",
        "rate id",
        "编号",
        "评论id",
        "评价id",
        "評論id",
        "評價id",
        "评价编号",
        "評價編號",
    ),
    "stars": (
        "stars",
        "star",
        "rating",
        "score",
        "star rating",
        "rate",
        "评分",
        "評分",
        "星级",
        "星級",
        "打分",
        "分数",
        "分數",
    ),
    "title": ("title", "review title", "headline", "subject", "标题", "標題"),
    "text": (
        "text",
        "review",
        "body",
        "content",
        "comment",
        "review text",
        "review body",
        "message",
        "评价内容",
        "評價內容",
        "评论",
        "評論",
        "评论内容",
        "評論內容",
        "评价",
        "評價",
        "内容",
        "內容",
    ),
    "author": (
        "author",
        "name",
        "user",
        "user name",
        "username",
        "nickname",
        "reviewer",
        "reviewer name",
        "customer",
        "用户",
        "用戶",
        "昵称",
        "暱稱",
        "买家",
        "買家",
        "作者",
        "用户名",
        "用戶名",
    ),
    "written_at": (
        "date",
        "time",
        "created",
        "created at",
        "review date",
        "submitted",
        "submission date",
        "updated",
        "last update date and time",
        "written at",
        "日期",
        "时间",
        "時間",
        "评价时间",
        "評價時間",
        "评论时间",
        "評論時間",
    ),
    "language": ("language", "lang", "locale", "reviewer language", "语言", "語言"),
    "product": (
        "product",
        "product name",
        "item",
        "sku",
        "model",
        "app",
        "package name",
        "商品",
        "产品",
        "產品",
        "型号",
        "型號",
        "商品名称",
        "商品名稱",
    ),
    "order": (
        "order",
        "order id",
        "order number",
        "order no",
        "订单",
        "訂單",
        "订单号",
        "訂單號",
        "订单编号",
        "訂單編號",
    ),
    "device": ("device", "serial", "serial number", "sn", "设备", "設備", "序列号", "序列號"),
    "url": ("url", "link", "review link", "permalink", "链接", "連結", "网址", "網址"),
    "answer": (
        "answer",
        "reply",
        "response",
        "developer reply text",
        "seller reply",
        "回复",
        "回覆",
        "商家回复",
        "商家回覆",
    ),
}
SAMPLE = 64 * 1024
LONGEST_CELL = 20_000


@dataclass(frozen=True)
class Table:
    """The letters and lines of a file. `count`: its rows below the header."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    count: int

    def guess(self) -> dict[str, int]:
        """What the columns seem to mean: each field at most once, each column too."""
        found: dict[str, int] = {}
        for name, known in NAMES.items():
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
    if b"\x00" in content[:SAMPLE] and not encoding.startswith("utf-16"):
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


def missing(mapping: Mapping[str, int]) -> list[str]:
    """What must still be said of the columns: without stars and words there is no review."""
    return [] if {"stars", "text"} & mapping.keys() else ["stars", "text"]


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).strip().casefold()
    return " ".join(text.replace("_", " ").replace("-", " ").split()) if text.isascii() else text
