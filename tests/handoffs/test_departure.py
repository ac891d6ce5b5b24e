"""Whoever leaves takes no offer with him, neither as the one who asked nor as the one who was asked."""

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as by_user
from makegood.loops import case_to_another, contact_to_case
from makegood.records.people import operations as people
from makegood.records.people.models import Presence
from tests.handoffs.make import roaming, told
from tests.make import arrive

CASES = 500


def many(one, number: int) -> list[Case]:
    """Cases of Lin, who alone is here and can carry them."""
    people.set_presence(one.lin, state="available", by=SYSTEM)
    Presence.objects.filter(user=one.lin).update(capacity=10 * number)
    for n in range(number):
        arrive(one.lanhe.account, text=f"trouble {n}", **{"from": f"p{n}@example.org"})
    while contact_to_case.file_waiting():
        pass
    return list(Case.objects.filter(owner=one.lin).exclude(pk=one.case.pk).order_by("pk"))


@pytest.mark.usefixtures("real_commits")
@pytest.mark.slow
def test_five_hundred_cases_and_the_offers_among_them_go_to_the_one_who_takes_over(
    django_assert_max_num_queries,
):
    one = roaming()
    cases = many(one, CASES)
    sent, to_lead, back = cases[:60], cases[60:80], cases[80:100]
    for case in sent:
        case_to_another.offer(case, told(one.wu), by=by_user(one.lin.pk))
    for case in to_lead:
        case_to_another.offer(case, told(one.lanhe.lead), by=by_user(one.lin.pk))
    for case in back:
        handoff = case_to_another.offer(case, told(one.wu, comes_back=True), by=by_user(one.lin.pk))
        case_to_another.accept(handoff, user=one.wu, by=by_user(one.wu.pk))
    with django_assert_max_num_queries(60):
        people.deactivate(one.lin, takes_over=one.lanhe.lead, by=SYSTEM)
    assert not Case.objects.filter(owner=one.lin).exists()
    assert Case.objects.filter(owner=one.lanhe.lead).count() == CASES + 1 - len(back)
    pending = Handoff.objects.pending()
    assert set(pending.values_list("sender", flat=True)) == {one.lanhe.lead.pk}
    assert pending.count() == len(sent)
    assert Handoff.objects.filter(state="withdrawn").count() == len(to_lead)
    assert set(Handoff.objects.filter(state="accepted").values_list("back_to", flat=True)) == {
        one.lanhe.lead.pk
    }
    assert violations() == {}
    handoff = pending.first()
    case_to_another.accept(handoff, user=one.wu, by=by_user(one.wu.pk))
    assert Case.objects.get(pk=handoff.case_id).owner == one.wu


@pytest.mark.django_db
def test_who_takes_over_is_asked_in_the_place_of_the_one_who_left():
    one = roaming()
    handoff = one.offer()
    people.deactivate(one.wu, takes_over=one.he, by=SYSTEM)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.to_user) == ("offered", one.he)
    assert one.case.promises.get(kind="handoff").keeper == one.he
    case_to_another.accept(handoff, user=one.he, by=by_user(one.he.pk))
    assert one.fresh().owner == one.he


@pytest.mark.django_db
def test_an_offer_that_would_come_to_its_own_sender_is_over_and_he_hears_of_it():
    one = roaming()
    handoff = one.offer()
    people.deactivate(one.wu, takes_over=one.lin, by=SYSTEM)
    handoff.refresh_from_db()
    assert handoff.state == "withdrawn"
    assert one.fresh().owner == one.lin
    assert Alarm.objects.get(kind="withdrawn").person == one.lin
    assert one.open_promises() == ["first_answer"]


@pytest.mark.django_db
def test_what_one_who_left_had_not_heard_the_other_hears():
    one = roaming()
    case_to_another.decline(one.offer(), user=one.wu, reason="Not ours", by=by_user(one.wu.pk))
    people.deactivate(one.lin, takes_over=one.lanhe.lead, by=SYSTEM)
    assert Alarm.objects.get(seen_at=None).person == one.lanhe.lead
