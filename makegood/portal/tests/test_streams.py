"""Who hears what on the stream of a status page."""

from datetime import timedelta

import pytest

from makegood.base.access.operations import give_grant, withdraw_grants
from makegood.base.live.ports import Stir
from makegood.care.cases.models import Case
from makegood.care.cases.queries import people_at_work
from makegood.kernel import ids
from makegood.loops.contact_to_case import file_waiting
from makegood.portal.streams import PortalSource
from tests.make import arrive, company

pytestmark = pytest.mark.django_db
SOURCE = PortalSource()


def test_a_link_hears_of_its_own_case_and_of_nothing_internal():
    made = company()
    for n in range(2):
        arrive(made.account, text=f"Kettle {n}", **{"from": f"w{n}@example.org"})
    file_waiting()
    mine, other = Case.objects.order_by("pk")
    token = give_grant(purpose="case", subject=mine.pk, lasts=timedelta(days=1))
    key = SOURCE.identify({}, {"token": token})
    assert key == ids.digest(token)
    who = SOURCE.principals([key])[key]
    heard = people_at_work(
        [
            Stir(1, "conversations.message_written", mine.topic, mine.pk, 1, {}),
            Stir(2, "cases.note_written", mine.topic, mine.pk, 1, {}),
            Stir(3, "conversations.message_written", other.topic, other.pk, 1, {}),
        ]
    )
    assert [n.stir.id for n in heard if n.allowed(who)] == [1]
    withdraw_grants(purpose="case", subject=mine.pk)
    assert SOURCE.principals([key]) == {}
    assert SOURCE.identify({}, {"token": token}) is None
    assert SOURCE.identify({}, {}) is None


def test_a_link_of_the_form_hears_of_the_case_of_its_conversation_only():
    made = company()
    for n in range(2):
        arrive(made.account, text=f"Kettle {n}", **{"from": f"w{n}@example.org"})
    file_waiting()
    mine, _other = Case.objects.order_by("pk")
    talk = mine.strands.get().conversation_id
    token = give_grant(purpose="case-form", subject=talk, lasts=timedelta(days=1))
    key = SOURCE.identify({}, {"token": token})
    assert SOURCE.principals([key])[key].grants == {("case", mine.pk)}
    nothing = give_grant(purpose="case-form", subject=talk + 99, lasts=timedelta(days=1))
    assert SOURCE.identify({}, {"token": nothing}) is None
