"""Whoever gets hold of an account cannot change how it is signed in to without a trace."""

import pytest
from django.test import Client

from makegood.base.access import ports
from makegood.base.access.models import User
from makegood.base.access.operations import RESET, choose_password, password_link, set_password
from makegood.base.journal.models import Entry
from tests.attack_access.make import NEW_PASSWORD, PASSWORD, person, sign_in
from tests.attack_access.test_a30_step_up import switch_on

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    entries = Entry.objects.filter(kind="people.sign_in_changed", subject=f"user:{user.pk}")
    assert {entry.actor for entry in entries} <= {f"user:{user.pk}"}
    return [entry.facts["what"] for entry in entries.order_by("id")]


def test_another_password_is_told_without_what_it_is():
    user, client = person(), Client()
    sign_in(client, user.email)
    before = told(user)
    asked = {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    client.post("/settings/sign-in/password/", asked)
    assert told(user) == [*before, "password"]
    token = password_link(user, purpose=RESET).rstrip("/").rpartition("/")[2]
    choose_password(token, purpose=RESET, password=PASSWORD + "!")
    assert told(user) == [*before, "password", "password"]
    kept = str(list(Entry.objects.values_list("facts", flat=True)))
    assert NEW_PASSWORD not in kept
    assert user.email not in kept


def test_an_app_that_comes_and_goes_is_told():
    user, client = person(), Client()
    sign_in(client, user.email)
    switch_on(client, user)
    assert "app_added" in told(user)
    assert "app_removed" not in told(user)
    assert client.post("/settings/sign-in/app/removal/").status_code == 302
    assert told(user)[-1] == "app_removed"


def test_what_cannot_be_told_is_not_changed(monkeypatch):
    user = person()
    monkeypatch.setattr(ports._installed, "told", None)
    with pytest.raises(LookupError):
        set_password(user, NEW_PASSWORD)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
