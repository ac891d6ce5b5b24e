"""A customer is let in by a code or a link, and by nothing else; what he sees ends with his right."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.operations.secrets import opened
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock, ids
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.contact_to_case import file_now
from makegood.portal import seats
from makegood.portal.letters import write_letter
from makegood.portal.models import Seat, Session, SignIn
from makegood.portal.signing_in import SESSION_COOKIE, TICKET_COOKIE
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.operations import add_handle, make_company, merge, part, split
from tests.make import Company, arrive, company

pytestmark = pytest.mark.django_db
WANG, LI = "wang@example.org", "li@example.org"


@pytest.fixture
def us(settings) -> Company:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    found = company()
    make_account(kind="email", address="box@lanhe.test", name="Lanhe", queue=found.queue)
    make_account(kind="form", address="portal", name="Lanhe", queue=found.queue)
    for who, subject in ((WANG, "Pump of Wang"), (LI, "Oven of Li")):
        file_now(
            arrive(found.account, **{"from": who}, subject=subject, text=f"{subject} is broken")
        )
    Handle.objects.update(verified_at=now())
    return found


def asked(who: str, browser: Client | None = None, place: str = "192.0.2.1") -> Client:
    """A browser that asked for a code, with the letter written."""
    browser = browser or Client()
    answer = browser.post("/portal/sign-in/", {"reach": who}, REMOTE_ADDR=place)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/sign-in/code/")
    write_letter(sign_in=SignIn.objects.latest("pk").pk)
    return browser


def code_in(letter: str) -> str:
    found = re.search(r"\b(\d{6})\b", letter)
    assert found is not None
    return found.group(1)


def let_in(who: str = WANG) -> Client:
    browser = asked(who)
    answer = browser.post("/portal/sign-in/code/", {"code": code_in(mail.outbox[-1].body)})
    assert (answer.status_code, answer["Location"]) == (302, "/portal/me/")
    return browser


def case_of(who: str) -> Case:
    return Case.objects.get(contact__handles__value=who)


def page_of(browser: Client, subject: str) -> str:
    home = browser.get("/portal/me/").content.decode()
    found = re.search(rf'href="(/s/my-[^"]+)"[^>]*><span[^>]*>{subject}', home)
    assert found is not None, home
    return found.group(1)


def test_he_gets_in_with_the_code_of_the_letter_and_sees_his_own(us: Company):
    home = let_in().get("/portal/me/").content.decode()
    assert "Pump of Wang" in home
    assert "Oven of Li" not in home


def test_an_unknown_address_is_answered_like_a_known_one_and_gets_no_letter(us: Company):
    known, unknown = Client(), Client()
    answers = [
        browser.post("/portal/sign-in/", {"reach": who})
        for browser, who in ((known, WANG), (unknown, "nobody@example.org"))
    ]
    pages = [browser.get("/portal/sign-in/code/").content for browser in (known, unknown)]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(pages[0]) == len(pages[1])
    for row in SignIn.objects.all():
        write_letter(sign_in=row.pk)
    assert [letter.to for letter in mail.outbox] == [[WANG]]


def test_asking_costs_the_same_statements_for_both(us: Company):
    counts = []
    for who in (WANG, "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            Client().post("/portal/sign-in/", {"reach": who})
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_neither_code_nor_link_nor_address_stands_in_the_table(us: Company):
    asked(WANG)
    letter = mail.outbox[-1].body
    row = SignIn.objects.get()
    link = re.search(r"/portal/sign-in/([\w-]+)/", letter).group(1)
    stored = " ".join(str(value) for value in vars(row).values())
    assert code_in(letter) not in stored
    assert link not in stored
    assert WANG not in stored


def test_guessing_ends_after_five_tries_even_with_the_right_code(us: Company):
    browser = asked(WANG)
    right = code_in(mail.outbox[-1].body)
    wrong = "000000" if right != "000000" else "111111"
    for _n in range(5):
        assert browser.post("/portal/sign-in/code/", {"code": wrong}).status_code == 422
    assert browser.post("/portal/sign-in/code/", {"code": right}).status_code == 422
    assert Session.objects.count() == 0


def test_the_fifth_try_may_still_be_right(us: Company):
    browser = asked(WANG)
    right = code_in(mail.outbox[-1].body)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(4):
        browser.post("/portal/sign-in/code/", {"code": wrong})
    assert browser.post("/portal/sign-in/code/", {"code": right}).status_code == 302


def test_a_letter_that_did_not_leave_is_written_again(us: Company, monkeypatch):
    Handle.objects.update(verified_at=None)  # at most one letter a day, and that one
    browser = Client()
    browser.post("/portal/sign-in/", {"reach": WANG})
    pk = SignIn.objects.latest("pk").pk
    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(mail.EmailMessage, "send", fails)
        write_letter(sign_in=pk)
    write_letter(sign_in=pk)
    code = code_in(mail.outbox[-1].body)
    assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 302


def fails(_letter: object) -> None:
    raise OSError("no mail server")


def test_who_was_merged_stays_signed_in_and_signs_out_everywhere(us: Company):
    browser, other = let_in(WANG), let_in(LI)
    wang, li = (Handle.objects.get(value=who).contact for who in (WANG, LI))
    merge(wang, into=li, by=SYSTEM)
    assert "Pump of Wang" in browser.get("/portal/me/").content.decode()
    browser.post("/portal/sign-out/", {"where": "everywhere"})
    assert other.get("/portal/me/").status_code == 302


def test_who_is_two_persons_again_signs_in_again(us: Company):
    browser, other = let_in(WANG), let_in(LI)
    wang, li = (Handle.objects.get(value=who).contact for who in (WANG, LI))
    done = merge(wang, into=li, by=SYSTEM)
    part(done, by=SYSTEM)
    assert [b.get("/portal/me/").status_code for b in (browser, other)] == [302, 302]
    assert "Oven of Li" not in let_in(WANG).get("/portal/me/").content.decode()


def test_whose_address_goes_to_another_signs_in_again(us: Company):
    wang = Handle.objects.get(value=WANG).contact
    second = Handle.objects.create(contact=wang, kind="mail", value="w2@example.org", shown="w2")
    browser = let_in(WANG)
    split(wang, handle_ids=[second.pk], name="Another", by=SYSTEM)
    assert browser.get("/portal/me/").status_code == 302


def test_a_code_is_good_once_and_for_ten_minutes(us: Company):
    browser = asked(WANG)
    code, moment = code_in(mail.outbox[-1].body), now()
    with clock.use(lambda: moment + timedelta(minutes=11)):
        assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 422
    ticket = browser.cookies[TICKET_COOKIE].value
    assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 302
    browser.cookies[TICKET_COOKIE] = ticket
    assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 422


def test_the_code_of_another_browser_is_worth_nothing(us: Company):
    asked(WANG)
    thief = asked(LI)
    wangs = code_in(mail.outbox[0].body)
    assert thief.post("/portal/sign-in/code/", {"code": wangs}).status_code in (422, 302)
    assert not Session.objects.filter(contact__handles__value=WANG).exists()
    assert Client().post("/portal/sign-in/code/", {"code": wangs}).status_code == 422


@pytest.mark.parametrize("code", ["", " ", "\x00", "None", "１２３４５６", "0" * 5000])
def test_an_empty_or_strange_code_opens_nothing(us: Company, code: str):
    browser = Client()
    browser.post("/portal/sign-in/", {"reach": "nobody@example.org"})
    write_letter(sign_in=SignIn.objects.get().pk)
    assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 422


def link_in(letter: str) -> str:
    return re.search(r"(/portal/sign-in/[\w-]+/)", letter).group(1)


def test_the_link_works_in_the_browser_that_asked_and_only_when_he_says_so(us: Company):
    browser = asked(WANG)
    link = link_in(mail.outbox[-1].body)
    assert browser.get(link).status_code == 200
    assert Session.objects.count() == 0  # a scanner that looks uses nothing up
    assert browser.post(link).status_code == 302
    assert browser.post(link).status_code == 422
    assert Session.objects.count() == 1


def test_a_forwarded_link_lets_nobody_else_in(us: Company):
    asked(WANG)
    link = link_in(mail.outbox[-1].body)
    assert Client().post(link).status_code == 422
    assert asked(LI).post(link).status_code == 422
    assert Session.objects.count() == 0


def test_a_session_that_was_put_into_the_browser_before_is_not_his(us: Company):
    browser = asked(WANG)
    planted = ids.token()
    browser.cookies[SESSION_COOKIE] = planted
    browser.post("/portal/sign-in/code/", {"code": code_in(mail.outbox[-1].body)})
    assert browser.cookies[SESSION_COOKIE].value != planted
    other = Client()
    other.cookies[SESSION_COOKIE] = planted
    assert other.get("/portal/me/").status_code == 302


def test_the_cookie_is_for_the_server_alone(us: Company):
    cookie = let_in().cookies[SESSION_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Session.objects.get().token == ids.digest(cookie.value)


def test_signing_out_everywhere_ends_every_browser_and_every_open_page(us: Company):
    one, other = let_in(), let_in()
    page = page_of(other, "Pump of Wang")
    assert other.get(page).status_code == 200
    one.post("/portal/sign-out/", {"where": "everywhere"})
    assert other.get("/portal/me/").status_code == 302
    assert other.get(page).status_code == 404


def test_the_address_of_a_case_opens_in_no_other_browser(us: Company):
    page = page_of(let_in(), "Pump of Wang")
    assert Client().get(page).status_code == 404
    assert let_in(LI).get(page).status_code == 404


def test_another_customers_case_does_not_open_whatever_is_put_into_the_address(us: Company):
    browser = let_in()
    page = page_of(browser, "Pump of Wang")
    mine, theirs = case_of(WANG).pk, case_of(LI).pk
    session = Session.objects.get().pk
    for forged in (
        page.replace(f"-{mine}-", f"-{theirs}-"),
        f"/s/my-{session}-{theirs}-/",
        f"/s/my-{session}-{theirs}/",
        "/s/my-/",
        f"/s/my-{theirs}/",
    ):
        assert browser.get(forged).status_code == 404
        assert browser.post(f"{forged}messages/", {"text": "x"}).status_code == 404


def test_he_adds_words_there_and_they_are_his(us: Company):
    browser = let_in()
    page = page_of(browser, "Pump of Wang")
    sent = browser.post(f"{page}messages/", {"text": "It leaks, too", "once": "a" * 20})
    assert sent.status_code == 302
    message = Message.objects.get(text="It leaks, too")
    assert message.conversation.contact == case_of(WANG).contact


def of_one_company() -> tuple[Contact, Contact]:
    house = make_company("Harbour Cranes")
    Contact.objects.update(company=house)
    wang, li = (Contact.objects.get(handles__value=who) for who in (WANG, LI))
    return wang, li


def test_colleagues_see_nothing_of_each_other_before_it_is_allowed(us: Company):
    of_one_company()
    assert "Oven of Li" not in let_in().get("/portal/me/").content.decode()


def test_with_the_right_he_looks_at_a_colleagues_case_and_speaks_for_nobody(us: Company):
    wang, li = of_one_company()
    seats.give_seat(wang, sees=True, manages=False, by=SYSTEM)
    browser = let_in()
    page = page_of(browser, "Oven of Li")
    shown = browser.get(page)
    assert shown.status_code == 200
    text = shown.content.decode()
    assert f"<b>{li}</b>" in text
    for his in ("#add", "Add something", "you write here", ">You<"):
        assert his not in text
    sent = browser.post(f"{page}messages/", {"text": "I am Li", "once": "b" * 20})
    assert sent.status_code == 404
    assert not Message.objects.filter(text="I am Li").exists()


def test_the_right_ends_at_once_with_the_organisation(us: Company):
    wang, _li = of_one_company()
    seats.give_seat(wang, sees=True, manages=True, by=SYSTEM)
    browser = let_in()
    page = page_of(browser, "Oven of Li")
    Contact.objects.filter(pk=wang.pk).update(company=make_company("Elsewhere"))
    assert browser.get(page).status_code == 404
    assert "Oven of Li" not in browser.get("/portal/me/").content.decode()


def test_who_manages_gives_the_right_and_nobody_else_does(us: Company):
    wang, li = of_one_company()
    browser = let_in()
    assert browser.post(f"/portal/colleagues/{li.pk}/", {"sees": "yes"}).status_code == 404
    seats.give_seat(wang, sees=True, manages=True, by=SYSTEM)
    assert browser.post(f"/portal/colleagues/{li.pk}/", {"sees": "yes"}).status_code == 302
    given = Seat.objects.get(contact=li)
    assert (given.sees, given.manages) == (True, False)
    assert given.given_by == str(actors.contact(wang.pk))


def test_a_stranger_is_no_colleague(us: Company):
    wang, li = of_one_company()
    Contact.objects.filter(pk=li.pk).update(company=make_company("Elsewhere"))
    seats.give_seat(wang, sees=True, manages=True, by=SYSTEM)
    assert let_in().post(f"/portal/colleagues/{li.pk}/", {"sees": "yes"}).status_code == 404


def test_asking_again_and_again_is_held_back_for_known_and_unknown_alike(us: Company):
    for who in (WANG, "nobody@example.org"):
        statuses = [
            Client().post("/portal/sign-in/", {"reach": who}).status_code for _n in range(4)
        ]
        assert statuses == [302, 302, 302, 429]


def test_an_address_that_nobody_proved_gets_one_letter_a_day(us: Company):
    Handle.objects.update(verified_at=None)
    noon = now().replace(hour=12)  # a day ends at midnight, at whatever hour this is run
    with clock.use(lambda: noon):
        for _n in range(2):
            asked(WANG)
    assert len(mail.outbox) == 1
    later = noon + timedelta(hours=3)
    with clock.use(lambda: later):  # its link is good for the day: nobody can take it from him
        victim = asked(WANG, place="203.0.113.9")
        assert len(mail.outbox) == 1
        code = code_in(mail.outbox[0].body)
        assert victim.post("/portal/sign-in/code/", {"code": code}).status_code == 422
        assert victim.post(link_in(mail.outbox[0].body)).status_code == 302


def test_who_signed_in_has_proved_his_address(us: Company):
    Handle.objects.filter(value=WANG).update(verified_at=None)
    let_in()
    assert Handle.objects.get(value=WANG).verified_at is not None


def test_a_phone_gets_its_code_as_a_text_message(us: Company):
    make_account(kind="sms", address="+8610", name="Lanhe", queue=us.queue)
    wang = Contact.objects.get(handles__value=WANG)
    add_handle(wang, kind="phone", value="+86 138 0013 8000", by=SYSTEM, verified=True)
    browser = asked("138 0013 8000")
    leaving = Outgoing.objects.get(recipient="+8613800138000")
    code = code_in(opened(leaving)["text"])
    stored = " ".join(str(value) for value in vars(leaving).values())
    assert code not in stored
    assert browser.post("/portal/sign-in/code/", {"code": code}).status_code == 302


def test_a_complaint_is_its_own_kind_and_the_lead_is_told(us: Company):
    browser = let_in()
    page = page_of(browser, "Pump of Wang")
    sent = browser.post(f"{page}complaint/", {"text": "Nobody called", "once": "c" * 20})
    assert sent.status_code == 302
    complaint = case_of(WANG).complaint
    assert (complaint.words, complaint.lead, complaint.read_at) == ("Nobody called", us.lead, None)
    assert case_of(WANG).urgency == 1


def test_he_complains_without_signing_in(us: Company):
    told = {"text": "Late again", "reach": "new@example.org", "once": "d" * 20, "complaint": "1"}
    assert Client().post("/portal/", told).status_code == 302
    assert case_of("new@example.org").complaint.lead == us.lead
