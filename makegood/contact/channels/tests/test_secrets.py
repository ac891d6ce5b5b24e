"""A code waits sealed in the outbox, and is gone from it when it has left, failed, or nobody could use it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from makegood.base.journal.models import Entry
from makegood.contact.channels import operations
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import MayHaveArrived, NewOutgoing, sending
from makegood.contact.channels.operations.secrets import sealed, unspoken
from makegood.contact.channels.ports import Undelivered
from makegood.contact.channels.queries import LOOKED_AFTER, in_trouble
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from tests.make import ECHO, Company, company

pytestmark = pytest.mark.django_db
CODE = "482913 is your code"
State = Outgoing.State


@pytest.fixture
def lanhe() -> Company:
    return company()


@pytest.fixture
def waiting(lanhe: Company) -> Outgoing:
    return operations.queue_outgoing(
        NewOutgoing(
            account=lanhe.account,
            reference="contact:1",
            recipient="wang@example.org",
            external_id="sign-in:1",
            envelope={"purpose": "notice"},
            secret=CODE,
            good_until=now() + timedelta(minutes=10),
        )
    )


def stored(outgoing: Outgoing) -> str:
    return " ".join(
        str(value) for value in Outgoing.objects.filter(pk=outgoing.pk).values()[0].values()
    )


def deliver(outgoing: Outgoing) -> Outgoing:
    operations.deliver(outgoing_id=str(outgoing.pk))
    outgoing.refresh_from_db()
    return outgoing


def test_it_waits_where_nobody_reads_it_leaves_as_it_is_and_is_gone(waiting):
    assert "482913" not in stored(waiting)
    assert deliver(waiting).state == State.SENT
    assert ECHO.sent[-1].envelope["text"] == CODE
    assert waiting.secret == ""


def test_what_failed_is_not_sent_a_second_time_and_its_reason_repeats_no_code(waiting, monkeypatch):
    def refuses(_self, _outgoing, *, handing_over):
        raise Undelivered(f"30007 filtered: {CODE}", permanent=True)

    monkeypatch.setattr(type(ECHO), "send", refuses)
    assert deliver(waiting).state == State.FAILED
    assert waiting.secret == ""
    assert waiting.error == "30007 filtered: •••• is your code"
    with pytest.raises(MayHaveArrived):
        operations.settle_uncertain(waiting, arrived=False, by=SYSTEM)


def test_nobody_is_sent_a_code_that_has_ended(waiting):
    moment = now() + timedelta(minutes=10)
    with clock.use(lambda: moment):
        assert deliver(waiting).state == State.WITHDRAWN
    assert waiting.secret == ""
    assert not ECHO.sent


def test_while_sending_is_paused_a_code_that_ended_goes(waiting):
    operations.pause_sending("after a restore")
    assert operations.forget_secrets() == 0
    moment = now() + timedelta(minutes=10)
    with clock.use(lambda: moment):
        assert operations.forget_secrets() == 1
        assert operations.forget_secrets() == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.secret) == (State.WITHDRAWN, "")
    assert Entry.objects.get(kind="channels.message_withdrawn").subject == waiting.reference


def test_words_sealed_with_another_key_fail_at_once(waiting, settings):
    settings.SECRET_KEY = "another key of fifty signs, as after a restore elsewhere"
    assert deliver(waiting).state == State.FAILED
    assert waiting.secret == ""


def test_the_database_refuses_to_keep_what_has_left(waiting):
    sending._claim(str(waiting.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.filter(pk=waiting.pk).update(state=State.SENT)


def test_what_holds_no_secret_keeps_the_reason_as_it_was_given(lanhe):
    plain = Outgoing(secret="")
    assert unspoken(plain, "550 5.1.1 no user 1234567") == "550 5.1.1 no user 1234567"
    assert unspoken(Outgoing(secret=sealed("x")), "no 1234567") == "no ••••"


def test_a_code_that_ended_and_what_failed_long_ago_trouble_nobody(waiting):
    Outgoing.objects.update(state=State.FAILED, secret="")
    assert in_trouble().count() == 1
    Outgoing.objects.update(good_until=now() - timedelta(seconds=1))
    assert in_trouble().count() == 0
    Outgoing.objects.update(good_until=None, made_at=now() - LOOKED_AFTER - timedelta(days=1))
    assert in_trouble().count() == 0
    Outgoing.objects.update(state=State.UNCERTAIN)
    assert in_trouble().count() == 1, "whether it arrived is found out by somebody, however old"
