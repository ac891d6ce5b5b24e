"""Reads one workbook in a process of its own. It comes by standard input, its table goes out as CSV; run as a module.
Exit codes: 2 it cannot be read, 3 it is too large, 4 there is no table in it."""

import csv
import io
import os
import resource
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

BROKEN, LARGE, EMPTY = 2, 3, 4
SECONDS, MEMORY, FILES = 30, 1 << 30, 64
MOST_PARTS, MOST_BYTES = 2000, 400 << 20  # of what is packed in it
MOST_ROWS, MOST_COLUMNS = 200_001, 400
MOST_LINES, LONGEST = 1_048_576, 20_000
MOST_OUT = 25 << 20


class TooLarge(Exception):
    """More than anybody brings in at once."""


def main() -> None:
    """Workbook in, CSV out."""
    answer = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # what libraries print is no answer
    os.dup2(quiet, 2)
    _limit()
    try:
        found = table_of(sys.stdin.buffer.read())
    except (TooLarge, MemoryError):
        sys.exit(LARGE)
    except Exception:  # noqa: BLE001 - whatever a broken file makes of its reader, it cannot be read
        sys.exit(BROKEN)
    if not found:
        sys.exit(EMPTY)
    answer.write(found)
    answer.flush()


def _limit() -> None:
    """Before anything of it is looked at."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def table_of(content: bytes) -> bytes:
    """Its first sheet that can be seen and holds something, as CSV. Raises TooLarge, and whatever the reader raises."""
    from python_calamine import SheetVisibleEnum, load_workbook  # noqa: PLC0415 - within the limits

    _weigh(content)
    book = load_workbook(io.BytesIO(content))
    for number, sheet in enumerate(book.sheets_metadata):
        if sheet.visible == SheetVisibleEnum.Visible:
            found = _written(book.get_sheet_by_index(number).iter_rows())
            if found:
                return found
    return b""


def _weigh(content: bytes) -> None:
    """Before anything is unpacked."""
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise TooLarge


def _written(lines: Iterable[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    width = full = waiting = 0
    for number, line in enumerate(lines):
        if number >= MOST_LINES:
            break
        cells = _trimmed(line)
        if not cells:
            waiting += 1  # kept where rows follow, so that numbers of rows stay right
            continue
        if len(cells) > MOST_COLUMNS:
            raise TooLarge
        full += 1
        if full == 1:
            width = len(cells)
        else:
            out.write("\r\n" * waiting)
        waiting = 0
        writer.writerow(cells + [""] * (width - len(cells)))
        if full > MOST_ROWS or out.tell() > MOST_OUT:
            raise TooLarge
    return out.getvalue().encode("utf-8", "replace")


def _trimmed(line: list[Any]) -> list[str]:
    """Its cells as text, without the empty ones at its end."""
    last = next((n for n in range(len(line), 0, -1) if line[n - 1] not in (None, "")), 0)
    return [said(value) for value in line[:last]]


def said(value: Any) -> str:
    """A cell as one would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:LONGEST]


if __name__ == "__main__":
    main()
