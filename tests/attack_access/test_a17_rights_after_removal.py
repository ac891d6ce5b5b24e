"""A17: what a person may is asked anew every time; within five seconds nothing is left of a right that was taken."""

import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPResponse
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from makegood.base.access.operations import RESET, choose_password, password_link
from makegood.care.cases.models import Case
from makegood.kernel.actor import SYSTEM
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people import operations as people
from makegood.records.people.queries import StaffSource
from tests.attack_access.make import NEW_PASSWORD, PASSWORD, is_in, person, sign_in
from tests.make import Company, arrive, company


@pytest.mark.django_db
def test_a_deactivated_person_is_signed_out_everywhere():
    heir, gone = person("heir"), person("gone")
    laptop, phone = Client(), Client()
    for client in (laptop, phone):
        sign_in(client, gone.email)
        assert is_in(client)
    people.deactivate(gone, takes_over=heir, by=SYSTEM)
    assert not is_in(laptop)
    assert not is_in(phone)
    assert (
        sign_in(Client(), gone.email).status_code == 200
    )  # the form again, as for a wrong password


@pytest.mark.django_db
def test_even_a_session_that_survived_opens_nothing():
    heir, gone = person("heir"), person("gone")
    client = Client()
    sign_in(client, gone.email)
    kept = Session.objects.get(pk=client.cookies[settings.SESSION_COOKIE_NAME].value)
    people.deactivate(gone, takes_over=heir, by=SYSTEM)
    kept.save(force_insert=True)
    assert not is_in(client)
    source, cookie = StaffSource(), f"{settings.SESSION_COOKIE_NAME}={kept.pk}"
    key = source.identify({"cookie": cookie}, {})
    assert key is None or key not in source.principals([key])


@pytest.mark.django_db
def test_a_new_password_ends_every_other_session_and_its_stream():
    user = person()
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, user.email)
    key = f"{there.cookies[settings.SESSION_COOKIE_NAME].value}:{user.pk}"
    assert StaffSource().principals([key])
    said = here.post("/settings/sign-in/password/", {"present": PASSWORD, "password": NEW_PASSWORD})
    assert said.status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert not StaffSource().principals([key])


@pytest.mark.django_db
def test_a_reset_ends_every_session():
    user = person()
    client = Client()
    sign_in(client, user.email)
    token = password_link(user, purpose=RESET).rstrip("/").rpartition("/")[2]
    choose_password(token, purpose=RESET, password=NEW_PASSWORD)
    assert not is_in(client)


@pytest.mark.django_db
def test_who_left_the_team_sees_its_cases_no_longer_on_the_next_click():
    home = company()
    user = person(teams=[home.team])
    arrive(home.account)
    file_waiting()
    client = Client()
    sign_in(client, user.email)
    case = Case.objects.get()
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    people.change_staff(user, role="agent", teams=[], by=SYSTEM)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert client.post(f"/cases/{case.pk}/notes/", {"text": "still here"}).status_code == 404


@pytest.mark.django_db
def test_a_session_that_is_ended_by_hand_opens_nothing():
    user = person()
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, user.email)
    key = there.cookies[settings.SESSION_COOKIE_NAME].value
    assert here.post("/settings/sessions/end/", {"session": key}).status_code == 302
    assert not is_in(there)
    assert is_in(here)


@pytest.mark.django_db
def test_nobody_ends_the_session_of_another():
    mine, other = person("mine"), person("other")
    me, them = Client(), Client()
    sign_in(me, mine.email)
    sign_in(them, other.email)
    me.post(
        "/settings/sessions/end/", {"session": them.cookies[settings.SESSION_COOKIE_NAME].value}
    )
    me.post("/settings/sessions/end/", {"session": "others"})
    assert is_in(them)


class Listening(threading.Thread):
    """Reads an open stream until it ends, and notes when each line came."""

    def __init__(self, response: HTTPResponse) -> None:
        super().__init__(daemon=True)
        self.response, self.lines, self.ended = response, [], 0.0
        self.start()

    def run(self) -> None:
        try:
            for line in self.response:
                self.lines.append(line.decode().strip())
        except OSError:
            pass
        self.ended = time.monotonic()


def open_stream(site: Any, client: Client, topics: str) -> HTTPResponse:
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    request = urllib.request.Request(
        site.url(f"/live/staff?topics={topics}"), headers={"Cookie": cookie}
    )
    return urllib.request.urlopen(request, timeout=30)


@pytest.mark.slow
def test_an_open_stream_ends_within_five_seconds(site: Any):
    home: Company = company()
    gone = person("gone", teams=[home.team])
    client = Client()
    sign_in(client, gone.email)
    heard = Listening(open_stream(site, client, "work"))
    wait_for(lambda: "event: hello" in heard.lines)
    began = time.monotonic()
    people.deactivate(gone, takes_over=home.lead, by=SYSTEM)
    wait_for(lambda: heard.ended > 0, seconds=5)
    assert heard.ended - began < 5
    with pytest.raises(urllib.error.HTTPError) as refused:
        open_stream(site, client, "work")
    assert refused.value.code == 404


@pytest.mark.slow
def test_who_left_the_team_hears_nothing_more_on_the_open_stream(site: Any):
    home: Company = company()
    user = person("left", teams=[home.team])
    client = Client()
    sign_in(client, user.email)
    heard = Listening(open_stream(site, client, "work"))
    wait_for(lambda: "event: hello" in heard.lines)
    arrive(home.account, text="before")
    wait_for(lambda: "event: stir" in heard.lines, seconds=10)
    people.change_staff(user, role="agent", teams=[], by=SYSTEM)
    time.sleep(5)
    before = len(heard.lines)
    arrive(home.account, text="after")
    time.sleep(4)
    assert [line for line in heard.lines[before:] if line.startswith("data")] == []


def wait_for(condition: Any, *, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
