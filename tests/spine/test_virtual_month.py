"""A month of a small house, in steps of ten minutes: who is let down hears it before.

Six people, over 500 cases, days off, hours in which somebody is called away, a day on which three times as
much comes in, a worker that is down for an hour in the middle of it. Nobody looks at the drafts: what
the customer hears, he hears because the house tells him by itself.
"""

import heapq
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import (
    NewPromise,
    end,
    end_given,
    make_many,
    notice_overdue,
    sweep_warnings,
)
from makegood.care.promises.queries import ANSWERS, WORD
from makegood.care.promises.tests.make import make_house, open_case
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology
from makegood.care.recovery.tests.make import prove
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock, now
from makegood.records.people.models import Presence

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAYS = [MONDAY + timedelta(days=n) for n in range(28) if (MONDAY + timedelta(days=n)).weekday() < 5]
LONGER = DAYS + [DAYS[-1] + timedelta(days=n) for n in (3, 4, 5)]
BUSY = DAYS[11]
DOWN = (BUSY + timedelta(hours=4), BUSY + timedelta(hours=5))
SPAN = timedelta(hours=4)


@dataclass
class Person:
    """Somebody who works off what is his, one thing after the other, when he is there."""

    user: object
    away: list[tuple[datetime, datetime]]
    mine: list[tuple[datetime, int]] = field(default_factory=list)
    free_at: datetime = MONDAY

    def is_here(self, moment: datetime) -> bool:
        """Whether he is at his desk."""
        at_work = any(day <= moment < day + timedelta(hours=8) for day in LONGER)
        return at_work and not any(begins <= moment < ends for begins, ends in self.away)


class Month:
    """What happens, in the order in which it does."""

    def __init__(self) -> None:
        self.random = Random(2026)
        self.time = VirtualClock(MONDAY)
        clock.install(self.time)
        self.house = make_house()
        self.people = [self._person(f"p{n}") for n in range(6)]
        self.arrivals = self._arrivals()

    def _person(self, name: str) -> Person:
        away = []
        for day in DAYS:
            if self.random.random() < 0.08:
                away.append((day, day + timedelta(hours=8)))
            elif self.random.random() < 0.2:
                begins = day + timedelta(minutes=self.random.randrange(0, 360))
                away.append((begins, begins + timedelta(minutes=self.random.randrange(30, 240))))
        return Person(self.house.hire(name), away)

    def _arrivals(self) -> list[datetime]:
        found = []
        for day in DAYS:
            for _n in range(75 if day == BUSY else 23):
                found.append(day + timedelta(minutes=self.random.randrange(0, 480)))
        return sorted(found)

    def run(self) -> None:
        """Until the end of the month, and three days more for what is left."""
        arrivals = list(self.arrivals)
        for moment in _moments():
            self.time.moment = moment
            self._presence(moment)
            while arrivals and arrivals[0] <= moment:
                arrivals.pop(0)
                self._arrive()
            for person in self.people:
                self._work(person, moment)
            if not DOWN[0] <= moment < DOWN[1]:
                if moment.minute % 20 == 0:
                    sweep_warnings()
                    notice_overdue()
                recovery.watch()
                self._near(moment)

    def _near(self, moment: datetime) -> None:
        """Where something is about to leave, the worker comes by in that minute, as it does in each."""
        leaving = Apology.objects.filter(state="draft", send_at__lt=moment + timedelta(minutes=10))
        for send_at in sorted(leaving.values_list("send_at", flat=True)):
            minute = moment + timedelta(
                minutes=max(1, -((moment - send_at) // timedelta(minutes=1)))
            )
            if self.time.moment < minute < moment + timedelta(minutes=10):
                self.time.moment = minute
                self._presence(minute)
                recovery.watch()

    def _presence(self, moment: datetime) -> None:
        here = [person.user.pk for person in self.people if person.is_here(moment)]
        Presence.objects.filter(user__in=here).update(seen_at=moment)

    @transaction.atomic
    def _arrive(self) -> None:
        person = self.random.choice(self.people)
        case = open_case(self.house, first=False, owner_id=person.user.pk)
        prove(case)
        due = _in_working_time(now(), SPAN)
        make_many([NewPromise(case=case, kind="first_answer", due=due)], by=actors.SYSTEM)
        heapq.heappush(person.mine, (due, case.pk))

    def _work(self, person: Person, moment: datetime) -> None:
        if not person.mine or person.free_at > moment or not person.is_here(moment):
            return
        _due, pk = heapq.heappop(person.mine)
        self._answer(person, pk)
        person.free_at = moment + timedelta(minutes=self.random.randrange(15, 110))

    @transaction.atomic
    def _answer(self, person: Person, pk: int) -> None:
        by = actors.user(person.user.pk)
        case = cases.lock(pk)
        for word in Promise.objects.filter(case=case, kind__in=WORD, state="open"):
            end_given(word, kept=True, by=by)
        first = bool(end(case, kinds=ANSWERS, kept=True, by=by))
        later = now() + timedelta(days=60)
        make_many([NewPromise(case=case, kind="follow_up", due=later)], by=by)
        if first and self.random.random() < 0.2:  # and he gives his word for something more
            due = _in_working_time(now(), timedelta(hours=self.random.randrange(5, 16)))
            make_many(
                [
                    NewPromise(
                        case=case,
                        kind="person",
                        due=due,
                        what="The part arrives",
                        already_said=True,
                    )
                ],
                by=by,
            )
            heapq.heappush(person.mine, (due, case.pk))


def _moments() -> Iterator[datetime]:
    """Every ten minutes while somebody works; nothing comes due at night."""
    for day in LONGER:
        for minutes in range(0, 490, 10):
            yield day + timedelta(minutes=minutes)


def _in_working_time(since: datetime, span: timedelta) -> datetime:
    """When so much of eight hours a day has passed."""
    left = span
    for day in LONGER:
        begins, ends = max(day, since), day + timedelta(hours=8)
        if begins >= ends:
            continue
        if begins + left <= ends:
            return begins + left
        left -= ends - begins
    raise AssertionError("the month is over")


@pytest.mark.slow
@pytest.mark.usefixtures("real_commits")  # else one long transaction keeps every old row in the way
def test_in_a_month_of_cases_who_is_let_down_hears_it_before(capsys):
    month = Month()
    for person in month.people:
        Presence.objects.update_or_create(
            user=person.user, defaults={"state": "available", "seen_at": MONDAY}
        )
    month.run()
    passed = Promise.objects.filter(due__lte=now()).exclude(kind="follow_up")
    late = [p for p in passed if p.state in ("open", "missed") or p.ended_at > p.due]
    before = [p for p in late if p.told_at is not None and p.told_at < p.due]
    told = Promise.objects.filter(told_at__isnull=False)
    in_vain = [p for p in told if p.state == "kept" and p.ended_at <= p.due]
    share = len(before) / len(late)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{Case.objects.count()} cases, {passed.count()} promises due, {len(late)} missed;"
            f" told before the moment: {len(before)} ({share:.1%});"
            f" told and kept after all: {len(in_vain)} of {told.count()};"
            f" spared: {Apology.objects.filter(state='spared').count()}\n"
        )
    assert Case.objects.count() >= 500
    assert len(late) >= 40  # a month in which nothing goes wrong shows nothing
    assert share >= 0.95
    assert len(in_vain) <= len(told) / 3
    assert all(p.untold_why for p in late if p.told_at and p.told_at >= p.due)
    assert Message.objects.filter(author="system").count() == told.count()
    assert not violations()
