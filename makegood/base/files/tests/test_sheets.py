"""Workbooks: what they say, and what is done to their reader."""

import io
import zipfile

import pytest

from makegood.base.files import sheet_child
from makegood.base.files.sheet_child import TooLarge, table_of
from makegood.base.files.sheets import as_csv, is_workbook
from makegood.kernel.errors import Invalid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def cell(place: str, value: object, more: str = "") -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"{more}><v>{value}</v></c>'


def book(
    *rows: str, head: str = "", state: str = "", also: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with these rows on its only sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="S" sheetId="1" r:id="r1"{state}/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1"'
            f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2"'
            f' Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": STYLES,
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}'
            "</sheetData></worksheet>",
        }
        for name, content in {**parts, **(also or {})}.items():
            packed.writestr(name, content)
    return out.getvalue()


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


HEAD = row(1, cell("A1", "serial"), cell("B1", "bought"), cell("C1", "hours"))


def test_cells_are_said_as_one_types_them_and_rows_stay_where_they_stood():
    content = book(
        HEAD,
        row(2, cell("A2", "X-1, left"), cell("B2", 45718, ' s="1"'), cell("C2", 5600.5)),
        row(4, cell("A4", 958241234567), cell("C4", "true", "")),
        row(5, f'<c r="A5"><f>A4+1</f><v>958241234568</v></c>{cell("B5", 1, chr(32) + "t=" + chr(34) + "b" + chr(34))}'),
    )  # fmt: skip
    assert is_workbook(content)
    assert table_of(content).decode().split("\r\n") == [
        "serial,bought,hours", '"X-1, left",2025-03-02,5600.5', "", "958241234567,,true",
        "958241234568,yes,", "",
    ]  # fmt: skip


def test_very_many_empty_rows_and_a_lie_about_its_size_cost_nothing():
    far = row(200_000, cell("A200000", "X-2"))
    found = table_of(book(HEAD, row(2, cell("A2", "X-1")), far)).decode()
    assert found.count("\n") == 200_000
    assert found.endswith("X-2,,\r\n")


def test_a_sheet_that_nobody_sees_or_that_is_empty_holds_no_table():
    assert table_of(book(HEAD, state=' state="hidden"')) == b""
    assert table_of(book()) == b""


def test_too_many_columns_and_a_bomb_are_too_large(monkeypatch):
    wide = row(
        1,
        *(
            cell(f"{chr(65 + n // 676)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}1", "x")
            for n in range(500)
        ),
    )
    with pytest.raises(TooLarge):
        table_of(book(wide))
    monkeypatch.setattr(sheet_child, "MOST_BYTES", 1 << 20)
    with pytest.raises(TooLarge):
        table_of(book(HEAD, also={"xl/media/1.bin": bytes(2 << 20)}))


def test_what_cannot_be_read_is_refused_with_a_sentence():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    corners = book(row(1, cell("A1", "x")), row(1_048_576, cell("XFD1048576", "x")))
    assert as_csv(book(HEAD)) == b"serial,bought,hours\r\n"
    laughing = book(row(1, cell("A1", "&b;"), cell("B1", "x")), head=laughs)
    for content in (
        corners,
        laughing,
        b"PK\x03\x04 and no more",
        b"\xd0\xcf\x11\xe0 of long ago",
        book(),
    ):
        with pytest.raises(Invalid) as refusal:
            as_csv(content)
        assert refusal.value.field == "file"
