"""Who gets a case when nobody of the team is free."""

import pytest

from makegood.base.access.policy import may, principal_of_user
from makegood.care.cases.models import Case
from makegood.kernel.clock import now
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people.models import Presence
from makegood.records.people.operations import seen
from makegood.records.people.queries import scopes_of, team_scope
from tests.make import arrive, company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def lanhe():
    """A queue whose lead and deputy are in no team; nobody is here."""
    made = company()
    made.queue.deputy = made.hire("deputy", role="lead", teams=[])
    made.queue.save()
    made.team.members.clear()
    return made


def owner(lanhe):
    arrive(lanhe.account)
    file_waiting()
    return Case.objects.latest("pk").owner


@pytest.mark.parametrize(
    ("here", "gets"),
    [
        ((), "Lead"),
        (("Lead",), "Lead"),
        (("deputy",), "deputy"),
        (("Lead", "deputy"), "Lead"),
    ],
)
def test_the_deputy_stands_in_while_the_lead_is_not_here(lanhe, here, gets):
    for person in (lanhe.lead, lanhe.queue.deputy):
        if person.name in here:
            seen(person.pk)
    assert owner(lanhe).name == gets


def test_a_busy_deputy_stands_in_for_nobody(lanhe):
    seen(lanhe.queue.deputy_id)
    Presence.objects.update(state="busy")
    assert owner(lanhe).name == "Lead"


def test_a_deputy_who_has_left_stands_in_for_nobody(lanhe):
    seen(lanhe.queue.deputy_id)
    type(lanhe.lead).objects.filter(pk=lanhe.queue.deputy_id).update(
        is_active=False, deactivated_at=now()
    )
    assert owner(lanhe).name == "Lead"


def test_a_free_member_of_the_team_comes_before_lead_and_deputy(lanhe):
    member = lanhe.hire("lin")
    for pk in (member.pk, lanhe.lead.pk, lanhe.queue.deputy_id):
        seen(pk)
    assert owner(lanhe) == member


def test_the_deputy_may_see_and_work_on_what_he_stands_in_for(lanhe):
    seen(lanhe.queue.deputy_id)
    deputy = owner(lanhe)
    assert scopes_of([deputy.pk]) == {deputy.pk: {team_scope(lanhe.team.pk)}}
    assert may(principal_of_user(deputy), "cases.work", Case.objects.get())
