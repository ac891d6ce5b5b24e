"""A20: a form takes the fields it shows; every other name that is posted is as if it were not there."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from makegood.base.access.models import User
from makegood.base.access.operations import keep_preferences
from makegood.contact.channels.models import Account
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from tests.attack_access.make import person, sign_in

OURS = sorted(
    {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    | {f"{field.name}_id" for model in apps.get_models() for field in model._meta.get_fields()}
)
GREEDY: dict[str, Any] = dict.fromkeys(OURS, "1")


@pytest.fixture(autouse=True)
def as_many_fields_as_there_are(settings):
    """So many names in one form would be refused before anybody read them."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = len(GREEDY) + 100


FROZEN = (
    "email",
    "role",
    "is_active",
    "is_demo",
    "password",
    "joined_at",
    "deactivated_at",
    "last_login",
)


def state(user: User) -> dict[str, Any]:
    user.refresh_from_db()
    return {name: getattr(user, name) for name in FROZEN}


@pytest.mark.django_db
def test_nobody_makes_himself_an_administrator_on_his_own_page():
    user = person()
    client = Client()
    sign_in(client, user.email)
    before = state(user)
    told = {"name": "Wang", "language": "zh-Hans", "zone": "Asia/Shanghai", "theme": "dark"}
    asked = {
        **GREEDY,
        "role": "administrator",
        "is_active": "",
        "is_demo": "on",
        "email": "a@b.cd",
        **told,
    }
    assert client.post("/settings/me/", asked).status_code == 302
    assert state(user) == before
    assert (user.name, user.language, user.theme) == ("Wang", "zh-Hans", "dark")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/ui/language/", "/ui/theme/", "/ui/keys/", "/presence/", "/here/"]
)
def test_small_choices_change_nothing_else(path: str):
    user = person()
    client = Client()
    sign_in(client, user.email)
    before = state(user)
    client.post(
        path, {**GREEDY, "language": "en", "theme": "dark", "single_keys": "on", "state": "busy"}
    )
    assert state(user) == before


@pytest.mark.django_db
def test_an_administrator_changes_role_and_teams_and_nothing_more():
    boss, user = person("boss", "administrator"), person()
    client = Client()
    sign_in(client, boss.email)
    before = state(user)
    asked = {**GREEDY, "role": "lead", "email": "a@b.cd", "is_demo": "on"}
    asked.pop("teams")
    assert client.post(f"/settings/people/{user.pk}/", asked).status_code == 302
    assert state(user) == {**before, "role": "lead"}


@pytest.mark.django_db
def test_an_invitation_makes_no_demo_account_and_no_password():
    boss = person("boss", "administrator")
    client = Client()
    sign_in(client, boss.email)
    told = {
        "name": "New",
        "email": "new@lanhe.test",
        "role": "agent",
        "language": "en",
        "zone": "UTC",
    }
    asked = {**GREEDY, "is_demo": "on", "password": "set by the sender", **told}
    asked.pop("teams")
    assert client.post("/settings/people/new/", asked).status_code == 200
    made = User.objects.get(email="new@lanhe.test")
    assert not made.is_demo
    assert not made.has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["role", "email", "is_active", "is_demo", "password", "name"])
def test_preferences_take_no_other_names(field: str):
    with pytest.raises(TypeError):
        keep_preferences(person(), **{field: "1"})


@pytest.mark.django_db
def test_an_account_of_ours_cannot_smuggle_settings_in():
    boss = person("boss", "administrator")
    team = people.make_team(names={"en": "Team"})
    queue = people.make_queue(names={"en": "Queue"}, team=team, duty_lead=boss, by=SYSTEM)
    client = Client()
    sign_in(client, boss.email)
    told = {
        "address": "box@lanhe.test",
        "name": "Box",
        "queue": queue.pk,
        "language": "en",
        "smtp_security": "starttls",
    }
    asked = {
        **GREEDY,
        **told,
        "sink": "on",
        "catch_all": "*",
        "settings": "{}",
        "kind": "webchat",
        "imap_port": "993",
        "smtp_port": "587",
    }
    assert client.post("/settings/channels/new/email/", asked).status_code == 302
    account = Account.objects.get(address="box@lanhe.test")
    assert account.kind == "email"
    asked_for = {"imap", "smtp", "aliases", "domains", "authserv_id", "dkim_selector", "flood"}
    assert set(account.settings) == asked_for
