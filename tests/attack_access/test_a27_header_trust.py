"""A27: who somebody is, is said by his session and by nothing that a browser can write into a header."""

import pytest
from django.test import Client

from tests.attack_access.make import person, sign_in

SSO = [
    "X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-User", "X-Auth-Request-Email",
    "X-User", "X-Email", "X-Authenticated-User", "X-WebAuth-User", "Cf-Access-Authenticated-User-Email", "X-Original-User",
    "X-Ms-Client-Principal-Name", "X-Goog-Authenticated-User-Email",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("header", SSO)
def test_a_header_signs_nobody_in(header: str):
    boss = person("boss", "administrator")
    for value in (boss.email, str(boss.pk), "administrator"):
        assert Client(headers={header: value}).get("/settings/people/").status_code == 302
        basic = Client(headers={"Authorization": f"Basic {value}", header: value})
        assert basic.get("/settings/people/").status_code == 302


def demo_client(**meta: str) -> Client:
    return Client(**{"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", **meta})


@pytest.fixture
def actor(db: None):
    user = person("linxiao", "administrator")
    user.is_demo = True
    user.save()
    return user


def test_a_demo_account_opens_on_this_machine(actor):
    client = demo_client()
    assert sign_in(client, actor.email).status_code == 302
    assert client.get("/settings/me/").status_code == 200


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "content.localhost"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_a_demo_account_opens_nowhere_else(actor, meta):
    client = demo_client(**meta)
    client.post("/sign-in/", {"login": actor.email, "password": "harbour tulip engine"})
    assert demo_client(**meta).get("/settings/me/").status_code != 200
    assert "_auth_user_id" not in client.session
    page = client.get("/sign-in/").content.decode(errors="replace")
    assert actor.email not in page
    assert "kintsugi" not in page


def test_the_demo_is_not_shown_in_a_real_company(db):
    person("boss", "administrator")
    page = demo_client().get("/sign-in/").content.decode()
    assert "boss@lanhe.test" not in page
    assert "kintsugi" not in page
