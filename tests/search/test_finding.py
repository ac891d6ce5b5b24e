"""Whoever may see a case finds it, however much lies above it and whoever's that is."""

import pytest

from makegood.base.access.models import User
from makegood.base.access.policy import principal_of_user
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from makegood.desk.search import queries
from makegood.desk.search.queries import find, look
from makegood.kernel.actor import SYSTEM
from makegood.loops.contact_to_case import file_waiting
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import add_handle
from makegood.records.people import operations as people
from tests.make import Company, arrive, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def lanhe() -> Company:
    return company()


@pytest.fixture
def few(monkeypatch) -> None:
    """Limits so small that a dozen cases are many."""
    for name, value in {
        "CANDIDATES": 3,
        "NEWEST": 4,
        "COMMON": 2,
        "FIRST": 2,
        "LARGEST": 4,
    }.items():
        monkeypatch.setattr(queries, name, value)


@pytest.fixture
def elsewhere() -> Account:
    """The account of a team of others."""
    team = people.make_team(key="other", names={"en": "Others"})
    lead = people.hire(email="o@lanhe.test", name="O", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="other", names={"en": "Others"}, team=team, duty_lead=lead, by=SYSTEM
    )
    return make_account(kind="echo", address="other@lanhe.test", name="Others", queue=queue)


def administrator() -> User:
    return people.hire(email="a@lanhe.test", name="A", role="administrator", by=SYSTEM, teams=[])


def came(account: Account, text: str, sender: str, **told: str) -> Case:
    before = set(Case.objects.values_list("pk", flat=True))
    arrive(account, text=text, **{"from": sender, **told})
    file_waiting()
    return Case.objects.exclude(pk__in=before).get()


def numbers(user: User, words: str, **more) -> list[int]:
    return [hit.case.pk for hit in find(principal_of_user(user), words, **more)]


def everything(user: User, words: str, limit: int) -> tuple[list[int], list[int]]:
    """What the first page shows, and what he finds after it who searches on until there is no more."""
    page = look(principal_of_user(user), words, limit=limit)
    first, later = [hit.case.pk for hit in page.hits], []
    for _round in range(40):
        if page.further is None:
            return first, later
        before = page.further
        page = look(principal_of_user(user), words, limit=limit, before=before)
        assert page.further is None or page.further < before
        later += [hit.case.pk for hit in page.hits]
    raise AssertionError("it never ends")


def test_a_part_of_a_number_and_of_an_order_finds_the_case(lanhe, elsewhere):
    agent, admin = lanhe.hire("lin"), administrator()
    case = came(lanhe.account, "It leaks", "wang@mail.test")
    other = came(elsewhere, "It hums", "li@mail.test")
    for found, number, order in (
        (case, "+86 138 0013 8000", "SO-2026/004711"),
        (other, "+86 139 0013 9001", "SO-2026/004712"),
    ):
        add_handle(found.contact, kind="phone", value=number, by=SYSTEM)
        add_handle(found.contact, kind="order", value=order, by=SYSTEM)
    for typed in ("0013", "+86 (1)3", "so-2026"):
        assert numbers(agent, typed) == [case.pk], typed
        assert numbers(admin, typed) == [other.pk, case.pk], typed
    for typed in ("4712", "9001", "139 0013"):
        assert numbers(agent, typed) == [], typed
        assert numbers(admin, typed) == [other.pk], typed


def test_a_word_is_found_below_many_newer_hits_of_others(lanhe, elsewhere, few):
    agent = lanhe.hire("lin")
    mine = came(lanhe.account, "The pump leaks", "wang@mail.test")
    for n in range(9):
        came(elsewhere, "The pump leaks", f"p{n}@mail.test")
    assert numbers(agent, "pump") == [mine.pk]


def test_a_word_is_found_below_many_newer_cases_of_ones_own(lanhe, elsewhere, few):
    agent = lanhe.hire("lin")
    mine = came(lanhe.account, "The pump leaks", "wang@mail.test")
    for n in range(9):
        came(lanhe.account, "The lamp hums", f"l{n}@mail.test")
        came(elsewhere, "The pump leaks", f"p{n}@mail.test")
    assert numbers(agent, "pump") == [mine.pk]


def test_a_person_is_found_below_many_others_of_the_name(lanhe, elsewhere, few):
    agent = lanhe.hire("lin")
    mine = came(lanhe.account, "It leaks", "fang@mail.test", name="Wang Fang")
    add_handle(mine.contact, kind="phone", value="+86 138 0013 8000", by=SYSTEM)
    for n in range(9):
        other = came(elsewhere, "It hums", f"p{n}@mail.test", name="Wang Li")
        add_handle(other.contact, kind="phone", value=f"+86 138 0013 810{n}", by=SYSTEM)
        came(lanhe.account, "The lamp hums", f"l{n}@mail.test")
    assert Contact.objects.count() == 19
    for typed in ("wang", "0013"):
        [hit] = find(principal_of_user(agent), typed)
        assert (hit.case.pk, hit.where) == (mine.pk, "person")


def test_who_searches_further_sees_every_hit_newest_first(lanhe, elsewhere, few):
    agent, admin = lanhe.hire("lin"), administrator()
    mine, all_of_them = [], []
    for n in range(12):
        case = came(lanhe.account, "The pump" if n % 2 else "The lamp", f"m{n}@mail.test")
        other = came(elsewhere, "The pump", f"o{n}@mail.test")
        mine += [case.pk] if n % 2 else []
        all_of_them += ([case.pk] if n % 2 else []) + [other.pk]
    for who, wanted in ((agent, mine), (admin, all_of_them)):
        for limit in (1, 2, 3, 5, 50):
            first, later = everything(who, "pump", limit)
            assert {*first, *later} == set(wanted)
            assert later == sorted(set(later), reverse=True)


def test_it_says_when_there_may_be_older_ones_and_when_there_are_none(lanhe):
    agent = lanhe.hire("lin")
    for n in range(3):
        came(lanhe.account, "The pump", f"m{n}@mail.test")
    who = principal_of_user(agent)
    assert look(who, "pump", limit=3).further is None
    assert look(who, "pump", limit=2).further is not None
    assert look(who, "xylophone").further is None


def test_the_first_page_costs_no_more_than_its_time(lanhe, elsewhere, few, monkeypatch):
    """What lies deeper is offered, not read without end."""
    agent = lanhe.hire("lin")
    mine = came(lanhe.account, "The pump leaks", "wang@mail.test")
    for n in range(9):
        came(lanhe.account, "The lamp hums", f"l{n}@mail.test")
        came(elsewhere, "The pump leaks", f"p{n}@mail.test")
    monkeypatch.setattr(queries, "BUDGET_SECONDS", 0.0)
    page = look(principal_of_user(agent), "pump")
    assert page.hits == []
    assert page.further is not None
    deeper = look(principal_of_user(agent), "pump", before=page.further)
    assert [hit.case.pk for hit in deeper.hits] == [mine.pk]
    assert deeper.further is None
