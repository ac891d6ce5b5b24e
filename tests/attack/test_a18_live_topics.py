"""A18: an open page hears of nothing that its reader may not see (FreeScout GHSA-gh3r-jh6q-wrvj, GHSA-w668-wq26-6c94, Zulip
CVE-2024-27286): a topic is only asked for, and what is told is decided for each reader at the moment it is told."""

import pytest

from makegood.adapters.email.tests.make import mail
from makegood.base.access.models import User
from makegood.base.access.policy import NOBODY, principal_of_user
from makegood.base.live.hub import Hub, Stream
from makegood.base.live.ports import Stir, notices
from makegood.care.cases.models import Case
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people

GUESSES = [
    "*",
    "%",
    "case:*",
    "case:%",
    "case:",
    "cases",
    "case:1,case:2",
    "#",
    "case:0",
    "/",
    "work",
    "offers",
]


@pytest.fixture
def case(take) -> Case:
    take(mail())
    return Case.objects.get()


def outsider(name: str = "Wu") -> User:
    return people.hire(email=f"{name.lower()}@house.test", name=name, role="agent", by=SYSTEM)


def heard(user: User | None, topics: list[str], case: Case) -> bytes:
    """What a page with these topics is told when something happens in the case."""
    hub = Hub()
    stream = Stream("staff", "key", frozenset(topics))
    hub.streams.add(stream)
    hub.principals["staff", "key"] = principal_of_user(user) if user else NOBODY
    for topic in topics:
        hub.by_topic[topic].add(stream)
    stir = Stir(7, "cases.note_written", case.topic, case=case.pk, customer=case.contact_id)
    for notice in notices([stir]):
        hub._tell(notice)
    told = b""
    while not stream.queue.empty():
        told += stream.queue.get_nowait() or b""
    return told


def test_whoever_may_see_the_case_hears_of_it(home, case):
    assert case.topic.encode() in heard(home.lead, [case.topic], case)


def test_who_may_not_see_it_hears_nothing_whatever_he_asks_for(case):
    near = [f"case:{case.pk + n}" for n in range(-3, 4)]
    topics = [*GUESSES, *near, f"contact:{case.contact_id}", f"list:{case.owner_id}"]
    assert heard(outsider(), topics, case) == b""
    assert heard(None, topics, case) == b""


def test_a_topic_is_a_name_and_no_pattern(home, case):
    assert case.topic.encode() not in heard(home.lead, ["*", "case:*", "case:%", "case:"], case)


def test_what_is_told_names_topics_the_page_asked_for_and_nothing_of_the_case(home, case):
    told = heard(home.lead, [case.topic], case)
    assert case.subject.encode() not in told
    assert b"contact" not in told


def test_who_may_no_longer_see_it_hears_nothing_on_the_page_that_is_still_open(home, case):
    member = outsider()
    people.change_staff(member, role="agent", teams=[home.queue.team], by=SYSTEM)
    assert heard(member, [case.topic], case)
    people.change_staff(member, role="agent", teams=[], by=SYSTEM)
    assert heard(User.objects.get(pk=member.pk), [case.topic], case) == b""
