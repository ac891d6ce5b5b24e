"""Another department does its part: its deadline is watched among those of the case, the owner stays."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.invariants.checks import invariant
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.base.ui.preferences import html_lang
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.models import Policy, Promise
from makegood.care.promises.operations import (
    NewPromise,
    end,
    end_internal,
    keep_by,
    make_many,
    resume,
)
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations import cancel_all, follow_hours
from makegood.care.tasks.ports import Owed, install_deadlines, install_targets
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.people.models import Team
from makegood.records.worktime.events import HoursChanged
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by

OWNER_LOOKS_WITHIN = 30  # minutes of the working time of the case's own team


class AmongPromises:
    """What departments owe, as internal promises of the case."""

    def owe(self, owed: Owed, *, by: Actor) -> int:
        """An internal promise with the department's own due time; the promise's row."""
        case = Case.objects.get(pk=owed.case_id)
        keeper = User.objects.get(pk=owed.keeper_id) if owed.keeper_id else None
        new = NewPromise(
            case=case, kind=Promise.Kind.TASK, due=owed.due, what=owed.what, keeper=keeper
        )
        return int(make_many([new], by=by)[0].pk)

    def end(self, case_id: int, number: int, *, kept: bool, by: Actor) -> None:
        """Kept or released; where nothing else is owed, the owner looks again soon."""
        case = Case.objects.get(pk=case_id)
        left = case.promises.filter(state=Promise.State.OPEN, paused_at=None).exclude(pk=number)
        if case.status != Case.Status.CLOSED and not left.exists():
            self._remind(case, "", by)
        end_internal(case, number, kept=kept, by=by)

    def keep(self, case_id: int, number: int, *, keeper_id: int | None, by: Actor) -> None:
        """Another person keeps it."""
        keeper = User.objects.get(pk=keeper_id) if keeper_id else None
        keep_by(Case.objects.get(pk=case_id), number, keeper=keeper)

    def back_to_owner(self, case_id: int, what: str, *, by: Actor) -> None:
        """The owner is reminded within half an hour; a case that waited for it is his again."""
        case = Case.objects.get(pk=case_id)
        if case.status == Case.Status.CLOSED:
            return
        if case.status == Case.Status.WAITING and case.waiting_for == Case.Waiting.THIRD:
            cases.unanswer(case, since=None, by=by)
            resume(case, by=by)
        if case.status != Case.Status.RESOLVED:
            self._remind(case, what, by)

    def _remind(self, case: Case, what: str, by: Actor) -> None:
        team = case.queue.team_id
        due = owed_by(now(), OWNER_LOOKS_WITHIN, hours_of([team])[team])
        standing = case.promises.filter(kind=Promise.Kind.FOLLOW_UP, state=Promise.State.OPEN)
        if standing.filter(due__lte=due).exists():
            return  # he looks at it sooner
        new = NewPromise(case=case, kind=Promise.Kind.FOLLOW_UP, due=due, what=what)
        end(case, kinds=[Promise.Kind.FOLLOW_UP], kept=True, by=by)
        make_many([new], by=by)


def solution_times() -> list[tuple[str, int]]:
    """How soon cases must be solved, by the name of the policy, in minutes of working time."""
    language = html_lang()
    return [
        (in_language(p.names, language), p.solution)
        for p in Policy.objects.filter(active=True, solution__isnull=False)
        if p.solution is not None
    ]


install_deadlines(AmongPromises())
install_targets(solution_times)


def call_back_what_is_left(case: Case, *, by: Actor) -> None:
    """The case closes: what departments would still do for it is not needed. The caller holds its lock."""
    cancel_all(case, reason="closed", by=by)


@reacts_to(HoursChanged)
def what_departments_have_open_follows(event: HoursChanged, entry: Entry) -> None:
    """Another calendar of a team, or another content of its calendar: its open tasks are counted anew."""
    teams = Team.objects.filter(pk=event.team_id)
    if not event.team_id and event.calendar_id:
        teams = Team.objects.filter(hours__calendar_id=event.calendar_id)
    for team in teams:
        follow_hours(team, by=Actor.parse(entry.actor))


@invariant(_("The deadline of every open task is watched among those of its case."))
def every_open_task_is_watched() -> "QuerySet[Any]":
    due = Promise.objects.filter(
        pk=OuterRef("owed_as"), case=OuterRef("case"), kind=Promise.Kind.TASK, state="open"
    )
    watched = Task.objects.filter(state=Task.State.OPEN).annotate(
        watched=Subquery(due.values("due")[:1])
    )
    return watched.filter(Q(watched=None) | ~Q(watched=F("due")))
