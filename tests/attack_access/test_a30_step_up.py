"""A30: how one signs in is changed only by who has just shown that it is he, whatever page or method is used."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.test import Client

from makegood.base.access.models import User
from makegood.base.access.operations import change_workplace
from makegood.records.people.queries import StaffSource
from tests.attack_access.make import PASSWORD, is_in, person, sign_in

SENSITIVE = [
    "/settings/sign-in/app/",
    "/settings/sign-in/passkeys/new/",
    "/settings/sign-in/codes/new/",
]


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def switch_on(client: Client, user: User) -> str:
    """The whole way a person goes; returns the secret his app now has."""
    client.post("/sign-in/again/", {"password": PASSWORD, "next": "/settings/sign-in/app/"})
    secret = client.get("/settings/sign-in/app/").context["form"].secret
    assert client.post("/settings/sign-in/app/", {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.django_db
@pytest.mark.parametrize("path", SENSITIVE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_alone_is_not_enough(path: str, method: str):
    user = person()
    client = Client()
    sign_in(client, user.email)
    said = getattr(client, method)(path, {"code": "000000", "credential": "{}"})
    assert said.status_code == 302
    assert said["Location"].startswith("/sign-in/again/")
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_a_code_is_asked_for_once_it_is_set_up():
    user = person()
    client = Client()
    sign_in(client, user.email)
    secret = switch_on(client, user)
    assert secret not in str(Authenticator.objects.get(type="totp").data), "it is kept sealed"
    other = Client()
    assert sign_in(other, user.email)["Location"] == "/sign-in/second-step/"
    assert not is_in(other)
    assert other.post("/sign-in/second-step/", {"code": "000000"}).status_code == 200
    assert not is_in(other)


@pytest.mark.django_db
def test_a_recovery_code_opens_once():
    user = person()
    client = Client()
    sign_in(client, user.email)
    switch_on(client, user)
    codes = client.get("/settings/sign-in/codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        other = Client()
        sign_in(other, user.email)
        other.post("/sign-in/second-step/", {"code": codes[0]})
        assert is_in(other) is expected


@pytest.mark.django_db
def test_a_role_that_needs_a_second_step_opens_nothing_before_it():
    change_workplace(name="Lanhe", second_step_roles=["administrator"])
    boss, agent = person("boss", "administrator"), person("agent")
    client = Client()
    sign_in(client, boss.email)
    for path in ("/", "/settings/people/", "/settings/me/", "/trust/"):
        assert client.get(path)["Location"] == "/settings/sign-in/"
    assert client.post("/settings/teams/new/", {"name_en": "x", "zone": "UTC"}).status_code == 403
    assert client.get("/work/", headers={"HX-Request": "true"}).status_code == 403
    assert client.get("/settings/sign-in/").status_code == 200
    switch_on(client, boss)
    assert client.get("/settings/people/").status_code == 200
    other = Client()
    sign_in(other, agent.email)
    assert is_in(other)


@pytest.mark.django_db
def test_a_stream_of_who_owes_a_second_step_does_not_open():
    boss = person("boss", "administrator")
    client = Client()
    sign_in(client, boss.email)
    key = f"{client.cookies[settings.SESSION_COOKIE_NAME].value}:{boss.pk}"
    assert StaffSource().principals([key])
    change_workplace(name="Lanhe", second_step_roles=["administrator"])
    assert not StaffSource().principals([key])


@pytest.mark.django_db
def test_nobody_in_the_demo_company_is_asked_for_it():
    change_workplace(name="Lanhe", second_step_roles=["administrator"])
    boss = person("boss", "administrator")
    boss.is_demo = True
    boss.save()
    client = Client(HTTP_HOST="127.0.0.1")
    sign_in(client, boss.email)
    assert is_in(client)


@pytest.mark.django_db
def test_the_present_password_is_asked_before_a_new_one():
    user = person()
    client = Client()
    sign_in(client, user.email)
    told = {"present": "not this one", "password": "candle river stone 7"}
    assert client.post("/settings/sign-in/password/", told).status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
