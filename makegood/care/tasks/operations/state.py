"""The lock, the clock and the record that every operation on a task shares."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.base.journal.log import record
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.tasks.models import Held, Kind, Task
from makegood.care.tasks.ports import Owed, deadlines
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.events import Event
from makegood.records.people.models import Queue, Team
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by


class TaskEnded(Refused):
    """Somebody has ended this task meanwhile."""


class NotDecidable(Refused):
    """Who asked for an approval does not give it."""


class TaskBlocks(Refused):
    """A task that the case waits for is open."""


def lock(task_id: int) -> Task:
    """The task under its row lock, which its check-list takes too, with its case locked before it."""
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    case = cases.lock(case_id)
    task = Task.objects.select_for_update(no_key=True).get(pk=task_id)
    task.case = case
    return task


def lock_open(task_id: int) -> Task:
    """The locked task, if it has begun and has not ended. Raises TaskEnded."""
    task = lock(task_id)
    if task.state != Task.State.OPEN:
        raise TaskEnded(_("This task is not open any more. Nothing was changed."))
    return task


def tell(task: Task, event: Event, by: Actor) -> None:
    """Record a fact about the case of a task."""
    case = task.case
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)


def due_of(team_id: int, minutes: int, since: datetime) -> datetime:
    """When so many minutes of the team's working time have passed."""
    return owed_by(since, minutes, hours_of([team_id])[team_id])


def owe(task: Task, by: Actor) -> int:
    """Watch the deadline of an open task among those of its case."""
    assert task.due is not None  # noqa: S101 - the callers have just set it
    return deadlines().owe(
        Owed(case_id=task.case_id, what=task.title, due=task.due, keeper_id=task.assignee_id),
        by=by,
    )


def hold(task: Task, user_id: int | None, *, because: str) -> None:
    """Note who has the task from now on."""
    moment = now()
    Held.objects.filter(task=task, until=None).update(until=moment)
    if user_id is not None:
        Held.objects.create(task=task, user_id=user_id, since=moment, because=because)


def lead_of(team: Team, *, case: Case, but: int | None = None) -> int:
    """Who answers for a team: its named lead, the duty lead of its queue, a lead among its people; else
    the duty lead of the case, else an administrator. Never the person `but`, unless nobody else is there."""
    for person in _leads(team, case):
        if person is not None and person != but:
            return person
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=but or 0)
    found = others.order_by("pk").values_list("pk", flat=True).first()
    return found or case.queue.duty_lead_id


def _leads(team: Team, case: Case) -> Sequence[int | None]:
    department = getattr(team, "department", None)
    named = department.lead_id if department else None
    led = Queue.objects.filter(team=team).order_by("-is_default", "pk")
    members = User.objects.filter(teams=team, role=Role.LEAD, is_active=True).order_by("pk")
    return [
        named,
        *led.values_list("duty_lead_id", flat=True),
        *members.values_list("pk", flat=True),
        case.queue.duty_lead_id,
    ]


def turns_of(task: Task) -> list[tuple[int, int]]:
    """Who may have an approval, in order: approver, substitute, lead; without who asked for it."""
    found = [
        (int(Task.Turn.FIRST), task.approver_id),
        (int(Task.Turn.SUBSTITUTE), task.substitute_id),
        (int(Task.Turn.LEAD), lead_of(task.team, case=task.case, but=task.asked_by_id)),
    ]
    active = set(
        User.objects.filter(pk__in=[pk for _turn, pk in found if pk], is_active=True).values_list(
            "pk", flat=True
        )
    )
    seen: set[int] = set()
    turns = []
    for turn, pk in found:
        if pk in active and pk != task.asked_by_id and pk not in seen:
            turns.append((turn, pk))
            seen.add(pk)
    return turns


def is_approval(task: Task) -> bool:
    """Whether one named person decides."""
    return task.kind == Kind.APPROVAL
