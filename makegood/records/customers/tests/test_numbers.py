"""A number is found by any part of it, as people say and type it."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from makegood.base.database import rows
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.operations import Sender, add_handle, identify
from makegood.records.customers.rules import ends, part_query

pytestmark = pytest.mark.django_db


def matches(typed: str) -> list[str]:
    query = part_query(typed)
    found = rows(
        "SELECT value FROM customers_handle WHERE parts @@ %s::tsquery ORDER BY 1", [query]
    )
    return [value for (value,) in found]


@pytest.mark.parametrize(
    "typed", ["0013 80", "1380-0138", "8000", "(138) 00138000", "+86 138 0013", "008613800138000"]
)
def test_any_four_digits_in_a_row_are_a_part(typed):
    identify(Sender("phone", "+86 138 0013 8000"), by=SYSTEM)
    assert matches(typed) == ["+8613800138000"]


def test_an_area_with_its_zero_is_a_part():
    identify(Sender("phone", "+86 10 6552 9988"), by=SYSTEM)
    assert matches("010-6552") == ["+861065529988"]


@pytest.mark.parametrize("typed", ["8101", "00 80 01 38 1", "138", ""])
def test_what_is_no_part_or_too_short_finds_nothing(typed):
    identify(Sender("phone", "+86 138 0013 8000"), by=SYSTEM)
    assert matches(typed) == []


def test_orders_and_serials_are_found_by_their_parts_in_any_case():
    wang = identify(Sender("mail", "wang@mail.test"), by=SYSTEM)
    add_handle(wang, kind="order", value="SO-2026/004711", by=SYSTEM)
    for typed in ("004711", "so-2026", "2026 0047", "ＳＯ２０２６", "SO-2026/004711"):
        assert matches(typed) == ["SO-2026/004711"]
    assert matches("wang") == []


def test_an_address_is_not_taken_apart():
    assert ends("mail", "wang2026@mail.test") is None
    assert ends("chat", "0123456789abcdef") is None


def test_what_was_there_before_is_filled_in():
    wang = identify(Sender("phone", "+86 138 0013 8000", "Wang Fang"), by=SYSTEM)
    bare = identify(Sender("mail", "li@mail.test"), by=SYSTEM)
    Contact.objects.update(terms=None)
    Handle.objects.update(parts=None)
    name = "makegood.records.customers.migrations.0006_find_what_was_there"
    with connection.schema_editor() as editor:
        importlib.import_module(name).fill(apps, editor)
    assert matches("0138") == ["+8613800138000"]
    wang.refresh_from_db()
    assert "fang" in wang.terms
    assert not Contact.objects.filter(terms=None).exists()
    assert Handle.objects.get(contact=bare).parts is None
