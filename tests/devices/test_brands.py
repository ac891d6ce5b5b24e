"""In whose name the page of a device speaks: of the address that somebody chose for its line, else of the form."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from makegood.base.journal.models import Entry
from makegood.contact.channels.models import Account, Brand
from makegood.contact.channels.operations import make_account, speak_for, switch_account
from makegood.contact.channels.queries import lines_of_accounts
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.portal.brands import brand_for
from makegood.records.assets.models import Product
from makegood.records.assets.tests.make import make_asset, make_product
from makegood.web.tests.make import make_accounts, make_staff

pytestmark = pytest.mark.django_db


def address(name: str = "service@hengyue.example") -> Account:
    queue = make_accounts(make_staff())[0].queue
    return make_account(kind="email", address=name, name="Hengyue Service", queue=queue)


def of_line(line: str) -> Product:
    product = Product.objects.first() or make_product()
    Product.objects.filter(pk=product.pk).update(line=line)
    return Product.objects.get(pk=product.pk)


def test_a_page_of_a_device_speaks_in_the_name_that_was_chosen_for_its_line():
    mine, product = address(), of_line("HENGYUE")
    page = reverse("portal:scan", args=[make_asset(product=product).token])
    assert "Hengyue Service" not in Client().get(page).content.decode()  # letters choose nothing
    speak_for(mine, lines=["HENGYUE"], by=SYSTEM)
    assert "Hengyue Service" in Client().get(page).content.decode()
    names = {"names": {"en": "Hengyue", "zh-Hans": "恒岳"}}
    Account.objects.filter(pk=mine.pk).update(settings=names)
    text = Client().get(page, headers={"Accept-Language": "zh-Hans"}).content.decode()
    assert "恒岳" in text


def test_an_address_that_is_switched_off_or_gone_leaves_the_name_to_the_form():
    mine, product = address(), of_line("HENGYUE")
    form = brand_for(None)
    speak_for(mine, lines=["HENGYUE"], by=SYSTEM)
    assert brand_for(product) == "Hengyue Service"
    switch_account(mine, on=False, by=SYSTEM)
    assert brand_for(product) == form
    switch_account(mine, on=True, by=SYSTEM)
    assert brand_for(product) == "Hengyue Service"
    Account.objects.filter(pk=mine.pk).delete()
    assert (brand_for(product), Brand.objects.count()) == (form, 0)


@pytest.mark.parametrize("line", ["", "  ", "HENGYUE 2", "hengyue"])
def test_a_line_for_which_nobody_chose_has_the_name_of_the_form(line):
    speak_for(address(), lines=["HENGYUE"], by=SYSTEM)
    assert brand_for(of_line(line)) == brand_for(None)


def test_the_name_costs_one_statement_and_one_more_than_the_forms_where_nobody_chose():
    mine = address()
    make_account(kind="form", address="portal", name="Form", queue=mine.queue)
    speak_for(mine, lines=["HENGYUE"], by=SYSTEM)
    spent = []
    for line in ("HENGYUE", "OTHER", ""):
        product = of_line(line)
        with CaptureQueriesContext(connection) as seen:
            brand_for(product)
        spent.append(len(seen.captured_queries))
    first, other, none = spent
    assert (first, other) == (1, none + 1)


def test_a_line_has_one_address_and_who_takes_it_has_it():
    one = address()
    two = make_account(kind="email", address="b@example.com", name="B", queue=one.queue)
    for _twice in range(2):
        speak_for(one, lines=["A", "B", " A ", ""], by=SYSTEM)
    assert Entry.objects.filter(kind="channels.account_changed").count() == 1
    speak_for(two, lines=["B"], by=SYSTEM)
    assert lines_of_accounts() == {"A": one, "B": two}
    speak_for(one, lines=[], by=SYSTEM)
    assert lines_of_accounts() == {"B": two}
    for wrong in ({"line": "B", "account": one}, {"line": "", "account": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Brand.objects.create(**wrong)
    with pytest.raises(Invalid):
        speak_for(one, lines=["A", "x" * 61], by=SYSTEM)
    assert lines_of_accounts() == {"B": two}


def test_lines_are_chosen_on_the_page_of_an_address():
    mine = address()
    of_line("HENGYUE")
    other = make_account(kind="email", address="b@example.com", name="B", queue=mine.queue)
    speak_for(other, lines=["HENGYUE"], by=SYSTEM)
    client = Client()
    client.force_login(make_staff(role="administrator"))
    page = reverse("settings:channel", args=[mine.pk])
    shown = client.get(page).content.decode()
    assert "HENGYUE · b@example.com" in shown
    told = {"name": "Hengyue", "queue": mine.queue_id, "language": "en", "act": "save"}
    for wrong in ("NOBODY", "\x00", "x" * 70):
        answer = client.post(page, {**told, "lines": ["HENGYUE", wrong]})
        assert (answer.status_code, lines_of_accounts()) == (422, {"HENGYUE": other})
    answer = client.post(page, {**told, "lines": ["HENGYUE"]})
    assert (answer.status_code, lines_of_accounts()) == (302, {"HENGYUE": mine})
    assert client.post(page, told).status_code == 302
    assert lines_of_accounts() == {}


def test_without_a_line_there_is_nothing_to_choose():
    mine = address()
    client = Client()
    client.force_login(make_staff(role="administrator"))
    page = reverse("settings:channel", args=[mine.pk])
    assert 'name="lines"' not in client.get(page).content.decode()


def test_what_was_guessed_before_is_chosen_now():
    mine = address()
    of_line("HENGYUE")
    Product.objects.create(key="b", model="B", line="zz")
    Product.objects.create(key="c", model="C", line="")
    Product.objects.create(key="d", model="D", line="ANOTHER")
    module = import_module("makegood.contact.channels.migrations.0011_brands_that_were_guessed")
    module.keep(apps, None)
    assert lines_of_accounts() == {"HENGYUE": mine}
