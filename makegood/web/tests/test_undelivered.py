"""What did not leave is sent again from one page; codes are not, and do not stand in the way of the rest."""

from datetime import timedelta

import pytest

from makegood.contact.channels.models import Outgoing
from makegood.kernel.clock import now
from makegood.web.settings.channels.looks import renamed
from makegood.web.tests.make import make_staff, signed_in

pytestmark = pytest.mark.django_db
State = Outgoing.State


def failed(account, name: str, **more) -> Outgoing:
    return Outgoing.objects.create(
        account=account,
        reference="message:1",
        external_id=name,
        recipient=f"{name}@example.org",
        envelope={"purpose": "answer"},
        state=State.FAILED,
        **more,
    )


def test_a_code_that_failed_does_not_keep_the_others_from_being_sent_again(mail):
    boss, url = (
        signed_in(make_staff("Chief", role="administrator")),
        f"/settings/channels/{mail.pk}/undelivered/",
    )
    early, code, late = (
        failed(mail, "a", made_at=now() - timedelta(minutes=3)),
        failed(mail, "b", good_until=now() + timedelta(minutes=5)),
        failed(mail, "c"),
    )
    assert boss.post(url, {"act": "all"}).status_code == 302
    states = [Outgoing.objects.get(pk=one.pk).state for one in (early, code, late)]
    assert states == [State.QUEUED, State.FAILED, State.QUEUED]
    page = boss.get(url).content.decode()
    assert "b@example.org" in page
    assert 'value="again"' not in page


def test_a_new_name_counts_in_every_language():
    told = {"names": {"en": "Blue"}, "sink": True}
    assert renamed(told, "Blue", "Blue") == told
    assert renamed(told, "Blue", "Green") == {"sink": True}


def test_an_address_is_called_by_what_people_know(mail):
    boss = signed_in(make_staff("Chief", role="administrator"))
    type(mail).objects.filter(pk=mail.pk).update(
        kind="wecom",
        address="wkAJ2GCAAASSm4",
        settings={"names": {"zh-Hans": "蓝禾", "en": "Blue"}},
    )
    page = boss.get("/settings/channels/").content.decode()
    assert "<b>Blue</b>" in page
