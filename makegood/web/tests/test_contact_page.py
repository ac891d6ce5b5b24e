"""The page of a contact: one story over all channels, by time, with what can be done about who it is."""

import pytest
from django.urls import reverse

from makegood.base.access.policy import principal_of_user
from makegood.care.cases.models import Merge as CaseMerge
from makegood.care.repeats.models import Recognition
from makegood.kernel.actor import SYSTEM
from makegood.loops.cases_to_one import merge as merge_cases
from makegood.records.customers.models import Apart, Contact, Merge, Split
from makegood.records.customers.operations import merge
from makegood.records.customers.ports import _SOURCES, Entry, TimelineSource, add_source
from makegood.web.contacts.page import named_by
from makegood.web.contacts.place import Known
from makegood.web.tests.make import make_stranger, say, signed_in
from tests.one_story.make import House

pytestmark = pytest.mark.django_db
NUMBER = "+8613812345678"
FLICKERS = "新买的55寸电视用了两天就开始闪屏，画面一闪一闪的，订单号 SO20261103771"


@pytest.fixture
def house() -> House:
    return House()


def page(contact: Contact, **query) -> str:
    return reverse("web:contact", args=[contact.pk])


def test_everything_of_every_channel_is_there_by_time_with_its_source(house):
    case = house.writes("The kettle leaks", sender="wang@example.org", name="Wang")
    other = house.chats("A dog ate my manual", sender="visitor-7").contact
    merge(other, into=case.contact, by=SYSTEM)
    html = signed_in(house.agent).get(page(case.contact)).content.decode()
    assert html.index("A dog ate my manual") < html.index("The kettle leaks")
    assert f"/cases/{case.pk}/#m" in html
    assert "wang@example.org" in html
    assert "Merged with" in html


def test_it_is_filtered_by_kind_and_by_channel(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    other = house.chats("A dog ate my manual", sender="visitor-7").contact
    merge(other, into=case.contact, by=SYSTEM)
    client = signed_in(house.agent)
    by_chat = client.get(page(case.contact), {"channel": "test-chat"}).content.decode()
    assert "A dog ate my manual</a>" in by_chat
    assert "The kettle leaks</a>" not in by_chat
    cases = client.get(page(case.contact), {"kind": "case"}).content.decode()
    assert "Opened" in cases
    assert "A dog ate my manual</a>" not in cases


def test_pages_hold_everything_once(house):
    case = house.writes("Word 0", sender="wang@example.org")
    talk = case.strands.get().conversation
    for n in range(1, 120):
        say(house.mail, f"Word {n}", sender="wang@example.org", conversation=talk.pk)
    client, seen, url = signed_in(house.agent), [], page(case.contact) + "?kind=message"
    for _turn in range(4):
        answer = client.get(url)
        found = answer.context["timeline"]
        seen += [entry.text for _day, entries in found.days for entry in entries]
        if not found.onward:
            break
        url = f"{page(case.contact)}?kind=message&before={found.onward.replace('+', '%2B')}"
    assert seen == [f"Word {n}" for n in reversed(range(120))]


def test_the_page_costs_a_fixed_number_of_statements(house, django_assert_max_num_queries):
    case = house.writes("Word 0", sender="wang@example.org")
    talk = case.strands.get().conversation
    client = signed_in(house.agent)
    client.get(page(case.contact))
    for n in range(60):
        say(house.mail, f"Word {n}", sender="wang@example.org", conversation=talk.pk)
    with django_assert_max_num_queries(20):
        client.get(page(case.contact))


def test_a_later_package_adds_its_entries_without_any_edit_here(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    entry = Entry(at=case.opened_at, pk=1, kind="visit", icon="truck", text="He Yu came", url="/x/")
    add_source(
        TimelineSource("visits", {"visit": "Visits"}, lambda ask: [entry] if not ask.before else [])
    )
    try:
        html = signed_in(house.agent).get(page(case.contact), {"kind": "visit"}).content.decode()
    finally:
        _SOURCES.pop("visits")
    assert "He Yu came" in html
    assert "Visits" in html


def test_whoever_sees_none_of_his_cases_does_not_see_him(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    assert signed_in(make_stranger()).get(page(case.contact)).status_code == 404


def test_what_he_named_in_a_case_that_the_viewer_may_not_see_is_not_shown(house):
    mine = house.writes("The kettle leaks", sender="wang@example.org")
    theirs = house.writes(FLICKERS, sender="wang@example.org")
    who = Known(mine.contact, principal_of_user(house.agent))
    assert [one["shown"] for one in named_by(who)] == ["SO20261103771"]
    assert theirs.pk in who.cases
    who.__dict__["cases"] = (mine.pk,)
    assert named_by(who) == []


def test_a_merged_contact_leads_to_the_one_who_stayed(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    other = house.chats("A dog ate my manual", sender="visitor-7").contact
    merge(other, into=case.contact, by=SYSTEM)
    answer = signed_in(house.agent).get(page(other))
    assert (answer.status_code, answer["Location"]) == (302, page(case.contact))


def test_the_agent_compares_and_says_who_stays(house):
    first = house.calls_in(FLICKERS, NUMBER, name="Zhou Min")
    chat = house.chats("你好，我电话 13812345678", sender="visitor-9")
    client = signed_in(house.agent)
    shown = client.get(page(chat.contact)).content.decode()
    assert "Maybe the same person" in shown
    url = reverse("web:contact_merging", args=[chat.contact_id]) + f"?other={first.contact_id}"
    assert "Zhou Min" in client.get(url).content.decode()
    assert client.post(url, {"stays": ""}).status_code == 422
    assert not Merge.objects.exists()
    assert client.post(url, {"stays": first.contact_id}).status_code == 204
    assert Merge.objects.get().into == first.contact
    undo = reverse("web:contact_merge_undo", args=[Merge.objects.get().pk])
    assert client.post(undo).status_code == 204
    assert Merge.objects.get().undone_at is not None


def test_the_agent_says_that_they_are_two(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("你好，我电话 13812345678", sender="visitor-9")
    client = signed_in(house.agent)
    url = reverse("web:contact_apart", args=[chat.contact_id]) + f"?other={first.contact_id}"
    assert client.post(url).status_code == 204
    assert Apart.objects.count() == 1
    assert "Maybe the same person" not in client.get(page(chat.contact)).content.decode()


def test_some_addresses_go_to_another_person_and_back(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    other = house.chats("A dog ate my manual", sender="visitor-7").contact
    merge(other, into=case.contact, by=SYSTEM)
    client = signed_in(house.agent)
    url = reverse("web:contact_splitting", args=[case.contact_id])
    chosen = case.contact.handles.get(kind="chat").pk
    assert client.get(url).status_code == 200
    assert client.post(url, {"handles": []}).status_code == 422
    assert client.post(url, {"handles": [chosen], "name": "Her son"}).status_code == 204
    assert Split.objects.get().new.name == "Her son"
    undo = reverse("web:contact_split_undo", args=[Split.objects.get().pk])
    assert client.post(undo).status_code == 204
    assert case.contact.handles.count() == 2


def test_a_split_leads_to_a_page_that_may_be_opened(house):
    case = house.writes("The kettle leaks", sender="wang@example.org")
    idle = case.contact.handles.create(kind="phone", value=NUMBER, shown=NUMBER)
    client = signed_in(house.agent)
    url = reverse("web:contact_splitting", args=[case.contact_id])
    answer = client.post(url, {"handles": [idle.pk], "name": "Her son"})
    assert answer["HX-Redirect"] == page(case.contact)
    assert "Her son" in client.get(answer["HX-Redirect"]).content.decode()


def test_the_first_screen_says_what_is_known_and_one_click_joins(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("我电话 13812345678，电视画面还在闪", sender="visitor-9")
    client = signed_in(house.agent)
    assert reverse("web:known", args=[chat.pk]) in client.get(f"/cases/{chat.pk}/").content.decode()
    shown = client.get(reverse("web:known", args=[chat.pk])).content.decode()
    assert first.number in shown
    assert "It began" in shown
    assert "SO20261103771" in shown
    assert "not proven" in shown
    said = reverse("web:recognition", args=[Recognition.objects.get().pk])
    answer = client.post(said, {"same": "yes"})
    assert answer["HX-Redirect"] == f"/cases/{first.pk}/"
    assert client.get(f"/cases/{chat.pk}/")["Location"] == f"/cases/{first.pk}/"


def test_something_else_stays_a_case_of_its_own(house):
    house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("我电话 13812345678，电视画面还在闪", sender="visitor-9")
    said = reverse("web:recognition", args=[Recognition.objects.get().pk])
    assert signed_in(house.agent).post(said, {"same": "no"}).status_code == 204
    chat.refresh_from_db()
    assert (chat.status, chat.resembles) == ("open", None)


def test_what_came_again_by_itself_says_what_was_said(house):
    case = house.calls_in(FLICKERS, NUMBER)
    house.calls_in("电视还在闪屏，没人来修", NUMBER)
    shown = signed_in(house.agent).get(reverse("web:known", args=[case.pk])).content.decode()
    assert "Their last word" in shown
    assert shown.count("<dt>") == 5


def test_two_cases_are_merged_split_and_taken_back_in_the_browser(house):
    into = house.writes("The kettle leaks", sender="wang@example.org")
    away = house.chats("A dog ate my manual", sender="visitor-7")
    client = signed_in(house.agent)
    url = reverse("web:case_merging", args=[away.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"number": "M-999999"}).status_code == 422
    assert client.post(url, {"number": into.number, "stays": "other"}).status_code == 204
    assert CaseMerge.objects.get().into == into
    undo = reverse("web:case_merge_undo", args=[CaseMerge.objects.get().pk])
    assert undo in client.get(reverse("web:case_merging", args=[into.pk])).content.decode()
    talk = into.strands.order_by("pk").last().conversation
    split = reverse("web:case_splitting", args=[into.pk])
    assert client.post(split, {"conversation": ""}).status_code == 422
    assert client.post(undo).status_code == 204
    merge_cases(away, into=into, by=SYSTEM)
    assert client.post(split, {"conversation": talk.pk, "subject": "Manual"}).status_code == 204
    assert into.splits.get().new.subject == "Manual"
