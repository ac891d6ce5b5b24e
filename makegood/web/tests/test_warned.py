"""What is nearly late or late stands on top of the work list of who must hear of it, until he noted it."""

from datetime import timedelta

import pytest

from makegood.care.promises.models import Promise
from makegood.care.promises.operations import notice_overdue, sweep_warnings
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock, now
from makegood.records.people.operations import seen
from makegood.web.tests.make import make_case, signed_in

pytestmark = pytest.mark.django_db


def swept_at(moment, *here):
    clock.install(VirtualClock(moment))
    for user in here:
        seen(user.pk)
    sweep_warnings()
    notice_overdue()


def top_of(user):
    return signed_in(user).get("/offers/").content.decode()


def test_who_keeps_it_hears_when_nine_tenths_are_over_and_notes_it(lin, lead, mail):
    case = make_case(mail, lin)
    made = Promise.objects.get(kind="first_answer", case=case)
    swept_at(made.made_at + (made.due - made.made_at) * 0.6, lin)
    assert "due soon" not in top_of(lin)
    swept_at(made.made_at + (made.due - made.made_at) * 0.95, lin)
    text = top_of(lin)
    assert "is due soon" in text
    warning = made.warnings.get(step=90)
    assert signed_in(lead).post(f"/warnings/{warning.pk}/").status_code == 404
    assert "due soon" not in signed_in(lin).post(f"/warnings/{warning.pk}/").content.decode()
    assert "due soon" not in top_of(lin)


def test_the_lead_hears_for_who_is_away_and_of_what_is_late(lin, lead, mail):
    case = make_case(mail, lin)
    made = Promise.objects.get(kind="first_answer", case=case)
    swept_at(made.made_at + (made.due - made.made_at) * 0.6)
    assert "Lin Xiao is not here, and “First answer”" in top_of(lead)
    assert top_of(lin).strip() == ""
    swept_at(made.due + timedelta(minutes=1), lin)
    text = top_of(lead)
    assert "is late; Lin Xiao has it" in text
    assert text.count("<article") == 1  # of one promise the last step
    Promise.objects.filter(pk=made.pk).update(state="kept", ended_at=now())
    assert "is late" not in top_of(lead)
