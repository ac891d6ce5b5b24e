"""Keys of many devices in the browser: a table once, and the key of a product once."""

import csv
import io

import pytest
from django.urls import reverse

from makegood.field.telemetry.models import Credential, ProductKey
from makegood.field.telemetry.queries import admitted
from makegood.records.assets.models import Asset, Product
from makegood.web.tests.make import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    made = Product.objects.create(key="w", model="W10")
    Asset.objects.bulk_create([Asset(serial=f"W-{n}", product=made) for n in range(3)])
    return made


def test_a_table_of_keys_is_given_once(product):
    browser = signed_in(make_staff(role="lead"))
    where = reverse("telemetry:product_keys", args=[product.pk])
    assert "3 devices" in browser.get(where).content.decode()
    answer = browser.post(where, {"serials": "", "name": "line"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "no-store" in answer["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["serial"] for row in rows] == ["W-0", "W-1", "W-2"]
    assert all(admitted([(row["user"], row["token"])])[0] for row in rows)
    again = browser.post(where, {"serials": ""})
    assert (again.status_code, Credential.objects.count()) == (422, 3)


def test_a_key_of_the_product_is_shown_once_and_taken_back(product):
    browser = signed_in(make_staff(role="lead"))
    new = reverse("telemetry:product_key_new", args=[product.pk])
    assert "mgp_" in browser.post(new, {"name": "factory", "most": "50"}).content.decode()
    key = ProductKey.objects.get()
    page = browser.get(reverse("telemetry:product_keys", args=[product.pk])).content.decode()
    assert key.hint in page
    assert "mgp_" not in page
    assert "0 of 50" in page
    assert browser.post(new, {"most": "0"}).status_code == 422
    browser.post(reverse("telemetry:product_key_end", args=[key.pk]))
    key.refresh_from_db()
    assert key.revoked_at is not None
