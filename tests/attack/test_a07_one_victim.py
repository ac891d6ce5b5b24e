"""A7 once more: a thousand forged submissions, by every door, with one victim (Zendesk 2025 and 2026)."""

import json

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import Arrival, accept_many, make_account
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.contact.conversations.queries import is_proven
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_answer import notify
from makegood.portal import intake
from makegood.records.customers.operations import Sender, identify

VICTIM = "victim@mail.test"
BAIT = "buy gold at evil.test"


def by_form(account: Account, count: int) -> None:
    """What the portal's form would have written down, from ever new networks."""
    arrivals = []
    for n in range(count):
        told = {"once": f"{n:024d}", "text": f"{BAIT} {n}", "files": []}
        body = json.dumps({**told, "sender_kind": "mail", "sender": VICTIM}).encode()
        arrivals.append(Arrival(account_id=account.pk, external_id=told["once"], body=body))
    accept_many(arrivals)


def by_page(account: Account, count: int) -> None:
    """The form itself, with a link by mail as the company wants it."""
    for n in range(count):
        filled = intake.Filled(once=intake.new_once(), text=f"{BAIT} {n}", reach=VICTIM)
        intake.send_form(filled, account=account, network=f"2001:db8:{n:x}::/48")


def by_mail(home, count: int) -> None:
    for n in range(count):
        home.receive(
            mail(f"{BAIT} {n}", From=f"V <{VICTIM}>", Subject=f"{BAIT} {n}"),
            mail_from=f"x{n}@evil.test",
        )


def test_a_thousand_submissions_send_the_victim_one_message_a_day_without_a_word_of_theirs(
    home, settle
):
    form = make_account(
        kind="form", address="portal", name="Form", queue=home.queue, settings={"mail_link": True}
    )
    by_form(form, 490)
    by_page(form, 20)
    by_mail(home, 490)
    settle()
    cases = list(Case.objects.order_by("pk"))
    for case in cases[:: max(1, len(cases) // 40)]:  # whatever a machine of ours would like to say
        for talk in conversations_of(case):
            notify(talk, "We will be later than we said.", case=case)
    settle()
    to_victim = [sent for sent in home.outbox if sent.recipient == VICTIM]
    assert len(to_victim) <= 1
    assert all(BAIT.encode() not in sent.raw for sent in to_victim)
    left = Outgoing.objects.filter(recipient=VICTIM, account__kind="email")
    assert left.count() <= 1


def test_a_customer_who_proved_his_address_is_no_easier_a_victim(home, settle):
    """What he proved elsewhere says nothing of who typed his address into a form, or forged it in a mail."""
    known = identify(Sender("mail", VICTIM, verified=True), by=SYSTEM)
    form = make_account(kind="form", address="portal", name="Form", queue=home.queue)
    by_form(form, 4)
    by_mail(home, 4)
    settle()
    for case in Case.objects.order_by("pk"):
        for talk in conversations_of(case):
            notify(talk, "We will be later than we said.", case=case)
    assert Outgoing.objects.filter(recipient=VICTIM, account__kind="email").count() <= 1
    [mailbox] = Account.objects.filter(kind="email")
    new = NewConversation(account=mailbox, contact=known, peer=VICTIM, subject="Your pump")
    [ours] = begin_many([new])
    assert is_proven(ours), "we began it, at his own address"
