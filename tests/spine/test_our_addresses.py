"""Our addresses: what changes is told, and what is off takes nothing new."""

import pytest

from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account, switch_account
from makegood.kernel.actor import SYSTEM
from makegood.loops.contact_to_case import file_waiting
from tests.make import arrive, company

pytestmark = pytest.mark.django_db


def told():
    entries = Entry.objects.filter(kind__startswith="channels.account_").order_by("id")
    return [(e.kind.removeprefix("channels.account_"), e.facts) for e in entries]


def test_a_change_is_told_by_the_names_of_its_fields_only():
    account = company().account
    assert [kind for kind, _ in told()] == ["made"]
    same = {"kind": "echo", "address": account.address, "queue": account.queue}
    secret = {"imap": {"password": "swordfish"}}
    for _ in range(2):
        make_account(**same, name="Lanhe", settings=secret)
    [(kind, facts)] = told()[1:]
    assert (kind, facts["fields"]) == ("changed", ["settings"])
    assert "swordfish" not in str(told())
    assert Account.objects.get().settings == secret


def test_switching_is_told_once():
    account = company().account
    for on in (False, False, True, True):
        switch_account(account, on=on, by=SYSTEM)
    assert [(kind, facts.get("on")) for kind, facts in told()[1:]] == [
        ("switched", False),
        ("switched", True),
    ]


def test_a_changed_address_that_is_off_stays_off():
    account = company().account
    switch_account(account, on=False, by=SYSTEM)
    make_account(kind="echo", address=account.address, name="New name", queue=account.queue)
    assert not Account.objects.get().is_active


def test_what_was_accepted_before_it_was_switched_off_is_filed():
    account = company().account
    arrive(account)
    switch_account(account, on=False, by=SYSTEM)
    file_waiting()
    assert Case.objects.get().owner is not None
