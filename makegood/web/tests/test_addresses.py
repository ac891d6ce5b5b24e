"""Switching an address off and on in the settings."""

import pytest

from makegood.contact.channels.models import Account
from makegood.web.tests.make import signed_in
from tests.make import company

pytestmark = pytest.mark.django_db


def test_an_administrator_switches_an_address_off_and_on_again():
    made = company()
    client = signed_in(made.hire("boss", role="administrator"))
    path = f"/settings/channels/{made.account.pk}/switch/"
    for answer, off in (("no", True), ("no", True), ("yes", False)):
        page = client.post(path, {"on": answer}, follow=True).content.decode()
        assert Account.objects.get().is_active is not off
        assert ("Switch service@lanhe.test on" in page) is off
    assert client.get(path).status_code == 302
    assert Account.objects.get().is_active


def test_nobody_else_switches_an_address():
    made = company()
    client = signed_in(made.hire("lin"))
    client.post(f"/settings/channels/{made.account.pk}/switch/", {"on": "no"})
    assert Account.objects.get().is_active
