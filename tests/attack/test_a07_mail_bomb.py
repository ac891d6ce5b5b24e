"""A7: flooding a victim through us (Zendesk 2025 and 2026, Zammad CVE-2022-35488)."""

from datetime import timedelta

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Outgoing
from makegood.kernel import clock
from makegood.loops.case_to_answer import notify


def test_a_thousand_anonymous_mails_send_the_victim_nothing(home, settle):
    for n in range(1000):
        home.receive(
            mail(f"buy {n}", From="victim@mail.test", Subject=f"offer {n}"),
            mail_from=f"x{n}@evil.test",
        )
    settle()
    assert Outgoing.objects.count() == 0
    assert home.outbox == []


def test_an_address_that_nobody_proved_gets_at_most_one_automatic_mail_a_day(home, take, settle):
    take(mail())
    case = Case.objects.get()
    for n in range(20):
        notify(conversations_of(case)[0], f"We have it {n}.", case=case)
    settle()
    assert [sent.recipient for sent in home.outbox] == ["wang@mail.test"]
    assert b"Auto-Submitted: auto-generated\r\n" in home.outbox[0].raw
    assert Outgoing.objects.count() == 1  # what may not leave is not even written
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=1))):
        notify(conversations_of(case)[0], "Next day.", case=case)
        settle()
    assert len(home.outbox) == 2
