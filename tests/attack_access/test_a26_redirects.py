"""A26: after signing in one is led to our own pages, wherever `next=` would like to go."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.base.access.signin import is_own_path
from tests.attack_access.make import person, sign_in

ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example/%2e%2e",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    " //evil.example", "https:evil.example", "https:/evil.example", "http:///evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example@testserver/", "https://testserver@evil.example/",
    "https://testserver.evil.example/", "//content.localhost/", "http://content.localhost/", "http://localhost/", "http://127.0.0.1:9/",
    "https://testserver/", "evil.example", "/／evil.example", "/%5cevil.example/..//evil.example\\", "", "?next=//evil.example", "#//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("url", [url for url in ELSEWHERE if not url.startswith(("/／", "/%5c"))])
def test_what_is_no_path_of_ours_is_not_taken(url: str):
    assert not is_own_path(url)


@given(st.text(max_size=40))
def test_whatever_is_taken_begins_with_one_slash(url: str):
    if is_own_path(url):
        assert url[0] == "/"
        assert url[1:2] not in ("/", "\\")
        assert "\\" not in url


@pytest.mark.django_db
@pytest.mark.parametrize("url", ELSEWHERE)
def test_signing_in_stays_here(url: str):
    user = person()
    said = Client().post(
        "/sign-in/", {"login": user.email, "password": "harbour tulip engine", "next": url}
    )
    assert said.status_code == 302
    assert said["Location"].startswith("/")
    assert not said["Location"].startswith(("//", "/\\"))
    assert "evil.example" not in said["Location"].split("?")[0] or said["Location"].startswith(
        ("/／", "/%5c", "/%EF")
    )


@pytest.mark.django_db
def test_signing_in_leads_back_to_the_page_that_was_asked_for():
    user = person()
    client = Client()
    asked = client.get("/settings/sessions/?x=1")
    assert asked["Location"] == "/sign-in/?next=/settings/sessions/%3Fx%3D1"
    said = client.post(
        "/sign-in/",
        {
            "login": user.email,
            "password": "harbour tulip engine",
            "next": "/settings/sessions/?x=1",
        },
    )
    assert said["Location"] == "/settings/sessions/?x=1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", [u for u in ELSEWHERE if "evil" in u and not u.startswith(("/／", "/%5c"))]
)
def test_language_theme_and_sign_out_stay_here(url: str):
    client = Client()
    sign_in(client, person().email)
    for path, told in (
        ("/ui/language/", {"language": "en"}),
        ("/ui/theme/", {"theme": "dark"}),
        ("/sign-out/", {}),
    ):
        location = client.post(path, {**told, "next": url}, headers={"referer": url})["Location"]
        assert location.startswith("/")
        assert "evil.example" not in location
