"""At the end of a shift each open case is handed over, kept or parked, and none is left lying."""

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.cover import operations as cover
from makegood.care.cover.models import CoverAlarm, ShiftHandover, ShiftLine
from makegood.care.handoffs.models import Handoff
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_another, shift_to_next
from makegood.records.people import operations as people
from tests.cover.make import DAY, HOUR, MINUTE, House, by, fresh, house

pytestmark = pytest.mark.django_db


def begun(one: House) -> tuple[ShiftHandover, Case]:
    """A list with one case that can be kept and one whose customer waits."""
    waits = one.another(answered=False)
    return cover.begin_handover(one.lin, at=one.now + HOUR, by=by(one.lin)), waits


def line(handover: ShiftHandover, case: Case) -> ShiftLine:
    return handover.lines.get(case=case)


def settle() -> None:
    for _ in range(2):
        case_to_another.return_what_nobody_accepted()
        shift_to_next.settle_shifts_that_ended()


def test_what_is_due_before_the_next_shift_is_suggested_to_be_handed_over(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    assert line(handover, waits).choice == "hand"
    quiet = line(handover, one.case)
    assert (quiet.choice, quiet.suggested) == ("keep", True)
    assert quiet.why == "nothing_due"
    assert cover.begin_handover(one.lin, at=one.now + HOUR, by=by(one.lin)) == handover


def test_one_signature_accepts_what_the_list_hands_over(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    more = one.another("zhao2", answered=False)
    cover.send(handover, receiver=one.wu, note="The line is slow", by=by(one.lin))
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    assert Handoff.objects.pending().count() == 2
    signed = cover.sign(handover, user=one.wu, by=by(one.wu))
    cover.sign(handover, user=one.wu, by=by(one.wu))
    assert signed.state == "signed"
    assert {fresh(waits).owner, fresh(more).owner} == {one.wu}
    assert fresh(one.case).owner == one.lin
    assert not Handoff.objects.pending().exists()
    assert violations() == {}


def test_a_refused_line_goes_back_to_the_sender_who_is_here(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    people.set_presence(one.lin, state="available", by=by(one.lin))
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    with pytest.raises(Invalid, match="Say why"):
        cover.sign(handover, user=one.wu, refused={waits.pk: " "}, by=by(one.wu))
    assert fresh(waits).owner == one.lin
    cover.sign(handover, user=one.wu, refused={waits.pk: "I do not know roaming"}, by=by(one.wu))
    assert fresh(waits).owner == one.lin
    assert line(handover, waits).refused_why == "I do not know roaming"
    assert line(handover, waits).lead is None
    assert violations() == {}


def test_a_refused_line_goes_to_the_duty_lead_when_the_sender_has_gone(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    virtual.advance(2 * MINUTE)
    cover.sign(handover, user=one.wu, refused={waits.pk: "Not my language"}, by=by(one.wu))
    assert fresh(waits).owner == one.lead
    alarm = CoverAlarm.objects.get()
    assert (alarm.person, alarm.kind, alarm.words) == (one.lead, "line", "Not my language")
    assert violations() == {}


def test_what_nobody_sent_is_with_the_duty_lead_when_the_shift_has_ended(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    virtual.advance(HOUR + MINUTE)
    settle()
    assert fresh(waits).owner == one.lead
    assert fresh(one.case).owner == one.lin  # kept: nothing is due before he is back
    assert CoverAlarm.objects.get().kind == "shift"
    handover.refresh_from_db()
    assert handover.state == "over"
    assert violations() == {}


def test_while_he_is_still_here_nothing_is_taken_from_him(virtual):
    one = house(virtual)
    _handover, waits = begun(one)
    virtual.advance(HOUR + MINUTE)
    people.set_presence(one.lin, state="available", by=by(one.lin))
    settle()
    assert fresh(waits).owner == one.lin
    virtual.advance(2 * MINUTE)
    settle()
    assert fresh(waits).owner == one.lead


def test_a_list_that_nobody_signs_goes_to_the_duty_lead(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    settle()
    assert fresh(waits).owner == one.lin  # Wu may still sign
    virtual.advance(HOUR)
    settle()
    assert fresh(waits).owner == one.lead
    with pytest.raises(cover.ShiftIsOver):
        cover.sign(handover, user=one.wu, by=by(one.wu))
    assert violations() == {}


def test_what_came_after_the_list_is_not_forgotten(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    late = one.another("late", answered=False)
    virtual.advance(HOUR + MINUTE)
    settle()
    assert fresh(late).owner == one.lead
    cover.sign(handover, user=one.wu, by=by(one.wu))
    assert fresh(waits).owner == one.wu


def test_each_choice_needs_what_it_needs(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    mine = line(handover, waits)
    with pytest.raises(Invalid, match="why you keep"):
        cover.set_line(mine, choice="keep", by=by(one.lin))
    with pytest.raises(Invalid, match="waits for an answer"):
        cover.set_line(mine, choice="park", until=one.now + DAY, by=by(one.lin))
    with pytest.raises(Invalid, match="one of the three"):
        cover.set_line(mine, choice="", by=by(one.lin))
    quiet = line(handover, one.case)
    cover.set_line(quiet, choice="park", until=one.now + DAY, by=by(one.lin))
    cover.send(handover, receiver=one.wu, by=by(one.lin))
    assert fresh(one.case).next_deadline == one.now + DAY
    with pytest.raises(cover.ShiftIsOver):
        cover.set_line(quiet, choice="hand", by=by(one.lin))


def test_a_list_with_an_undecided_line_is_not_sent(virtual):
    one = house(virtual)
    handover, waits = begun(one)
    handover.lines.filter(case=waits).update(choice="")
    with pytest.raises(cover.Undecided):
        cover.send(handover, receiver=one.wu, by=by(one.lin))
    with pytest.raises(Invalid):
        cover.send(handover, receiver=one.lin, by=by(one.lin))
    assert not Handoff.objects.exists()
