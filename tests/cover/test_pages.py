"""What people see and press: their absences, the choices, the list, the banner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence, CoverAlarm, CoverRule, ShiftHandover
from makegood.kernel.actor import SYSTEM
from tests.cover.make import DAY, HOUR, MINUTE, by, fresh, house, sweep
from tests.matrix.house import signed_in

pytestmark = pytest.mark.django_db
FIELD = "%Y-%m-%dT%H:%M"


def text(client: Client, name: str, *args) -> str:
    response = client.get(reverse(f"cover:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_somebody_plans_his_absence_and_decides_about_every_case(virtual):
    one = house(virtual)
    lin = signed_in(one.lin)
    given = {
        "user": one.lin.pk,
        "cover": one.wu.pk,
        "reason": "leave",
        "starts": localtime(one.now + HOUR).strftime(FIELD),
        "ends": localtime(one.now + 3 * DAY).strftime(FIELD),
    }
    wrong = lin.post(reverse("cover:new"), {**given, "ends": given["starts"]})
    assert wrong.status_code == 422
    assert "The end lies before the beginning." in wrong.content.decode()
    made = lin.post(reverse("cover:new"), given)
    absence = Absence.objects.get()
    assert made.url == reverse("cover:absence", args=[absence.pk])
    page = text(lin, "absence", absence.pk)
    assert "1 case is undecided" in page
    assert "wu has not answered yet" in page
    lin.post(made.url, {f"choice-{one.case.pk}": "cover"})
    assert absence.decisions.get().choice == "cover"
    assert "Every case is decided." in text(lin, "absence", absence.pk)


def test_nobody_plans_for_another_whom_he_does_not_lead(virtual):
    one = house(virtual)
    given = {"user": one.lin.pk, "reason": "leave", "starts": "2026-03-03T09:00"}
    refused = signed_in(one.wu).post(reverse("cover:new"), {**given, "ends": "2026-03-04T09:00"})
    assert refused.status_code == 422
    signed_in(one.lead).post(reverse("cover:new"), {**given, "ends": "2026-03-04T09:00"})
    assert Absence.objects.get().user == one.lin


def test_what_cannot_be_is_said_at_its_case_and_the_others_are_kept(virtual):
    one = house(virtual)
    waits = one.another(answered=False)
    absence = one.accepted()
    answer = signed_in(one.lin).post(
        reverse("cover:absence", args=[absence.pk]),
        {f"choice-{waits.pk}": "park", f"choice-{one.case.pk}": "cover"},
    )
    assert answer.status_code == 422
    assert "The customer waits for an answer." in answer.content.decode()
    assert absence.decisions.get(choice="cover").case == one.case


def test_who_is_asked_says_yes_or_why_not(virtual):
    one = house(virtual)
    absence = one.plan()
    wu = signed_in(one.wu)
    assert "You are asked to cover" in text(wu, "page")
    refusal = reverse("cover:refusal", args=[absence.pk])
    assert wu.post(refusal, {"reason": ""}).status_code == 422
    yes = wu.post(reverse("cover:acceptance", args=[absence.pk]), headers={"HX-Request": "true"})
    assert "You cover for lin" in yes["HX-Trigger"]
    assert "You cover" in text(wu, "parts")
    assert "Leave" not in text(wu, "absence", absence.pk)  # why is not his business
    assert wu.post(refusal, {"reason": "Ill"}).status_code == 204
    assert wu.get(reverse("cover:absence", args=[absence.pk])).status_code == 404


def test_the_lead_sees_what_is_undecided_and_says_that_he_knows(virtual):
    one = house(virtual)
    absence = one.plan()
    lead = signed_in(one.lead)
    assert "Undecided in your teams" in text(lead, "page")
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert "nobody accepted to cover" in text(lead, "page")
    for alarm in CoverAlarm.objects.all():
        lead.post(reverse("cover:hearing", args=[alarm.pk]))
    assert "You should know" not in text(lead, "page")
    assert absence.alarms.count() == 2


def test_the_list_of_a_shift_is_sent_and_signed_by_one_press(virtual):
    one = house(virtual)
    waits, other = one.another(answered=False), one.another("other", answered=False)
    lin, wu = signed_in(one.lin), signed_in(one.wu)
    at = localtime(one.now + HOUR).strftime(FIELD)
    made = lin.post(reverse("cover:shift_new"), {"at": at})
    handover = ShiftHandover.objects.get()
    assert made.url == reverse("cover:shift", args=[handover.pk])
    keeps = {f"choice-{one.case.pk}": "keep", f"why-{one.case.pk}": ""}
    assert lin.post(made.url, keeps).status_code == 422
    sending = reverse("cover:sending", args=[handover.pk])
    nobody = lin.post(sending, {"receiver": "", "note": "The line is slow"})
    assert nobody.status_code == 422
    field = nobody.content.decode().partition('name="receiver"')[2].partition(">")[0]
    assert 'aria-describedby="error-receiver"' in field  # said where it is to be mended
    assert "The line is slow" in nobody.content.decode()
    lin.post(sending, {"receiver": one.wu.pk, "note": "The line is slow"})
    page = text(wu, "shift", handover.pk)
    assert "Yours when you sign" in page
    assert "The line is slow" in page
    signature = reverse("cover:signature", args=[handover.pk])
    refuses = {f"refuse-{other.pk}": "on"}
    assert wu.post(signature, refuses).status_code == 422
    wu.post(signature, {**refuses, f"reason-{other.pk}": "Not my language"})
    handover.refresh_from_db()
    assert (handover.state, fresh(waits).owner) == ("signed", one.wu)
    assert fresh(other).owner == one.lead  # the sender's page is closed
    assert "refused: Not my language" in text(lin, "shift", handover.pk)
    assert "with wu now" in text(lin, "shift", handover.pk)


def test_a_case_of_who_is_away_says_who_answers(virtual):
    one = house(virtual)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="park", until=absence.ends, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    sweep()
    address = reverse("web:head", args=[one.case.pk])
    wu = signed_in(one.wu)
    assert "A word of the customer goes to wu." in wu.get(address).content.decode()
    one.writes()
    virtual.advance(timedelta(minutes=15))
    sweep()
    assert "you answer instead" in wu.get(address).content.decode()
    assert "wu answers instead" in signed_in(one.lead).get(address).content.decode()
    cover.come_back(absence, by=by(one.lin))
    assert "instead" not in wu.get(address).content.decode()


def test_an_administrator_sets_the_minutes_of_a_queue(virtual):
    one = house(virtual)
    gu = one.lanhe.hire("gu", role="administrator")
    address = reverse("cover:rule", args=[one.lanhe.queue.pk])
    wrong = signed_in(gu).post(address, {"cover_after": "99999"})
    assert wrong.status_code == 422
    signed_in(gu).post(address, {"cover_after": "30", "chat_returns": "", "mail_returns": "240"})
    rule = CoverRule.objects.get()
    assert (rule.cover_after, rule.chat_returns, rule.mail_returns) == (30, None, 240)
    assert "240 min" in text(signed_in(gu), "rules")


def test_a_break_is_chosen_in_the_menu(virtual):
    one = house(virtual)
    lin = signed_in(one.lin)
    shown = lin.post(reverse("people:presence"), {"state": "away", "reason": "lunch"})
    assert "Away: Lunch" in shown.content.decode()
    cover.plan(one.lin, starts=one.now, ends=one.now + DAY, cover=None, by=SYSTEM)
    sweep()
    assert Absence.objects.get().state == "running"


def test_who_is_asked_can_say_yes_on_the_page_of_the_absence(virtual):
    one = house(virtual)
    absence = one.plan()
    wu, page = signed_in(one.wu), reverse("cover:absence", args=[absence.pk])
    assert "lin asks whether you answer meanwhile." in text(wu, "absence", absence.pk)
    answered = wu.post(reverse("cover:acceptance", args=[absence.pk]))
    assert answered.url == page
    assert "asks whether you answer" not in text(wu, "absence", absence.pk)
    assert Absence.objects.get().accepted_at is not None


def test_who_cannot_cover_leaves_the_page_that_is_none_of_his_any_more(virtual):
    one = house(virtual)
    absence = one.plan()
    page = reverse("cover:absence", args=[absence.pk])
    refused = signed_in(one.wu).post(
        reverse("cover:refusal", args=[absence.pk]),
        {"reason": "I am away too"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"},
    )
    assert refused["HX-Redirect"] == reverse("cover:page")


def test_a_suggestion_to_keep_a_case_says_why_in_the_readers_language(virtual):
    one = house(virtual)
    lin = signed_in(one.lin)
    made = lin.post(reverse("cover:shift_new"), {"at": localtime(one.now + HOUR).strftime(FIELD)})
    line = ShiftHandover.objects.get().lines.get()
    line.choice, line.why = "keep", "nothing_due"
    line.save()
    assert "Nothing is due before" in lin.get(made.url).content.decode()
    one.lin.language = "zh-Hans"
    one.lin.save()
    page = signed_in(one.lin).get(made.url).content.decode()
    assert "Nothing is due before" not in page
    assert "nothing_due" not in page
