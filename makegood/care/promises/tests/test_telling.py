"""A promise that cannot be kept: the customer hears first, then it is missed, moved, or released by his word."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from makegood.care.promises.models import Promise
from makegood.care.promises.operations import (
    EndsByItself,
    NeedsHisWord,
    NotTold,
    agree_new_time,
    miss,
    release,
    tell,
)
from makegood.care.promises.tests.make import make_case, promise, stand_at, word_of
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def told(made, **more):
    more = {"at": now(), "outgoing": uuid.uuid4(), "new_due": now() + timedelta(days=2)} | more
    return tell(made, by=SYSTEM, **more)


def test_nothing_is_missed_before_the_customer_was_told():
    made = promise(make_case())
    with pytest.raises(NotTold, match="Tell the customer first"):
        miss(made, amends="none", why="an apology was enough", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=made.pk).update(state="missed", ended_at=now(), amends="none")
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=made.pk).update(
            state="missed", ended_at=now(), told_at=now(), amends=""
        )


def test_who_was_told_in_time_has_it_missed_with_what_was_offered():
    made = told(promise(make_case()))
    assert (made.untold_why, made.told_due) == ("", made.told_due)
    for amends in ("", "perhaps"):
        with pytest.raises(Invalid, match="what was offered"):
            miss(made, amends=amends, why="x", by=SYSTEM)
    with pytest.raises(Invalid, match="Say why"):
        miss(made, amends="none", why=" ", by=SYSTEM)
    for _ in range(2):
        made = miss(made, amends="offered", why="a voucher", by=SYSTEM)
    assert (made.state, made.amends, made.amends_why) == ("missed", "offered", "a voucher")


def test_who_was_told_late_has_the_reason_written_down():
    made = promise(make_case())
    late = made.due + timedelta(hours=1)
    stand_at(late)
    assert told(made, at=late).untold_why == "noticed_late"
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=made.pk).update(untold_why="")


def test_the_first_telling_counts():
    made = promise(make_case())
    first = told(made)
    assert told(made).told_with == first.told_with
    with pytest.raises(Invalid, match="has passed"):
        told(promise(made.case), new_due=now() - timedelta(minutes=1))


def test_a_new_time_is_a_new_promise_to_which_the_old_one_points():
    made = told(promise(make_case(), what="We bring the pump"))
    due = now() + timedelta(days=4)
    new = agree_new_time(made, due=due, by=SYSTEM, why="the part is late")
    again = agree_new_time(made, due=due + timedelta(days=1), by=SYSTEM, why="x")
    made.refresh_from_db()
    assert (made.state, made.amends, made.moved_to) == ("missed", "none", new)
    assert (new.pk, new.what, new.state, new.due) == (again.pk, "We bring the pump", "open", due)
    assert [m.after for m in new.moves.all()] == [due]


def test_a_new_time_needs_that_he_was_told_and_a_moment_to_come():
    made = promise(make_case())
    with pytest.raises(NotTold):
        agree_new_time(made, due=now() + timedelta(days=4), by=SYSTEM, why="x")
    made = told(made)
    with pytest.raises(Invalid, match="has passed"), transaction.atomic():
        agree_new_time(made, due=now() - timedelta(days=4), by=SYSTEM, why="x")
    made.refresh_from_db()
    assert made.state == "open"  # what was refused changed nothing
    miss(made, amends="none", why="x", by=SYSTEM)
    with pytest.raises(Refused, match="has ended"):
        agree_new_time(made, due=now() + timedelta(days=4), by=SYSTEM, why="x")


def test_only_the_customers_own_later_word_in_this_case_releases_us():
    case = make_case()
    before = word_of(case)
    stand_at(now() + timedelta(minutes=1))
    made = promise(case)
    other = word_of(case, author=Message.Author.STAFF)
    for message in (before, other):
        with pytest.raises(NeedsHisWord, match="Only the customer"):
            release(made, message=message, by=SYSTEM)
    word = word_of(case)
    for _ in range(2):
        made = release(made, message=word, by=SYSTEM, why="he bought another")
    assert (made.state, made.released_by, made.ended_why) == ("released", word, "he bought another")
    with pytest.raises(EndsByItself):
        release(case.promises.get(kind="first_answer"), message=word, by=SYSTEM)
