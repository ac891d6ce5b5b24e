"""Rules are drawn, tried and put in order in the browser."""

import pytest
from django.test import Client

from makegood.desk.routing.models import Rule
from makegood.desk.routing.operations import keep_rule
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from tests.make import company

pytestmark = pytest.mark.django_db


def administrator(lanhe) -> Client:
    client = Client()
    client.force_login(lanhe.hire("boss", "administrator"))
    return client


def another_queue(lanhe):
    return people.make_queue(
        key="crew", names={"en": "Crew"}, team=lanhe.team, duty_lead=lanhe.lead, by=SYSTEM
    )


def test_a_rule_is_tried_before_it_counts_and_nothing_is_kept_of_it():
    lanhe = company()
    client, crew = administrator(lanhe), another_queue(lanhe)
    typed = {"name": "Trains", "queue": crew.pk, "words": "G#", "said": "G12 厠所没有纸，急"}
    page = client.post("/settings/routing/new/", {**typed, "look": ""})
    assert page.status_code == 200
    assert "it goes to “Crew”" in page.content.decode()
    assert "没有纸" in page.content.decode()
    other = client.post("/settings/routing/new/", {**typed, "look": "", "said": "my bill"})
    assert "No rule fits" in other.content.decode()
    assert not Rule.objects.exists()


def test_the_trial_says_when_a_rule_above_takes_it():
    lanhe = company()
    client, crew = administrator(lanhe), another_queue(lanhe)
    keep_rule(name="All trains", queue=lanhe.queue, words="train", by=SYSTEM)
    typed = {"name": "Mine", "queue": crew.pk, "words": "train", "said": "a train", "look": ""}
    page = client.post("/settings/routing/new/", typed).content.decode()
    assert "Another rule is asked before and fits: “All trains”" in page


def test_a_rule_is_kept_changed_moved_up_and_retired():
    lanhe = company()
    client, crew = administrator(lanhe), another_queue(lanhe)
    for name in ("one", "two"):
        typed = {"name": name, "queue": crew.pk, "words": name}
        assert client.post("/settings/routing/new/", typed).status_code == 302
    two = Rule.objects.get(name="two")
    client.post(f"/settings/routing/{two.pk}/", {"name": "2", "queue": crew.pk, "urgency": "1"})
    client.post(f"/settings/routing/{two.pk}/order/")
    page = client.get("/settings/routing/").content.decode()
    assert page.index("<b>2</b>") < page.index("<b>one</b>")
    client.post(f"/settings/routing/{two.pk}/retire/")
    assert "<b>2</b>" not in client.get("/settings/routing/").content.decode()


def test_what_asks_nothing_comes_back_with_the_reason():
    lanhe = company()
    client, crew = administrator(lanhe), another_queue(lanhe)
    page = client.post("/settings/routing/new/", {"name": "x", "queue": crew.pk})
    assert page.status_code == 422
    assert "Say at least one thing that must be so." in page.content.decode()
