"""Who says in words that he complains has complained; what may be one is for one of us to say."""

from datetime import timedelta

import pytest
from django.test import Client

from makegood.base.access.policy import principal_of_user
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.care.feedback.models import Complaint
from makegood.care.feedback.queries import complaints
from makegood.contact.channels.models import RawItem
from makegood.contact.channels.operations import make_account
from makegood.desk.routing.models import Hint
from makegood.desk.routing.operations import keep_rule, settle_hints
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.case_to_confirmation import customer_says, resolve, status_link
from makegood.loops.contact_to_case import file_now, file_waiting
from makegood.records.people.operations import make_queue
from tests.make import Company, arrive, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Company:
    return company()


def says(us: Company, text: str, **more) -> Case:
    message = file_now(arrive(us.account, text=text, **more))
    assert message is not None
    return Case.objects.get(strands__conversation=message.conversation)


@pytest.mark.parametrize("text", ["投诉", "我要投訴你們的客服", "I want to make a complaint."])
def test_who_says_it_complains_and_the_lead_is_told(us: Company, text: str):
    case = says(us, text)
    complaint = Complaint.objects.get(case=case)
    assert (complaint.words, complaint.lead, complaint.channel) == (text, us.lead, "echo")
    assert complaint.by == str(actors.contact(case.contact_id))
    assert case.urgency == 1
    assert Entry.objects.filter(kind="feedback.complaint", case=case.pk).count() == 1


def test_a_later_word_makes_it_one_and_twice_is_once(us: Company):
    case = says(us, "The pump is loud", id="a1")
    assert not Complaint.objects.exists()
    for n, text in enumerate(("I want to complain", "I want to complain!")):
        assert says(us, text, id=f"b{n}", refs=["a1"]) == case
    complaint = Complaint.objects.get()
    assert (complaint.case, complaint.words) == (case, "I want to complain")


def test_it_goes_to_those_who_answer_complaints(us: Company):
    queue = make_queue(
        key="complaints", names={"en": "Complaints"}, team=us.team, duty_lead=us.lead, by=SYSTEM
    )
    assert says(us, "我要投诉").queue == queue


def test_a_rule_for_complaints_knows_who_says_it(us: Company):
    queue = make_queue(key="x", names={"en": "X"}, team=us.team, duty_lead=us.lead, by=SYSTEM)
    keep_rule(name="Complaints", complaint=True, queue=queue, by=SYSTEM)
    assert says(us, "我要投訴", **{"from": "li@example.org"}).queue == queue
    assert says(us, "我要退货", **{"from": "wu@example.org"}).queue == us.queue


def test_a_threat_is_shown_to_one_of_us_who_says_what_it_is(us: Company):
    case = says(us, "再不解决我就去消费者协会投诉")
    hint = Hint.objects.get()
    assert "投诉" in hint.words or "消费者协会" in hint.words
    assert not Complaint.objects.exists()
    browser = Client()
    browser.force_login(us.lead)
    beside = browser.get(f"/cases/{case.pk}/understood/").content.decode()
    assert "It may be a complaint" in beside
    assert hint.words in beside
    answer = browser.post(f"/cases/{case.pk}/complaint/", {"act": "none"})
    assert answer.status_code == 204
    assert (
        "It may be a complaint" not in browser.get(f"/cases/{case.pk}/understood/").content.decode()
    )
    assert not Complaint.objects.exists()
    assert Entry.objects.filter(kind="routing.no_complaint", case=case.pk).count() == 1


def test_one_of_us_makes_it_a_complaint_with_its_words(us: Company):
    case = says(us, "You will hear from my lawyer.")
    browser = Client()
    browser.force_login(us.lead)
    assert browser.post(f"/cases/{case.pk}/complaint/", {"act": "mark"}).status_code == 204
    assert "my lawyer" in Complaint.objects.get().words
    hint = Hint.objects.get()
    assert hint.settled_at is not None
    assert settle_hints(case, is_complaint=False, by=SYSTEM) == 0


@pytest.mark.parametrize(
    "text", ["没有投诉，只是问一下", "I have no complaints.", "My neighbours complain"]
)
def test_who_says_he_does_not_leaves_nothing(us: Company, text: str):
    says(us, text)
    assert not Complaint.objects.exists()
    assert not Hint.objects.exists()


def test_a_machine_does_not_complain(us: Company):
    says(us, "I want to complain", automatic=True)
    assert not Complaint.objects.exists()


def test_a_complaint_of_the_form_that_the_worker_files_is_one_too(us: Company, monkeypatch):
    make_account(kind="form", address="portal", name="Lanhe", queue=us.queue)
    monkeypatch.setattr("makegood.portal.intake.file_now", lambda raw: None)
    monkeypatch.setattr("makegood.portal.intake.LOOKS", 1)
    told = {"text": "Nobody came", "reach": "zhou@example.org", "complaint": "1"}
    assert (
        Client().post("/portal/", {**told, "once": "abcdefghjkmnpqrstvwxyz23"}).status_code == 200
    )
    assert RawItem.objects.count() == 1
    assert not Complaint.objects.exists()
    file_waiting()
    assert Complaint.objects.get().words == "Nobody came"


def test_he_sees_on_his_page_that_his_complaint_is_taken_down_and_who_was_told(us: Company):
    make_account(kind="form", address="portal", name="Lanhe", queue=us.queue)
    case = says(us, "I want to complain")
    path = "/" + status_link(case).split("://", 1)[1].partition("/")[2]
    page = Client(headers={"accept-language": "en"}).get(path).content.decode()
    assert "Your complaint is taken down" in page
    assert "Lead, who leads here, was told at once." in page
    assert "Complain about how this goes" not in page


def test_a_complaint_by_his_link_is_one_also_twice(us: Company):
    make_account(kind="form", address="portal", name="Lanhe", queue=us.queue)
    case = says(us, "The pump is loud")
    path = "/" + status_link(case).split("://", 1)[1].partition("/")[2]
    told = {"text": "Nobody came.", "once": "abcdefghjkmnpqrstvwxyz23"}
    for _n in range(2):
        assert Client().post(f"{path}complaint/", told).status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.case, complaint.words, complaint.channel) == (case, "Nobody came.", "form")


def test_open_complaints_stand_first_the_soonest_due_on_top_and_closed_ones_last(us: Company):
    cases = [says(us, "I want to complain", id=f"c{n}", sender=f"c{n}@x.example") for n in range(5)]
    closed, late, waiting, soon, latest_closed = cases
    for case, hours in ((late, 9), (waiting, 5), (soon, 1)):
        Case.objects.filter(pk=case.pk).update(next_deadline=now() + timedelta(hours=hours))
    Case.objects.filter(pk=waiting.pk).update(status="waiting", waiting_for="customer")
    for case in (closed, latest_closed):
        customer_says(resolve(case, user=us.lead, by=actors.user(us.lead.pk)), solved=True)
    found = [complaint.case for complaint in complaints(principal_of_user(us.lead))]
    assert found == [soon, waiting, late, latest_closed, closed]
