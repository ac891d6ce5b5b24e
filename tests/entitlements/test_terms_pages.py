"""The forms of warranties and services: in what a product counts is chosen, not typed."""

import re

import pytest
from django.test import Client

from makegood.records.assets.models import Product
from makegood.records.entitlements.models import ServicePlan, Terms
from tests.entitlements.make import Garage, garage

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Garage:
    one = garage()
    one.firm.lead.role = "administrator"
    one.firm.lead.save()
    return one


@pytest.fixture
def admin(house: Garage) -> Client:
    client = Client()
    client.force_login(house.firm.lead)
    return client


def units(page: str) -> list[tuple[str, str]]:
    """What may be chosen, in order."""
    [select] = re.findall(r'<select name="unit".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="(\w*)"[^>]*>([^<]+)', select)


def test_what_its_counter_counts_stands_first_and_in_words(house, admin):
    Product.objects.filter(pk=house.product.pk).update(counter="hours")
    for page in ("", "services/"):
        shown = admin.get(f"/settings/warranty/{house.product.pk}/{page}").content.decode()
        offered = units(shown)
        assert offered[0] == ("h", "Running hours")
        assert ("km", "Kilometres") in offered
        assert '<option value="h" selected' in shown


def test_a_product_without_a_counter_offers_every_unit_and_none(house, admin):
    Product.objects.filter(pk=house.product.pk).update(counter="")
    path = f"/settings/warranty/{house.product.pk}/"
    offered = units(admin.get(path).content.decode())
    assert offered[0] == ("", "–")
    assert {"h", "km", "l"} <= {unit for unit, _said in offered}
    told = {"ends": "first", "starts": "bought", "exchange": "0", "tell": "14", "usage": "900"}
    assert admin.post(path, told).status_code == 422
    assert admin.post(path, {**told, "unit": "cycles"}).status_code == 302
    assert Terms.objects.get().unit == "cycles"


def test_a_unit_of_its_own_stays_and_a_plan_keeps_its_own(house, admin):
    Product.objects.filter(pk=house.product.pk).update(counter="brews")
    path = f"/settings/warranty/{house.product.pk}/services/"
    assert units(admin.get(path).content.decode())[0] == ("brews", "Brews")
    told = {"name_en": "Descale", "lead": "14", "does": "case", "active": "on", "usage": "500"}
    assert admin.post(path, {**told, "unit": "nonsense"}).status_code == 422
    assert admin.post(path, {**told, "unit": "pages"}).status_code == 302
    plan = ServicePlan.objects.get()
    assert plan.unit == "pages"
    again = admin.get(f"/settings/services/{plan.pk}/").content.decode()
    assert '<option value="pages" selected' in again
