"""What a customer writes on his status page is shown as that, whatever channel his case began in."""

import pytest
from django.test import Client

from makegood.care.cases.models import Case
from makegood.contact.channels.operations import make_account
from makegood.contact.conversations.models import Message
from makegood.loops.case_to_confirmation import status_link
from makegood.loops.contact_to_case import file_now
from tests.make import arrive, company

pytestmark = pytest.mark.django_db


def test_words_of_the_status_page_are_no_mail():
    us = company()
    make_account(kind="form", address="portal", name="Lanhe", queue=us.queue)
    mailbox = make_account(kind="email", address="service@lanhe.example", name="L", queue=us.queue)
    first = file_now(arrive(us.account, text="The pump is loud"))
    first.conversation.account = mailbox
    first.conversation.save()
    case = Case.objects.get()
    path = "/" + status_link(case).split("://", 1)[1].partition("/")[2]
    told = {"text": "And it leaks.", "once": "abcdefghjkmnpqrstvwxyz23"}
    assert Client().post(f"{path}messages/", told).status_code == 302
    later = Message.objects.latest("pk")
    assert later.conversation == first.conversation
    assert "status-page" in later.marks
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(us.lead)
    page = staff.get(f"/cases/{case.pk}/").content.decode()
    assert page.count("Written on the status page") == 1
    assert page.count("→ service@lanhe.example") == 1  # the mail before it
