"""Nobody answered in time, or somebody leaves: a task always goes on to a person."""

from django.db import transaction
from django.db.models import Q

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.jobs.queue import job
from makegood.base.jobs.sweeps import each, held_back
from makegood.care.cases.models import Case
from makegood.care.tasks.events import TaskLate, TaskPassedOn
from makegood.care.tasks.models import LIVE, Department, Kind, PlanStep, Task
from makegood.care.tasks.operations.state import (
    due_of,
    hold,
    is_approval,
    lead_of,
    lock,
    owe,
    tell,
    turns_of,
)
from makegood.care.tasks.ports import deadlines
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.records.people.models import Team
from makegood.records.people.operations import on_departure
from makegood.records.people.queries import hold_active

PORTION = 100  # tasks whose cases are held at once


def pass_on_late(*, limit: int = 200) -> int:
    """Tasks whose time is over: an approval goes to the substitute, then to the lead; what nobody took
    goes to the lead; the rest is told as late, once. Returns how many there were."""
    late = Task.objects.filter(state=Task.State.OPEN, late_at=None, due__lte=now())
    late = late.exclude(pk__in=held_back(pass_on))
    return each(list(late.order_by("due").values_list("pk", flat=True)[:limit]), pass_on)


@retried
def pass_on(task_id: int) -> bool:
    """What follows when the time of one task is over; nothing if it is not (any more)."""
    seen = Task.objects.select_related("case__queue", "team__department").get(pk=task_id)
    active = hold_active([pk for _turn, pk in turns_of(seen)] + [_taker(seen)])
    task = lock(task_id)
    if task.state != Task.State.OPEN or task.late_at or task.due is None or task.due > now():
        return False
    if is_approval(task):
        following = next(
            ((turn, pk) for turn, pk in turns_of(task) if turn > task.turn and pk in active), None
        )
        if following is not None:
            _to(task, *following, because="timed_out")
            return True
    elif task.assignee_id is None:
        _keep(task, _taker(task), because="timed_out", by=SYSTEM)
    task.late_at = now()
    task.save(update_fields=["late_at"])
    tell(task, TaskLate(task_id=task.pk, team_id=task.team_id), SYSTEM)
    return True


def _taker(task: Task) -> int:
    return lead_of(task.team, case=task.case)


def _to(task: Task, turn: int, user_id: int, *, because: str) -> None:
    """The next person decides, with a time of his own."""
    moment = now()
    if task.owed_as is not None:
        deadlines().end(task.case_id, task.owed_as, kept=False, by=SYSTEM)
    task.turn, task.assignee_id = turn, user_id
    task.due = due_of(task.team_id, task.minutes, moment)
    task.owed_as = owe(task, SYSTEM)
    task.save(update_fields=["turn", "assignee", "due", "owed_as"])
    _told(task, user_id, because=because, by=SYSTEM)


def _keep(task: Task, user_id: int, *, because: str, by: Actor) -> None:
    """Another person has it; when it is due stays."""
    task.assignee_id = user_id
    task.save(update_fields=["assignee"])
    if task.owed_as is not None:
        deadlines().keep(task.case_id, task.owed_as, keeper_id=user_id, by=by)
    _told(task, user_id, because=because, by=by)


def _told(task: Task, user_id: int, *, because: str, by: Actor) -> None:
    hold(task, user_id, because=because)
    told = TaskPassedOn(task_id=task.pk, team_id=task.team_id, assignee=user_id, because=because)
    tell(task, told, by)


@transaction.atomic
def follow_hours(team: Team, *, by: Actor, beyond: tuple[int, int] = (0, 0)) -> int:
    """The working hours of a team have changed: what it has open is due by the new ones. How many moved.
    What has been told as late stays late.

    A portion of the tasks, those beyond a case and task; a job of its own goes on, so that this holds only
    so many cases at once.
    """
    case_id, task_id = beyond
    found = Task.objects.filter(team=team, state=Task.State.OPEN, late_at=None)
    further = found.filter(Q(case__gt=case_id) | Q(case=case_id, pk__gt=task_id))
    portion = list(further.order_by("case_id", "pk").values_list("case_id", "pk")[:PORTION])
    if len(portion) == PORTION:
        case_id, task_id = portion[-1]
        follow_hours_on.defer(team_id=team.pk, by=str(by), case_id=case_id, task_id=task_id)
    return sum(_follow_hours(pk, by) for _case, pk in portion)


@job("tasks.follow_hours_on")
def follow_hours_on(*, team_id: int, by: str, case_id: int, task_id: int) -> None:
    """The next portion of `follow_hours`; by now the hours may have changed again, which is as well."""
    for team in Team.objects.filter(pk=team_id):
        follow_hours(team, by=Actor.parse(by), beyond=(case_id, task_id))


def _follow_hours(task_id: int, by: Actor) -> bool:
    task = lock(task_id)
    holder = task.holders.filter(until=None, because="timed_out").first()
    since = holder.since if holder is not None and is_approval(task) else task.started_at
    if task.state != Task.State.OPEN or since is None:
        return False
    due = due_of(task.team_id, task.minutes, since)
    if due == task.due:
        return False
    if task.owed_as is not None:
        deadlines().end(task.case_id, task.owed_as, kept=False, by=by)
    task.due = due
    task.owed_as = owe(task, by)
    task.save(update_fields=["due", "owed_as"])
    return True


@on_departure
@transaction.atomic
def hand_over_tasks(user: User, *, takes_over: User, by: Actor) -> None:
    """What a leaving person has to do or to approve goes to another, in his last transaction; plans and
    departments name the other from now on."""
    mine = Q(assignee=user) | Q(approver=user) | Q(substitute=user)
    found = Task.objects.filter(LIVE & mine)
    case_ids = sorted(set(found.values_list("case_id", flat=True)))
    cases = Case.objects.select_for_update(no_key=True).filter(pk__in=case_ids).order_by("pk")
    known = {case.pk: case for case in cases}
    for task in found.order_by("pk"):
        task.case = known[task.case_id]
        _replace(task, user, takes_over, by)
    _rename_in_plans(user, takes_over)


def _replace(task: Task, user: User, heir: User, by: Actor) -> None:
    had = task.assignee_id == user.pk
    if task.approver_id == user.pk:
        task.approver = heir
    if task.substitute_id == user.pk:
        task.substitute = heir
    if task.substitute_id == task.approver_id:
        task.substitute = None
    task.save(update_fields=["approver", "substitute"])
    if had:
        own = task.kind == Kind.APPROVAL and task.asked_by_id == heir.pk
        other = lead_of(task.team, case=task.case, but=heir.pk) if own else heir.pk
        to = other if other != user.pk else heir.pk
        _keep(task, to, because="departure", by=by)


def _rename_in_plans(user: User, heir: User) -> None:
    PlanStep.objects.filter(approver=user, substitute=heir).update(substitute=None)
    PlanStep.objects.filter(substitute=user, approver=heir).update(substitute=None)
    PlanStep.objects.filter(approver=user).update(approver=heir)
    PlanStep.objects.filter(substitute=user).update(substitute=heir)
    Department.objects.filter(lead=user).update(lead=heir)
