"""A16: an id in what is posted, of a row that is not his (FreeScout GHSA-v8vc merge, CVE-2026-40589, CVE-2026-40591; Zammad
CVE-2026-34722). The address of every route is tried in tests/matrix; here it is what stands in the form."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.tests.make import House, another_mailbox, mail
from makegood.care.cases.models import Case, Merge
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.models import Apart, Contact, Handle
from makegood.records.customers.models import Merge as ContactMerge
from makegood.records.people import operations as people


@dataclass
class Two:
    """A case that the lead of this house may see, and one of another team."""

    mine: Case
    theirs: Case
    client: Client


@pytest.fixture
def two(home: House, settle, lead_page) -> Two:
    team = people.make_team(key="back", names={"en": "Back office"}, by=SYSTEM)
    other = people.hire(email="wu@lanhe.test", name="Wu", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="back", names={"en": "Back"}, team=team, duty_lead=other, by=SYSTEM
    )
    elsewhere = House(other, queue, another_mailbox(queue, "back@lanhe.test", sink=True))
    home.receive(mail(From="wang@mail.test"))
    elsewhere.receive(
        mail(
            "A secret matter",
            From="hidden@mail.test",
            To="back@lanhe.test",
            Subject="Hush",
        )
    )
    settle()
    mine, theirs = Case.objects.get(queue=home.queue), Case.objects.get(queue=queue)
    return Two(mine, theirs, lead_page)


def test_he_may_not_see_it_at_all(two):
    assert two.client.get(reverse("web:case", args=[two.theirs.pk])).status_code == 404


@pytest.mark.parametrize("stays", ["other", "this"])
@pytest.mark.parametrize("form", ["{pk}", "M-{pk}", " m-{pk} "])
def test_no_case_of_another_team_is_merged_by_its_number(two, stays, form):
    url = reverse("web:case_merging", args=[two.mine.pk])
    number = form.format(pk=two.theirs.pk)
    told = two.client.post(url, {"number": number, "stays": stays})
    none = two.client.post(url, {"number": form.format(pk=10**9), "stays": stays})
    assert told.status_code == none.status_code >= 400
    for answer in (told, none):
        assert "There is no such case." in answer.content.decode()
        assert two.theirs.subject not in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("route", ["web:contact_merging", "web:contact_apart"])
def test_no_contact_of_another_team_is_merged_or_kept_apart(two, route):
    hidden = two.theirs.contact_id
    url = reverse(route, args=[two.mine.contact_id])
    for stays in (hidden, two.mine.contact_id):
        told = two.client.post(f"{url}?other={hidden}", {"stays": stays})
        none = two.client.post(f"{url}?other={10**9}", {"stays": stays})
        assert told.status_code == none.status_code >= 400
        assert b"hidden@" not in told.content
    assert not ContactMerge.objects.exists()
    assert not Apart.objects.exists()


def test_no_address_of_a_hidden_customer_is_moved(two):
    handle = Handle.objects.get(contact=two.theirs.contact_id)
    url = reverse("web:contact_splitting", args=[two.mine.contact_id])
    two.client.post(url, {"handles": [handle.pk], "name": "X"})
    handle.refresh_from_db()
    assert handle.contact_id == two.theirs.contact_id
    assert Contact.objects.count() == 2


def test_no_answer_leaves_by_a_conversation_of_another_case(two):
    talk = Message.objects.get(text="A secret matter").conversation
    url = reverse("web:replies", args=[two.mine.pk])
    version = Case.objects.get(pk=two.mine.pk).version
    two.client.post(url, {"text": "Hello", "conversation": talk.pk, "version": version})
    assert list(talk.messages.values_list("text", flat=True)) == ["A secret matter"]


def test_no_conversation_of_another_case_is_split_off(two):
    talk = Message.objects.get(text="A secret matter").conversation
    url = reverse("web:case_splitting", args=[two.mine.pk])
    told = two.client.post(url, {"conversation": talk.pk, "subject": "Mine now"})
    assert told.status_code >= 400
    assert Case.objects.count() == 2
