"""Whoever asks for codes in somebody's name neither guesses one nor keeps him from signing in, and learns nothing."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.operations.secrets import opened
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.portal.letters import write_letter
from makegood.portal.models import SignIn, Tally
from makegood.portal.signing_in import KNOWN_COOKIE
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import add_handle
from tests.make import Company
from tests.portal.test_signing_in import LI, WANG, asked, code_in, let_in, link_in, us

__all__ = ["us"]
pytestmark = pytest.mark.django_db


def test_who_asks_for_another_ends_nothing_that_he_was_sent(us: Company):
    browser = asked(WANG)
    first = mail.outbox[-1].body
    for place in range(30):
        asked(WANG, place=f"198.51.100.{place}")
    assert browser.get(link_in(first)).status_code == 200
    assert browser.post("/portal/sign-in/code/", {"code": code_in(first)}).status_code == 302


def test_many_strangers_have_no_code_to_guess_and_fill_no_mailbox(us: Company):
    for place in range(40):
        asked(WANG, place=f"198.51.100.{place}")
    with_code = [letter for letter in mail.outbox if re.search(r"\b\d{6}\b", letter.body)]
    assert len(with_code) == 8
    assert len(mail.outbox) == 8
    assert SignIn.objects.exclude(code="").count() == 8


def test_the_victim_of_many_strangers_gets_in_by_the_newest_letter_in_his_mailbox(us: Company):
    for place in range(40):
        asked(WANG, place=f"198.51.100.{place}")
    victim = asked(WANG, place="203.0.113.9")
    assert victim.post(link_in(mail.outbox[-1].body)).status_code == 302
    moment = now() + timedelta(minutes=11)
    with clock.use(
        lambda: moment
    ):  # those letters are over: one more comes, with a link and no code
        late = asked(WANG, place="203.0.113.10")
        letter = mail.outbox[-1].body
        assert not re.search(r"\b\d{6,8}\b", letter)
        assert late.post(link_in(letter)).status_code == 302


def test_wrong_codes_of_a_stranger_do_not_spoil_the_link_of_a_letter(us: Company):
    stranger, victim = asked(WANG, place="198.51.100.7"), asked(WANG)
    for _n in range(6):
        stranger.post("/portal/sign-in/code/", {"code": "000000"})
    assert victim.post(link_in(mail.outbox[0].body)).status_code == 302


def test_a_browser_that_was_let_in_before_gets_a_code_however_many_strangers_ask(us: Company):
    mine = let_in()
    for place in range(40):
        asked(WANG, place=f"198.51.100.{place}")
    asked(WANG, mine)
    code = code_in(mail.outbox[-1].body)
    assert mine.post("/portal/sign-in/code/", {"code": code}).status_code == 302


def test_the_mark_of_a_known_browser_is_for_its_own_address_and_opens_nothing(us: Company):
    mark = let_in().cookies[KNOWN_COOKIE].value
    for forged in (mark, "x.y", ".", mark.partition(".")[0], f"{mark}x"):
        thief = Client()
        thief.cookies[KNOWN_COOKIE] = forged
        assert thief.get("/portal/me/").status_code == 302
        for _n in range(3):
            asked(LI, thief, place="198.51.100.8")
        last = thief.post("/portal/sign-in/", {"reach": LI}, REMOTE_ADDR="198.51.100.8")
        assert last.status_code == 429
        Tally.objects.all().delete()


def test_known_and_unknown_addresses_cost_the_same_statements_at_every_step(us: Company):
    seen = []
    for who in (WANG, "nobody@example.org"):
        browser = Client()
        with CaptureQueriesContext(connection) as done:
            for _n in range(4):
                browser.post("/portal/sign-in/", {"reach": who})
            row = SignIn.objects.latest("pk")
        write_letter(sign_in=row.pk)
        with CaptureQueriesContext(connection) as typed:
            browser.post("/portal/sign-in/code/", {"code": "12"})
            browser.get("/portal/sign-in/no-such-link/")
        seen.append(
            [re.sub(r"SAVEPOINT \S+|'[^']*'|\b\d+\b", "?", q["sql"]) for q in [*done, *typed]]
        )
    assert seen[0] == seen[1]


def test_many_strangers_have_a_phone_sent_codes_of_eight_signs_and_not_for_ever(us: Company):
    make_account(kind="sms", address="+8610", name="Lanhe", queue=us.queue)
    wang = Contact.objects.get(handles__value=WANG)
    add_handle(wang, kind="phone", value="+86 138 0013 8000", by=SYSTEM, verified=True)
    for place in range(50):
        asked("138 0013 8000", place=f"198.51.100.{place}")
    texts = [opened(one)["text"] for one in Outgoing.objects.filter(recipient="+8613800138000")]
    signs = sorted(len(re.search(r"\d+", text).group()) for text in texts)
    assert signs == [6] * 8 + [8] * 30
