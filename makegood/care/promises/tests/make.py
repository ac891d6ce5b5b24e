"""Makers for the tests of promises: a case, a promise, another session, a clock that stands."""

import threading
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection

from makegood.care.cases.operations import NewCase, open_many
from makegood.care.promises.models import Policy
from makegood.care.promises.operations import NewPromise, make_many
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.ids import random_name
from makegood.records.customers.operations import Sender, identify
from makegood.records.worktime.operations import set_hours
from tests.make import company

FIRST, NEXT, SOLUTION, PERSON = "first_answer", "next_answer", "solution", "person"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICE = [[day, "09:00", "17:00"] for day in range(5)]


def make_house():
    """A company whose team works on weekdays from nine to five, UTC."""
    house = company()
    set_hours(house.team, key="office", zone="UTC", weekly=OFFICE)
    return house


def open_case(house, *, first=True, **more):
    """An open case of a new customer, with the promise of a first answer."""
    contact = identify(Sender("mail", f"{random_name(8)}@example.org", "Wang"), by=SYSTEM)
    [talk] = begin_many(
        [NewConversation(account=house.account, contact=contact, peer="w", subject="It drips")]
    )
    due = now() + timedelta(hours=4)
    told = {"contact": contact, "conversation": talk, "queue": house.queue}
    told |= {"owner_id": house.lead.pk, "channel": "echo"} | more
    new = NewCase(**told, subject="It drips", deadline=due, preview="It drips")
    [case] = open_many([new], by=SYSTEM)
    if first:
        make_many([NewPromise(case=case, kind=FIRST, due=due)], by=SYSTEM)
    return case


def make_case():
    """An open case with the promise of a first answer."""
    return open_case(company())


def promise(case, kind=PERSON, **fields):
    fields.setdefault("due", now() + timedelta(days=1))
    [made] = make_many([NewPromise(case=case, kind=kind, **fields)], by=SYSTEM)
    return made


def word_of(case, text="Forget it", author=Message.Author.CONTACT):
    """A message in the case, the customer's by default."""
    talk = case.strands.get().conversation
    [message] = file_many([NewMessage(conversation=talk, author=author, text=text, case=case.pk)])
    return message


def policy(**fields):
    """A stored policy."""
    return Policy.objects.create(**fields)


def stand_at(moment):
    """A clock that stands still at this moment until it is moved."""
    virtual = VirtualClock(moment)
    clock.install(virtual)
    return virtual


def in_another_session(work):
    """Start work in a session of its own; gives the thread and what it raised."""
    raised = []

    def run():
        try:
            work()
        except IntegrityError as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised
