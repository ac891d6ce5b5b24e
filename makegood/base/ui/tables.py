"""Tables for spreadsheets: CSV whose cells a spreadsheet shows and never runs."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A cell as text: what a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value).replace("\x00", "")
    start = text.lstrip(" \u00a0\u3000\ufeff")
    return f"'{text}" if start.startswith(RUN) or text.startswith(RUN) else text


def csv_response(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A file to keep; in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
