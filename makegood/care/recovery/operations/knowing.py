"""What is known of promises that come due: people, hours, load, hand-offs, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max

from makegood.care.cases.models import Case, Draft
from makegood.care.cover.models import ShiftHandover
from makegood.care.cover.queries import away_ids
from makegood.care.handoffs.models import Handoff
from makegood.care.promises.models import Promise
from makegood.care.promises.ports import Ask, Verdict, ask
from makegood.care.promises.rules import after, remaining
from makegood.care.recovery.rules import MINUTE, WILL_BE_MISSED, Known, Risk, assess
from makegood.care.tasks.models import Task
from makegood.kernel.clock import now
from makegood.records.people.queries import available
from makegood.records.worktime.queries import compiled_many, hours_of
from makegood.records.worktime.rules import Hours, NeverOpen, is_open, next_open

WRITING = timedelta(minutes=10)  # a draft touched within these minutes: somebody is at it
EACH = 20 * 60  # seconds of working time that one thing takes


@dataclass(frozen=True, kw_only=True)
class Found:
    """A promise, and how likely it is kept."""

    promise: Promise
    risk: Risk


def look_at(promises: Sequence[Promise]) -> list[Found]:
    """How likely each of these open promises is kept, in order. Their cases are at hand with queue,
    owner and contact. A fixed number of queries, and those of whoever is asked for each."""
    if not promises:
        return []
    moment, seen = now(), _see(promises)
    return [_look(promise, seen, moment) for promise in promises]


def earliest_for(promise: Promise) -> datetime:
    """The earliest time that is safe to say instead: what those who know say, and what is in the way."""
    moment, seen = now(), _see([promise])
    hours, known = seen.hours(promise), seen.known(promise, moment)
    said = _asked(promise, moment)
    begin = max(filter(None, (moment, known.handoff_until, known.task_until)))
    need = 2 * EACH if known.here else 6 * EACH  # somebody else must read himself in first
    return max(filter(None, (said.earliest, after(begin, need, hours))))


def while_we_work(promise: Promise, at: datetime) -> datetime:
    """That moment if somebody of us works then, else an hour after we open again: nobody is told a time in
    the night at which nothing can happen."""
    hours = _see([promise]).hours(promise)
    try:
        return at if is_open(at, hours) else after(next_open(at, hours), 3600, hours)
    except NeverOpen:
        return at


def _between_shifts(people: set[int]) -> set[int]:
    """Those of these people whose shift is over and whose next one has not begun (one query)."""
    over = ShiftHandover.objects.filter(user__in=people, at__lte=now(), resumes__gt=now())
    return set(over.exclude(state=ShiftHandover.State.OPEN).values_list("user_id", flat=True))


def _see(promises: Sequence[Promise]) -> "_Seen":
    cases = [promise.case_id for promise in promises]
    keepers = {pk for p in promises if (pk := p.keeper_id or p.case.owner_id) is not None}
    return _Seen(
        away=(away_ids() & keepers) | _between_shifts(keepers),
        here=set(available(sorted(keepers)).values_list("user_id", flat=True)),
        writing=set(
            Draft.objects.filter(case_id__in=cases, saved_at__gt=now() - WRITING)
            .exclude(text="")
            .values_list("case_id", flat=True)
        ),
        offered=dict(
            Handoff.objects.pending().filter(case_id__in=cases).values_list("case_id", "expires_at")
        ),
        tasks=dict(
            Task.objects.filter(case_id__in=cases, state=Task.State.OPEN, blocking=True)
            .values_list("case_id")
            .annotate(last=Max("due"))
        ),
        calendars=compiled_many({p.calendar_id for p in promises if p.calendar_id}),
        teams=hours_of(sorted({p.case.queue.team_id for p in promises})),
    )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What was read once for all of them."""

    away: set[int]
    here: set[int]
    writing: set[int]
    offered: dict[int, datetime]
    tasks: dict[int, datetime | None]
    calendars: dict[int | None, Hours]
    teams: dict[int, Hours]

    def hours(self, promise: Promise) -> Hours:
        """The hours in which it can be kept."""
        return self.calendars.get(promise.calendar_id) or self.teams[promise.case.queue.team_id]

    def known(self, promise: Promise, moment: datetime) -> Known:
        """What is known of it beside what those who know say."""
        case = promise.case
        left = remaining(promise.due, moment, self.hours(promise))
        return Known(
            due=promise.due,
            moment=moment,
            left=left,
            chance=1.0,
            busy=left >= 2 * EACH,
            here=(promise.keeper_id or case.owner_id) in self.here,
            away=(promise.keeper_id or case.owner_id) in self.away,
            writing=case.pk in self.writing,
            handoff_until=self.offered.get(case.pk),
            task_until=self.tasks.get(case.pk),
            waits_for_third=case.status == Case.Status.WAITING
            and case.waiting_for == Case.Waiting.THIRD,
        )


def _look(promise: Promise, seen: _Seen, moment: datetime) -> Found:
    """Those who know are asked only where nothing else says already that it will be missed."""
    known = seen.known(promise, moment)
    risk = assess(known)
    if risk.level != WILL_BE_MISSED:
        risk = assess(replace(known, chance=_asked(promise, moment).chance))
    return Found(promise=promise, risk=risk)


def _asked(promise: Promise, moment: datetime) -> Verdict:
    due = max(promise.due, moment + MINUTE)
    return ask(
        Ask(
            case=promise.case,
            what=promise.what,
            kind=promise.kind,
            due=due,
            by_user=promise.keeper,
        )
    )
