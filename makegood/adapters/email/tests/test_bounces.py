"""Mail that came back: why, in plain words; machines write there no more; forged reports do nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from makegood.adapters.email import bounces
from makegood.adapters.email.models import Unreachable
from makegood.adapters.email.tests.make import another_mailbox, mail
from makegood.base.access.policy import principal_of_user
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_answer import answer, notify
from makegood.records.people import operations as people
from makegood.web.undelivered import WORDS, is_gone, reason_of


def report(name: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery report on our mail of this name."""
    told = f"Final-Recipient: rfc822; wang@mail.test\nAction: {action}\nStatus: {status}\n"
    body = (
        "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.test\n\n{told}\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {name}\n\n--b--\n"
    )
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return mail(body, From="MAILER-DAEMON@mx.test", Subject="Undelivered", Content_Type=kind)


@pytest.fixture
def answered(home, settle, settings) -> Message:
    """Our answer to Wang, which has left."""
    settings.SEND_UNDO_SECONDS = 0
    home.receive(mail())
    settle()
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    return said


def come_back(home, settle, raw: bytes) -> None:
    home.receive(raw, mail_from="")
    settle()


def page(home) -> str:
    client = Client()
    client.force_login(home.lead)
    return client.get(reverse("mail:undelivered")).content.decode()


def test_the_owner_owes_an_answer_again_and_reads_why(home, settle, answered):
    come_back(home, settle, report(answered.external_id))
    case = Case.objects.get()
    assert (case.status, case.unanswered_since is None) == ("open", False)
    client = Client()
    client.force_login(home.lead)
    shown = client.get(reverse("web:case", args=[case.pk])).content.decode()
    assert "There is no such mailbox (5.1.1)" in shown
    assert "There is no such mailbox (5.1.1)" in page(home)
    assert "wang@mail.test" in page(home)


def test_the_address_is_written_to_by_no_machine_until_mail_comes_from_there(
    home, settle, answered
):
    come_back(home, settle, report(answered.external_id))
    assert [one.address for one in Unreachable.objects.all()] == ["wang@mail.test"]
    case = Case.objects.get()
    home.outbox.clear()
    notify(conversations_of(case)[0], "We are late.", case=case)
    settle()
    assert home.outbox == []
    answer(case, text="By hand.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    assert len(home.outbox) == 1  # what a person writes is tried
    home.receive(mail("I am back.", From="Wang <WANG@mail.test>"))
    settle()
    assert not Unreachable.objects.exists()


def test_an_address_is_cleared_by_hand_once(home, settle, answered):
    come_back(home, settle, report(answered.external_id))
    client = Client()
    client.force_login(home.lead)
    [gone] = Unreachable.objects.all()
    for _ in range(2):
        response = client.post(reverse("mail:undelivered"), {"id": gone.pk})
        assert response.status_code == 302
    assert not Unreachable.objects.exists()


@pytest.mark.parametrize("told", ["", "x", "0", "-1", "9" * 30, "1;drop"])
def test_an_odd_number_clears_nothing(home, told):
    client = Client()
    client.force_login(home.lead)
    assert client.post(reverse("mail:undelivered"), {"id": told}).status_code == 302


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("relayed", "2.0.0"), ("delivered", "2.0.0")]
)
def test_what_is_only_late_is_not_called_lost(home, settle, answered, action, status):
    come_back(home, settle, report(answered.external_id, action=action, status=status))
    answered.outgoing.refresh_from_db()
    assert answered.outgoing.state == Outgoing.State.SENT
    assert Case.objects.get().status == "waiting"
    assert not Unreachable.objects.exists()


def test_a_full_mailbox_is_no_dead_address(home, settle, answered):
    come_back(home, settle, report(answered.external_id, status="5.2.2"))
    assert "The mailbox is full (5.2.2)" in page(home)
    assert not Unreachable.objects.exists()


@pytest.mark.parametrize("form", ["theirs", "changed", "guessed", "none"])
def test_a_forged_report_does_nothing(home, settle, answered, form):
    name = answered.external_id
    forged = {
        "theirs": "<1@mail.test>",
        "changed": name[:-3] + "x.y>",
        "guessed": name[:40] + "a" * 19 + "@example.com>",
        "none": "",
    }[form]
    come_back(home, settle, report(forged))
    answered.outgoing.refresh_from_db()
    assert answered.outgoing.state == Outgoing.State.SENT
    assert Case.objects.get(pk=answered.conversation.strand.case_id).status == "waiting"
    assert not Unreachable.objects.exists()


def test_a_lead_of_other_queues_sees_none_of_it(home, settle, answered, other_lead):
    come_back(home, settle, report(answered.external_id))
    [gone] = Unreachable.objects.all()
    client = Client()
    client.force_login(other_lead)
    shown = client.get(reverse("mail:undelivered")).content.decode()
    assert "wang@mail.test" not in shown
    client.post(reverse("mail:undelivered"), {"id": gone.pk})
    assert Unreachable.objects.exists()


@pytest.fixture
def other_lead(home):
    team = people.make_team(key="else", names={"en": "Else"})
    return people.hire(email="o@lanhe.test", name="Other", role="lead", teams=[team], by=SYSTEM)


@pytest.mark.parametrize(
    ("error", "said", "gone"),
    [
        ("5.1.1", "There is no such mailbox (5.1.1)", True),
        ("550 5.1.1 <a@b.test>: Recipient address rejected", "no such mailbox (5.1.1)", True),
        ("550 No such user here", "There is no such mailbox, or it refuses", True),
        ("550 Message rejected as spam", "There is no such mailbox, or it refuses", False),
        ("552 5.2.2 over quota", "The mailbox is full", False),
        ("4.2.2", "The mailbox is full", False),
        ("5.7.26 unauthenticated", "The far side misses SPF or DKIM", False),
        ("5.7.999", "The far side refuses it by its rules", False),
        ("421 try later", "takes no mail now", False),
        ("4.1.1", "There is no such mailbox", False),
        ("192.0.2.51 says no", "192.0.2.51 says no", False),
        ("", "", False),
    ],
)
def test_a_code_is_said_in_words(error, said, gone):
    assert said in reason_of(error)
    assert is_gone(error) is gone


def test_every_reason_is_a_sentence_of_its_own():
    with override("en"):
        assert all(str(words)[:1].isupper() for words in WORDS.values())


def test_two_mailboxes_hear_only_of_their_own(home, settle, answered):
    other = another_mailbox(home.queue, "second@example.org", sink=True)
    home.receive(report(answered.external_id), mail_from="", account=other)
    settle()
    assert Unreachable.objects.count() == 1  # by whichever door the report comes


def test_what_others_may_not_see_does_not_hide_what_he_may(home, settle, answered, monkeypatch):
    come_back(home, settle, report(answered.external_id))
    [mine] = Outgoing.objects.filter(state="failed")
    elsewhere = people.hire(email="wu@house.test", name="Wu", role="agent", by=SYSTEM)
    others = [
        Outgoing(
            account=mine.account,
            reference="message:0",
            external_id=f"<other{n}@x>",
            recipient="x@y.test",
            envelope={},
            state="failed",
            case=10_000_000 + n,
        )
        for n in range(5)
    ]
    Outgoing.objects.bulk_create(others)
    monkeypatch.setattr(bounces, "SHOWN", 2)
    assert [one.pk for one in bounces.came_back(principal_of_user(home.lead)).mails] == [
        str(mine.pk)
    ]
    assert bounces.came_back(principal_of_user(elsewhere)).mails == []
