import json
from datetime import timedelta

import pytest

from makegood.care.cases.operations import assign
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_another
from makegood.records.people import operations as people
from makegood.web.tests.make import make_case, make_staff, signed_in


@pytest.fixture
def billing(db):
    return people.make_team(key="billing", names={"en": "Billing", "zh-Hans": "账务组"})


@pytest.fixture
def wu(billing):
    """Somebody of billing, who may not see the cases of the service team."""
    return people.hire(
        email="wu@example.com", name="Wu Qian", role="agent", teams=[billing], by=SYSTEM
    )


@pytest.fixture
def case(mail, lin):
    return make_case(mail, lin, "Roaming 86", text="I never ordered roaming.")


def post(user, path, **fields):
    return signed_in(user).post(path, fields, headers={"HX-Request": "true"})


def page(user, path):
    return signed_in(user).get(path).content.decode()


def offer(lin, case, to, **more):
    case.refresh_from_db()
    fields = {
        "to": to,
        "summary": "Charged 86",
        "question": "Refund?",
        "minutes": 30,
        "version": case.version,
    }
    return post(lin, f"/cases/{case.pk}/handoffs/", **{**fields, **more})


def test_the_dialog_begins_with_what_the_case_knows(lin, wu, case, billing):
    text = page(lin, f"/cases/{case.pk}/handoffs/")
    assert "Roaming 86: I never ordered roaming." in text
    assert "Billing · 0 of 1 at work · 0 open" in text
    assert "Wu Qian · 0 open · English" in text
    assert '<optgroup label="Others, not at work now">' in text
    assert '<option value="30" selected>30 minutes</option>' in text
    assert "You stay responsible until it is accepted" in text


def test_the_dialog_can_begin_with_the_one_who_asked_for_it(lin, wu, case):
    text = page(lin, f"/cases/{case.pk}/handoffs/?to=user:{wu.pk}")
    assert f'<option value="user:{wu.pk}" data-find="wu" selected>' in text


def test_what_was_typed_is_kept_when_something_is_missing(lin, wu, case):
    refused = offer(lin, case, "", question="Can we refund?", comes_back="on")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Choose one person or one team" in text
    assert "Can we refund?" in text
    assert "comes_back" in text
    assert "checked" in text


@pytest.mark.parametrize("to", ["user:0", "team:x", "user:", "somebody", "user:99999999999999999"])
def test_a_target_that_does_not_exist_is_refused(lin, case, to):
    assert offer(lin, case, to).status_code == 422
    assert not Handoff.objects.exists()


@pytest.mark.parametrize("minutes", ["", "x", "0", "999999"])
def test_a_time_that_cannot_be_is_refused(lin, wu, case, minutes):
    assert offer(lin, case, f"user:{wu.pk}", minutes=minutes).status_code == 422
    assert not Handoff.objects.exists()


def test_who_is_asked_sees_the_case_and_the_question_until_it_is_over(lin, wu, case):
    assert signed_in(wu).get(f"/cases/{case.pk}/").status_code == 404
    assert offer(lin, case, f"user:{wu.pk}").status_code == 204
    text = page(wu, f"/cases/{case.pk}/")
    assert "Lin Xiao offers you this case" in text
    assert "Refund?" in text
    assert "Offered to you" in page(wu, "/offers/")
    assert "Offered to Wu Qian" in page(lin, f"/cases/{case.pk}/head/")
    handoff = Handoff.objects.get()
    post(lin, f"/handoffs/{handoff.pk}/withdrawal/")
    assert signed_in(wu).get(f"/cases/{case.pk}/").status_code == 404
    assert "Offered to you" not in page(wu, "/offers/")
    told = post(wu, f"/handoffs/{handoff.pk}/acceptance/")
    assert told.status_code == 409
    assert "has taken the offer back" in told.content.decode()


def test_accepting_makes_responsible_and_the_timeline_tells_of_it(lin, wu, case):
    offer(lin, case, f"user:{wu.pk}")
    handoff = Handoff.objects.get()
    done = post(wu, f"/handoffs/{handoff.pk}/acceptance/")
    assert done.status_code == 204
    assert json.loads(done["HX-Trigger"])["changed"]["case"] == case.pk
    case.refresh_from_db()
    assert case.owner == wu
    text = page(wu, f"/cases/{case.pk}/")
    assert "Lin Xiao offers it to Wu Qian and stays responsible" in text
    assert "Wu Qian accepted it and is responsible now" in text


def test_declining_needs_a_reason_that_the_sender_reads(lin, wu, case, billing):
    offer(lin, case, f"team:{billing.pk}")
    handoff = Handoff.objects.get()
    assert "It stays with Lin Xiao" in page(wu, f"/handoffs/{handoff.pk}/refusal/")
    assert post(wu, f"/handoffs/{handoff.pk}/refusal/", reason=" ").status_code == 422
    assert post(wu, f"/handoffs/{handoff.pk}/refusal/", reason="Not ours").status_code == 204
    text = page(lin, "/offers/")
    assert "Wu Qian has said no" in text
    assert "Not ours" in text
    alarm = Alarm.objects.get()
    assert "has said no" not in post(lin, f"/alarms/{alarm.pk}/hearing/").content.decode()
    assert "Billing says no; it stays with Lin Xiao" in page(lin, f"/cases/{case.pk}/")


def test_what_is_told_to_one_is_not_heard_by_another(lin, wu, lead, case):
    offer(lin, case, f"user:{wu.pk}")
    post(wu, f"/handoffs/{Handoff.objects.get().pk}/refusal/", reason="Not ours")
    assert post(lead, f"/alarms/{Alarm.objects.get().pk}/hearing/").status_code == 404
    assert Alarm.objects.get().seen_at is None


def test_nobody_but_the_one_who_is_asked_answers(lin, wu, stranger, lead, case):
    offer(lin, case, f"user:{wu.pk}")
    handoff = Handoff.objects.get()
    for other in (stranger, lead, lin):
        assert post(other, f"/handoffs/{handoff.pk}/acceptance/").status_code == 404
        assert post(other, f"/handoffs/{handoff.pk}/refusal/", reason="x").status_code == 404
    assert post(stranger, f"/handoffs/{handoff.pk}/withdrawal/").status_code == 404
    handoff.refresh_from_db()
    assert handoff.state == "offered"


def test_what_nobody_answered_is_told_to_all_three(lin, wu, lead, case):
    offer(lin, case, f"user:{wu.pk}")
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=31))):
        case_to_another.return_what_nobody_accepted()
    assert "is with you again" in page(lin, "/offers/")
    assert "is with Lin Xiao again" in page(wu, "/offers/")
    assert "is with Lin Xiao again" in page(lead, "/offers/")


def test_the_answer_is_given_back_from_the_page(lin, wu, case):
    offer(lin, case, f"user:{wu.pk}", comes_back="on")
    post(wu, f"/handoffs/{Handoff.objects.get().pk}/acceptance/")
    assert "Lin Xiao waits for the answer" in page(wu, f"/cases/{case.pk}/head/")
    case.refresh_from_db()
    resolved = post(wu, f"/cases/{case.pk}/resolution/", version=case.version)
    assert resolved.status_code == 409
    assert "Give the answer back" in resolved.content.decode()
    assert post(wu, f"/cases/{case.pk}/answer/", answer="").status_code == 422
    assert post(wu, f"/cases/{case.pk}/answer/", answer="Taken off today").status_code == 204
    case.refresh_from_db()
    assert case.owner == lin
    assert "Wu Qian has answered" in page(lin, "/offers/")
    assert "Taken off today" in page(lin, f"/cases/{case.pk}/")


def test_a_case_that_is_out_of_sight_with_the_answer_gives_way_to_the_list(lin, wu, case):
    offer(lin, case, f"user:{wu.pk}")
    path = f"/handoffs/{Handoff.objects.get().pk}/refusal/"
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/cases/{case.pk}/"}
    browser = signed_in(wu)
    done = browser.post(path, {"reason": "Not ours"}, headers=here)
    assert (done.status_code, done["HX-Redirect"]) == (200, "/")
    assert "who reads your reason" in browser.get("/").content.decode()


def test_a_colleague_asks_for_a_case_and_its_owner_offers_it(lin, case):
    he_yu = make_staff("He Yu")
    assert "Ask for it" in page(he_yu, f"/cases/{case.pk}/head/")
    case.refresh_from_db()
    asked = post(he_yu, f"/cases/{case.pk}/taking/", reason="I know her", version=case.version)
    assert asked.status_code == 204
    case.refresh_from_db()
    assert case.owner == lin
    text = page(lin, "/offers/")
    assert "He Yu asks you for" in text
    assert "I know her" in text
    assert f"/cases/{case.pk}/handoffs/?to=user:{he_yu.pk}" in text


def test_a_lead_takes_what_an_agent_has_with_a_reason(lin, lead, case):
    case.refresh_from_db()
    done = post(lead, f"/cases/{case.pk}/taking/", reason="urgent", version=case.version)
    assert done.status_code == 204
    case.refresh_from_db()
    assert case.owner == lead
    assert case.owner_changes.order_by("-epoch").first().why == "given"


def test_only_owner_and_lead_can_offer(lin, lead, wu, case):
    he_yu = make_staff("He Yu")
    assert "Hand off" not in page(he_yu, f"/cases/{case.pk}/head/")
    assert offer(he_yu, case, f"user:{wu.pk}").status_code == 404
    assert "Hand off" in page(lead, f"/cases/{case.pk}/head/")
    assert offer(lead, case, f"user:{wu.pk}").status_code == 204
    assert Handoff.objects.get().sender == lin
    assign(case, to=lead, reason="urgent", by=SYSTEM)
    assert Handoff.objects.get().state == "withdrawn"
