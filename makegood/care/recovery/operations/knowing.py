"""What is known of promises that come due: people, hours, load, hand-offs, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from makegood.care.cases.models import Case, Draft
from makegood.care.handoffs.models import Handoff
from makegood.care.promises.models import Promise
from makegood.care.promises.ports import Ask, Verdict, ask
from makegood.care.promises.rules import after, remaining
from makegood.care.recovery.rules import MINUTE, Known, Risk, assess
from makegood.care.tasks.models import Task
from makegood.kernel.clock import now
from makegood.records.people.queries import available
from makegood.records.worktime.queries import compiled_many, hours_of
from makegood.records.worktime.rules import Hours

WRITING = timedelta(minutes=10)  # a draft touched within these minutes: somebody is at it
EACH = 20 * 60  # seconds of working time that one thing takes


@dataclass(frozen=True, kw_only=True)
class Found:
    """A promise, how likely it is kept, and the earliest time that could be said instead."""

    promise: Promise
    risk: Risk
    earliest: datetime


def look_at(promises: Sequence[Promise]) -> list[Found]:
    """How likely each of these open promises is kept, in order. Their cases are at hand with queue,
    owner and contact. A fixed number of queries, and those of whoever is asked for each."""
    if not promises:
        return []
    moment, cases = now(), [promise.case_id for promise in promises]
    keepers = {pk for p in promises if (pk := p.keeper_id or p.case.owner_id) is not None}
    here = set(available(sorted(keepers)).values_list("user_id", flat=True))
    seen = _Seen(
        here=here,
        writing=set(
            Draft.objects.filter(case_id__in=cases, saved_at__gt=moment - WRITING)
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
    return [_look(promise, seen, moment) for promise in promises]


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What was read once for all of them."""

    here: set[int]
    writing: set[int]
    offered: dict[int, datetime]
    tasks: dict[int, datetime | None]
    calendars: dict[int | None, Hours]
    teams: dict[int, Hours]

    def hours(self, promise: Promise) -> Hours:
        """The hours in which it can be kept."""
        return self.calendars.get(promise.calendar_id) or self.teams[promise.case.queue.team_id]


def _look(promise: Promise, seen: _Seen, moment: datetime) -> Found:
    case, hours = promise.case, seen.hours(promise)
    due = max(promise.due, moment + MINUTE)
    said = ask(
        Ask(case=case, what=promise.what, kind=promise.kind, due=due, by_user=promise.keeper)
    )
    left = remaining(promise.due, moment, hours)
    known = Known(
        due=promise.due,
        moment=moment,
        left=left,
        chance=said.chance,
        busy=left >= 2 * EACH,
        here=(promise.keeper_id or case.owner_id) in seen.here,
        writing=case.pk in seen.writing,
        handoff_until=seen.offered.get(case.pk),
        task_until=seen.tasks.get(case.pk),
        waits_for_third=case.status == Case.Status.WAITING
        and case.waiting_for == Case.Waiting.THIRD,
    )
    return Found(
        promise=promise,
        risk=assess(known),
        earliest=_earliest(said, known, hours, moment),
    )


def _earliest(said: Verdict, known: Known, hours: Hours, moment: datetime) -> datetime:
    """The earliest time that is safe to say: what those who know say, and what is in the way."""
    begin = max(filter(None, (moment, known.handoff_until, known.task_until)))
    need = 2 * EACH if known.here else 6 * EACH  # somebody else must read himself in first
    return max(filter(None, (said.earliest, after(begin, need, hours))))
