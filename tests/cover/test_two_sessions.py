"""Two at once: the second sees what the first has done, in either order."""

import pytest
from django.db import connection

from makegood.base.database import rows
from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence, Decision
from makegood.care.handoffs.models import Handoff
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_another, contact_to_case
from makegood.records.people import operations as people
from tests.cover.make import DAY, HOUR, MINUTE, by, fresh, house, sweep
from tests.make import arrive
from tests.sessions import crossing, in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def test_who_accepts_first_is_asked_no_more_when_it_is_cancelled(virtual):
    one = house(virtual)
    absence = one.plan()
    both = in_order(
        lambda: cover.accept(absence, user=one.wu, by=by(one.wu)),
        lambda: cover.cancel(absence, by=by(one.lin)),
    )
    assert both.second.state == "cancelled"
    assert Absence.objects.get().accepted_at is not None


def test_what_is_cancelled_first_cannot_be_accepted(virtual):
    one = house(virtual)
    absence = one.plan()
    both = in_order(
        lambda: cover.cancel(absence, by=by(one.lin)),
        lambda: cover.accept(absence, user=one.wu, by=by(one.wu)),
    )
    assert isinstance(both.second, cover.AbsenceIsOver)
    assert Absence.objects.get().accepted_at is None


def waiting(virtual):
    """Lin is away, a parked case of hers has waited long enough, and nobody has come by yet."""
    one = house(virtual)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="park", until=absence.ends, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    sweep()
    one.writes()
    virtual.advance(16 * MINUTE)
    return one, absence


def test_a_word_at_the_moment_of_return_stays_with_who_is_back(virtual):
    one, absence = waiting(virtual)
    both = in_order(lambda: cover.come_back(absence, by=by(one.lin)), cover.cover_due)
    assert both.second == 0
    assert fresh(one.case).owner == one.lin
    sweep()
    assert not Handoff.objects.exists()
    assert violations() == {}


def test_what_the_cover_got_a_moment_before_the_return_is_offered_back(virtual):
    one, absence = waiting(virtual)
    both = in_order(cover.cover_due, lambda: cover.come_back(absence, by=by(one.lin)))
    assert both.first == 1
    assert both.second.state == "over"
    assert fresh(one.case).owner == one.wu
    sweep()
    assert Handoff.objects.get().to_user == one.lin
    assert violations() == {}


def test_two_workers_move_a_case_once_and_tell_once(virtual):
    one, _absence = waiting(virtual)
    both = in_order(cover.cover_due, cover.cover_due)
    assert sorted([both.first, both.second]) == [0, 1]
    case = fresh(one.case)
    assert case.owner == one.wu
    talk = case.strands.get().conversation
    assert talk.messages.filter(author="system").count() == 1
    assert Decision.objects.count() == 1


def test_two_plans_at_once_are_one_absence(virtual):
    one = house(virtual)
    both = in_order(one.plan, lambda: one.plan(after=2 * HOUR, lasts=DAY))
    assert "another absence" in str(both.second)
    assert Absence.objects.count() == 1


def test_a_signature_and_an_own_yes_at_once_are_one(virtual):
    one = house(virtual)
    waits = one.another(answered=False)
    handover = cover.begin_handover(one.lin, at=one.now + HOUR, by=by(one.lin))
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    handoff = Handoff.objects.get()
    both = in_order(
        lambda: cover.sign(handover, user=one.wu, by=by(one.wu)),
        lambda: case_to_another.accept(handoff, user=one.wu, by=by(one.wu)),
    )
    assert both.first.state == "signed"
    assert both.second.state == "accepted"
    assert fresh(waits).owner == one.wu
    assert violations() == {}


def test_a_cover_who_leaves_while_a_case_goes_to_him_is_not_its_owner(virtual):
    one, _absence = waiting(virtual)
    both = in_order(
        lambda: people.deactivate(one.wu, takes_over=one.lead, by=SYSTEM), cover.cover_due
    )
    assert both.second == 0
    sweep()
    assert fresh(one.case).owner == one.lead
    assert violations() == {}


def test_who_gets_a_case_and_leaves_at_once_leaves_it_to_the_one_after(virtual):
    one, _absence = waiting(virtual)
    both = in_order(
        cover.cover_due, lambda: people.deactivate(one.wu, takes_over=one.lead, by=SYSTEM)
    )
    assert (both.first, both.second) == (1, None)
    assert fresh(one.case).owner == one.lead
    assert violations() == {}


def test_whoever_leaves_takes_no_list_with_him(virtual):
    one = house(virtual)
    one.another(answered=False)
    handover = cover.begin_handover(one.lin, at=one.now + HOUR, by=by(one.lin))
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    people.deactivate(one.wu, takes_over=one.lead, by=SYSTEM)
    handover.refresh_from_db()
    assert handover.state == "over"
    assert violations() == {}


@pytest.mark.slow
def test_five_hundred_cases_of_one_who_falls_ill_are_covered_in_a_few_rounds(virtual):
    one = house(virtual)
    people.set_presence(one.lin, state="available", by=SYSTEM)
    one.lin.presence.__class__.objects.filter(user=one.lin).update(capacity=5000)
    for n in range(500):
        arrive(one.lanhe.account, text=f"trouble {n}", **{"from": f"p{n}@example.org"})
    while contact_to_case.file_waiting():
        pass
    held = Case.objects.filter(owner=one.lin).count()
    assert held == 501
    cover.accept(one.plan(), user=one.wu, by=by(one.wu))
    virtual.advance(HOUR + 16 * MINUTE)
    statements = 0

    def counted(execute, *told):
        nonlocal statements
        statements += 1
        return execute(*told)

    rounds = 0
    with connection.execute_wrapper(counted):
        cover.begin_due()
        while cover.cover_due():
            rounds += 1
    assert rounds <= 4
    assert statements <= 60 * held, statements / held  # so many for a case, however many there are
    assert Case.objects.filter(owner=one.wu).count() == held
    assert violations() == {}


def test_a_shift_that_ends_takes_its_people_before_its_cases(virtual):
    one = house(virtual)
    other = people.make_queue(
        key="billing", names={"en": "Billing"}, team=one.lanhe.team, duty_lead=one.wu, by=SYSTEM
    )
    second = one.another()
    Case.objects.filter(pk=second.pk).update(queue=other)
    handover = cover.begin_handover(one.lin, at=one.now + HOUR, by=by(one.lin))
    handover.lines.update(choice="hand", suggested=False)
    virtual.advance(HOUR + MINUTE)
    both = crossing(
        lambda: rows("SELECT 1 FROM access_user WHERE id = %s FOR UPDATE", [one.wu.pk]),
        lambda: cases.lock(one.case.pk).pk,  # as a deactivation does
        cover.end_shifts,
    )
    assert both.first == one.case.pk
    assert not isinstance(both.second, Exception)
    assert (fresh(one.case).owner, fresh(second).owner) == (one.lead, one.wu)
