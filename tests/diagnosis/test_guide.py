"""The customer's guide: one question at a time without an account, to a solution or a case that knows all he said."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations
from makegood.field.diagnosis.models import Answer, Session
from makegood.field.diagnosis.queries.measuring import drop_off
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.case_to_confirmation import status_link
from makegood.loops.guide_to_case import guides_that_were_sent_find_their_case
from makegood.portal import intake
from makegood.records.assets.models import Asset
from tests.diagnosis.make import case_of, cause, fault, flicker, television


class Customer:
    """Somebody with a telephone in his hand."""

    def __init__(self) -> None:
        self.browser = Client()
        self.place = ""

    def open(self, address: str) -> str:
        return self.browser.get(address).content.decode()

    def begin(self, address: str, row: Any) -> str:
        answer = self.browser.post(address, {"fault": row.pk})
        self.place = answer.headers["Location"]
        return self.page()

    def page(self) -> str:
        return self.open(self.place)

    def asked(self) -> str:
        found = re.search(r'name="key" value="([^"]+)"', self.page())
        return found.group(1) if found else ""

    def say(self, value: str) -> int:
        told = {"key": self.asked(), "value": value}
        return self.browser.post(f"{self.place}answers/", told).status_code

    def send(self, **told: str) -> Any:
        return self.browser.post(f"{self.place}case/", {"reach": "wang@example.org", **told})


@pytest.fixture
def wang(house: Any) -> Customer:
    return Customer()


def device() -> Asset:
    return Asset.objects.create(serial="LH-55-1", product=television())


def test_from_the_code_on_the_device_to_a_case_that_knows_everything(wang, no_violations):
    row, asset = fault(), device()
    first = wang.begin(f"/guide/d/{asset.token}/", row)
    assert "Does the menu flicker" in first
    assert "wang" not in first
    assert wang.say("yes") == 302
    assert wang.say("unknown") == 302  # "I do not know" is an answer too
    while wang.asked():
        assert wang.say("yes") == 302
    assert "That needs one of us" in wang.page()
    answer = wang.send(text="Since Monday")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/s/")
    case = Case.objects.get()
    assert case.asset == asset
    session = Session.objects.get()
    assert (session.case, session.state) == (case, "handed")
    assert session.answers.filter(source="customer", undone_at=None).count() >= 3
    assert "Does the menu flicker: Yes" in case.strands.get().conversation.messages.get().text


def test_a_cable_is_mended_by_the_customer_and_no_case_is_made(wang):
    row = fault()
    wang.begin("/guide/p/55q8/", row)
    while wang.asked():
        wang.say("no")
    assert "You can mend that yourself" in wang.page()
    wang.browser.post(f"{wang.place}end/", {"how": "solved"})
    assert "It works again" in wang.page()
    assert Session.objects.get().state == "solved"
    assert not Case.objects.exists()
    told = drop_off(row, "en")
    assert told is not None
    assert (told.begun, told.solved) == (1, 1)


def test_one_back_takes_the_answer_back_and_asks_again(wang):
    wang.begin("/guide/p/55q8/", fault())
    first = wang.asked()
    wang.say("yes")
    assert wang.asked() != first
    wang.browser.post(f"{wang.place}back/")
    assert wang.asked() == first
    assert not Answer.objects.filter(undone_at=None).exists()


def test_he_may_leave_and_come_back(wang):
    wang.begin("/guide/p/55q8/", fault())
    wang.say("yes")
    left_at = wang.asked()
    assert wang.place in wang.open("/guide/p/55q8/")  # offered to go on
    assert wang.asked() == left_at
    assert wang.place not in Client().get("/guide/p/55q8/").content.decode()


def test_where_he_leaves_is_known(wang):
    row = fault()
    wang.begin("/guide/p/55q8/", row)
    wang.say("yes")
    left_at = wang.asked()
    Session.objects.update(last_at=now().replace(year=now().year - 1), began_at=now())
    told = drop_off(row, "en")
    assert told is not None
    assert [(one.key, one.left) for one in told.questions if one.left] == [(left_at, 1)]


def test_danger_stops_it_and_the_case_is_urgent(wang):
    wang.begin("/guide/p/55q8/", fault())
    wang.browser.post(f"{wang.place}end/", {"how": "danger"})
    assert "Switch it off and do not touch it" in wang.page()
    assert wang.asked() == ""
    assert wang.send().status_code == 302
    assert Case.objects.get().urgency == 2


def test_a_dangerous_cause_stops_it_by_itself(wang):
    causes = [cause("fire", "Short circuit", 0.4, danger=True), cause("dust", "Dust", 0.5)]
    table = flicker(causes=causes, symptoms=[], checks=[])
    row = operations.import_table(television(), table, by=SYSTEM).fault
    assert "Switch it off" in wang.begin("/guide/p/55q8/", row)
    assert Session.objects.get().state == "stopped"


def test_the_same_form_twice_is_one_case(wang):
    wang.begin("/guide/p/55q8/", fault())
    wang.send()
    wang.send()
    assert Case.objects.count() == 1


def test_a_form_that_lacks_an_address_keeps_what_was_typed(wang):
    wang.begin("/guide/p/55q8/", fault())
    answer = wang.send(reach="", text="Since Monday")
    assert answer.status_code == 422
    assert "Since Monday" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_form_that_the_worker_files_later_still_gets_its_guide(wang, settle, monkeypatch):
    monkeypatch.setattr(intake, "file_now", lambda _raw: None)
    monkeypatch.setattr(intake, "LOOKS", 1)
    wang.begin("/guide/p/55q8/", fault())
    wang.say("yes")
    assert "once" not in wang.send().headers
    session = Session.objects.get()
    assert session.once
    assert session.case is None
    settle()
    guides_that_were_sent_find_their_case()
    session.refresh_from_db()
    assert session.case == Case.objects.get()


def test_a_form_with_which_we_died_in_hand_can_be_sent_again_and_is_one_case(wang, monkeypatch):
    def dies(*_told: object, **_more: object) -> None:
        raise SystemError

    wang.begin("/guide/p/55q8/", fault())
    send = intake.send_form
    monkeypatch.setattr(intake, "send_form", dies)
    with pytest.raises(SystemError):
        wang.send()
    assert Session.objects.get().once
    monkeypatch.setattr(intake, "send_form", send)
    wang.send()
    assert Session.objects.get().case == Case.objects.get()
    Session.objects.update(once="", case=None, state="open")  # as another press read it at once
    wang.send()
    assert Case.objects.count() == 1


def test_what_was_sent_to_us_or_is_closed_takes_no_further_answer(wang, house):
    row = fault()
    wang.begin("/guide/p/55q8/", row)
    key = wang.asked()
    wang.send()
    sent = wang.browser.post(f"{wang.place}answers/", {"key": key, "value": "yes"})
    assert (sent.status_code, Answer.objects.count()) == (409, 0)
    case = case_of(house, television())
    link = status_link(case).partition("//")[2].partition("/")[2]
    wang.begin(f"/guide/{link}", row)
    key = wang.asked()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_case SET status = 'closed' WHERE id = %s", [case.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    late = wang.browser.post(f"{wang.place}answers/", {"key": key, "value": "no"})
    assert (late.status_code, Answer.objects.count()) == (409, 0)


@pytest.mark.parametrize("value", ["maybe", "", "yes' OR 1=1", "\x00"])
def test_an_answer_that_is_none_is_refused(wang, value):
    wang.begin("/guide/p/55q8/", fault())
    assert wang.say(value) == 422
    assert not Answer.objects.exists()


def test_too_many_at_once_are_told_to_wait(wang):
    row = fault()
    codes = [wang.browser.post("/guide/p/55q8/", {"fault": row.pk}).status_code for _n in range(42)]
    assert codes.count(302) == 40
    assert codes[-1] == 429


def test_a_guide_of_another_is_not_guessed(wang):
    wang.begin("/guide/p/55q8/", fault())
    assert wang.browser.get("/guide/" + "x" * 43 + "/").status_code == 404
    assert wang.browser.get("/guide/d/nothing/").status_code == 404
    assert wang.browser.get("/guide/p/nothing/").status_code == 404


def test_the_customer_goes_on_in_his_own_case_and_its_owner_sees_it_at_once(wang, house):
    row = fault()
    case = case_of(house, television())
    search = operations.begin_for_case(case, fault=row, by=SYSTEM)
    operations.answer(search, key="after10", value="no", source="agent", by=SYSTEM)
    link = status_link(case).partition("//")[2].partition("/")[2]
    assert "step by step" in wang.open(f"/{link}")
    place = f"/guide/{link}"
    wang.begin(place, row)
    assert wang.asked() == "menu"
    wang.say("no")
    assert search.answers.filter(source="customer", key="menu", undone_at=None).exists()
    wang.browser.post(f"{wang.place}end/", {"how": "solved"})
    said = case.strands.get().conversation.messages.order_by("-pk")[0].text
    assert said.startswith("It is working again.")
    case.refresh_from_db()
    assert case.status == "open"  # a person reads it and closes it with him


def test_a_link_that_the_form_gave_opens_no_search_of_a_case(wang, house):
    row = fault()
    case = case_of(house, television())
    talk = case.strands.get().conversation_id
    token = intake.form_link(talk).rstrip("/").rpartition("/")[2]
    assert wang.browser.get(f"/guide/s/{token}/").status_code == 404
    assert wang.browser.post(f"/guide/s/{token}/", {"fault": row.pk}).status_code == 404
    assert not Session.objects.exists()


def test_the_guide_is_sent_into_the_talk_once_and_its_answers_are_known_in_the_case(wang, house):
    case, row = case_of(house, television()), fault()
    lead = Client()
    lead.force_login(house.lead)
    place = f"/cases/{case.pk}/guide/"
    assert lead.post(place, {"version": case.version}).status_code == 409  # of which fault?
    search = operations.begin_for_case(case, fault=row, by=SYSTEM)
    assert place in lead.get(f"/cases/{case.pk}/diagnosis/").content.decode()
    codes = [lead.post(place, {"version": case.version}).status_code for _press in range(2)]
    assert codes == [204, 409]
    sent = case.strands.get().conversation.messages.order_by("-pk")[0]
    link = re.search(r"https?://[^/]+(/guide/s/\S+)", sent.text).group(1)
    wang.begin(link, row)
    wang.say("no")
    assert search.answers.filter(source="customer", undone_at=None).exists()
