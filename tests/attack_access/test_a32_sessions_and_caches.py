"""A32: a session that an attacker gave is worth nothing after signing in, and nothing personal is kept on the way."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.attack_access.make import is_in, person, sign_in

COOKIE = settings.SESSION_COOKIE_NAME


@pytest.mark.django_db
def test_signing_in_gives_a_new_session():
    planted = SessionStore()
    planted["seen"] = 1
    planted.save()
    user = person()
    client = Client()
    client.cookies[COOKIE] = planted.session_key
    sign_in(client, user.email)
    assert client.cookies[COOKIE].value != planted.session_key
    attacker = Client()
    attacker.cookies[COOKIE] = planted.session_key
    assert is_in(client)
    assert not is_in(attacker)


@pytest.mark.django_db
def test_a_made_up_session_is_not_taken():
    client = Client()
    client.cookies[COOKIE] = "attackerschosenkeyattackerschose"
    sign_in(client, person().email)
    assert client.cookies[COOKIE].value != "attackerschosenkeyattackerschose"


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server():
    client = Client()
    sign_in(client, person().email)
    kept = client.cookies[COOKIE].value
    client.post("/sign-out/")
    again = Client()
    again.cookies[COOKIE] = kept
    assert not is_in(again)


@pytest.mark.django_db
def test_a_link_signs_nobody_out():
    client = Client()
    sign_in(client, person().email)
    client.get("/sign-out/")
    assert is_in(client)


@pytest.mark.django_db
def test_the_cookie_is_not_for_scripts_nor_for_other_sites():
    client = Client()
    sign_in(client, person().email)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    user = person()
    page = client.get("/sign-in/")
    token = page.context["csrf_token"]
    told = {"login": user.email, "password": "harbour tulip engine"}
    assert client.post("/sign-in/", told).status_code == 403
    assert client.post("/sign-in/", {**told, "csrfmiddlewaretoken": str(token)}).status_code == 302
    assert client.post("/settings/me/", {"name": "Evil"}).status_code == 403


@pytest.mark.django_db
def test_a_naive_cache_before_us_keeps_no_page_of_anybody():
    """A cache that keeps by address whatever may be kept, between two people."""
    kept: dict[str, bytes] = {}

    def through(client: Client, path: str) -> bytes:
        if path in kept:
            return kept[path]
        response = client.get(path)
        if "no-store" not in response.headers["Cache-Control"]:
            kept[path] = response.content
        return response.content

    first, second = Client(), Client()
    sign_in(first, person("first").email)
    sign_in(second, person("second").email)
    for path in (
        "/",
        "/work/",
        "/settings/me/",
        "/settings/sessions/",
        "/sign-in/",
        "/nothing-here/",
    ):
        through(first, path)
        assert b"first@lanhe.test" not in through(second, path)
    assert kept == {}
