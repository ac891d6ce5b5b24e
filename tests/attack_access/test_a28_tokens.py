"""A28: links that stand for a person: random, kept as a digest, for one purpose, once, for a while."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections
from django.test import Client

from makegood.base.access.models import Grant, Role, User
from makegood.base.access.operations import (
    INVITE,
    RESET,
    SETUP,
    LinkEnded,
    choose_password,
    give_grant,
    password_link,
    setup_link,
    use_once,
)
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.loops.first_day import FirstDay, open_house
from makegood.records.people import operations as people
from tests.attack_access.make import NEW_PASSWORD, PASSWORD, is_in, person, sign_in

ODD = [
    "",
    " ",
    "\x00",
    "None",
    "null",
    "0",
    "1",
    "%",
    "%00",
    "' or ''='",
    "../",
    "a" * 10_000,
    "\ud7ff",
    "０",
]


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


@pytest.mark.django_db
def test_only_a_digest_is_kept():
    token = token_of(password_link(person(), purpose=RESET))
    kept = Grant.objects.get()
    assert token not in str(vars(kept))
    assert len(kept.token) == 64
    assert len(token) >= 43


@pytest.mark.django_db
@pytest.mark.parametrize("token", ODD)
@pytest.mark.parametrize("purpose", [INVITE, RESET, SETUP])
def test_odd_tokens_open_nothing(token: str, purpose: str):
    Grant.objects.create(token="", purpose=purpose, subject=1, expires_at=now() + timedelta(days=1))
    with pytest.raises(LinkEnded):
        use_once(token, purpose=purpose)


@pytest.mark.django_db
def test_a_token_is_taken_letter_by_letter():
    user = person()
    token = token_of(password_link(user, purpose=RESET))
    for near in (
        token.upper(),
        token.lower(),
        f" {token}",
        f"{token} ",
        f"{token}\n",
        token[:-1],
        f"{token}=",
        token.swapcase(),
    ):
        assert near != token
        with pytest.raises(LinkEnded):
            choose_password(near, purpose=RESET, password=NEW_PASSWORD)
    choose_password(token, purpose=RESET, password=NEW_PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize("made_for", [INVITE, RESET, SETUP, "case"])
@pytest.mark.parametrize("used_as", [INVITE, RESET, SETUP])
def test_a_token_is_for_one_purpose(made_for: str, used_as: str):
    user = person()
    token = give_grant(purpose=made_for, subject=user.pk, lasts=timedelta(hours=1))
    if made_for == used_as:
        assert use_once(token, purpose=used_as) == user.pk
    else:
        with pytest.raises(LinkEnded):
            use_once(token, purpose=used_as)
        assert Client().get(f"/{used_as}/{token}/").status_code == 404


@pytest.mark.django_db
def test_it_works_once():
    user = person()
    token = token_of(password_link(user, purpose=RESET))
    assert Client().get(f"/reset/{token}/").status_code == 200
    assert Client().post(f"/reset/{token}/", {"password": NEW_PASSWORD}).status_code == 302
    again = Client().post(f"/reset/{token}/", {"password": "another harbour tulip"})
    assert again.status_code == 404
    client = Client()
    sign_in(client, user.email, NEW_PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("purpose", "lasts"), [(RESET, timedelta(hours=1)), (INVITE, timedelta(days=7))]
)
def test_it_ends_by_itself(purpose: str, lasts: timedelta):
    user = person()
    start = now()
    token = token_of(password_link(user, purpose=purpose))
    clock.install(VirtualClock(start + lasts + timedelta(seconds=1)))
    with pytest.raises(LinkEnded):
        choose_password(token, purpose=purpose, password=NEW_PASSWORD)


@pytest.mark.django_db
def test_a_weak_password_does_not_spend_the_link():
    user = person()
    token = token_of(password_link(user, purpose=RESET))
    for weak in ("short", "qwertyuiop1234", "Password2026!", user.email, "123456789012345"):
        with pytest.raises(Invalid):
            choose_password(token, purpose=RESET, password=weak)
    choose_password(token, purpose=RESET, password=NEW_PASSWORD)


@pytest.mark.django_db
def test_a_new_link_and_a_new_password_end_the_old_link():
    user = person()
    first = token_of(password_link(user, purpose=RESET))
    second = token_of(password_link(user, purpose=RESET))
    with pytest.raises(LinkEnded):
        choose_password(first, purpose=RESET, password=NEW_PASSWORD)
    client = Client()
    sign_in(client, user.email)
    client.post("/settings/sign-in/password/", {"present": PASSWORD, "password": NEW_PASSWORD})
    with pytest.raises(LinkEnded):
        choose_password(second, purpose=RESET, password="another harbour tulip")


@pytest.mark.django_db
def test_a_link_of_somebody_who_left_opens_nothing():
    heir, gone = person("heir"), person("gone")
    token = token_of(password_link(gone, purpose=RESET))
    people.deactivate(gone, takes_over=heir, by=SYSTEM)
    with pytest.raises(LinkEnded):
        choose_password(token, purpose=RESET, password=NEW_PASSWORD)
    assert Client().get(f"/reset/{token}/").status_code == 404


def together(work: Any, times: int = 8) -> list[str]:
    """Do the same from many connections at once; what came of each."""
    gate, results = threading.Barrier(times), []

    def one() -> None:
        gate.wait()
        try:
            work()
            results.append("done")
        except (LinkEnded, Invalid):
            results.append("refused")
        finally:
            close_old_connections()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_many_uses_at_once_one_wins(real_commits: None):
    user = person()
    token = token_of(password_link(user, purpose=RESET))
    found = together(lambda: choose_password(token, purpose=RESET, password=NEW_PASSWORD))
    assert sorted(found) == ["done"] + ["refused"] * 7


def first_day(**more: Any) -> dict[str, Any]:
    told = {
        "company": "Lanhe", "name": "Gu", "email": "gu@lanhe.test", "password": PASSWORD, "language": "zh-Hans",
        "zone": "Asia/Shanghai", "first_answer": "120", "office_hours": "on",
    }  # fmt: skip
    return {**told, **more}


@pytest.mark.django_db
def test_the_first_administrator_comes_by_a_link_once():
    link = setup_link()
    assert link
    path = f"/setup/{token_of(link)}/"
    assert Client().get(path).status_code == 200
    client = Client()
    assert client.post(path, first_day()).status_code == 302
    user = User.objects.get()
    assert (user.role, user.email, user.is_demo) == (Role.ADMINISTRATOR, "gu@lanhe.test", False)
    assert user.leads.get().is_default
    sign_in(client, "gu@lanhe.test")
    assert is_in(client)
    assert setup_link() is None
    assert Client().get(path).status_code == 404
    assert Client().post(path, first_day(email="evil@lanhe.test")).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_set_up_that_fails_leaves_nothing_and_keeps_the_link():
    path = f"/setup/{token_of(setup_link() or '')}/"
    said = Client().post(path, first_day(password="Password2026!"))
    assert said.status_code == 422
    assert "gu@lanhe.test" in said.content.decode()
    assert not User.objects.exists()
    assert Client().post(path, first_day()).status_code == 302


@pytest.mark.django_db
def test_an_old_set_up_link_makes_no_second_administrator():
    token = give_grant(purpose=SETUP, subject=0, lasts=timedelta(hours=1))
    person("boss", "administrator")
    assert Client().post(f"/setup/{token}/", first_day()).status_code == 404
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_of_many_set_ups_at_once_one_wins(real_commits: None):
    token = token_of(setup_link() or "")
    names = iter(range(100))

    def one() -> None:
        told = first_day(email=f"boss{next(names)}@lanhe.test", first_answer=60, office_hours=False)
        open_house(token, FirstDay(**told))

    assert sorted(together(one)) == ["done"] + ["refused"] * 7
    assert User.objects.count() == 1
