from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from makegood.base.access.models import User
from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked, together
from makegood.base.live.ports import Notice, Stir, audience
from makegood.care.cases.models import Case
from makegood.care.cases.ports import shared_with
from makegood.care.cases.queries import FoundCase, LentPlace, Place, place_of, seen_case
from makegood.care.tasks.models import LIVE, Department, Item, Kind, Task, TaskPlan
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.people.models import Team
from makegood.records.people.queries import team_scope
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import between

LIST = 200
TOPIC = "tasks"


@dataclass(frozen=True)
class TaskPlace:
    """What the policy must know of a task: whose it is, where it lies, who asked, and its case."""

    team_id: int
    people: frozenset[int]
    assignee_id: int | None
    asked_by_id: int | None
    is_approval: bool
    case: Place


@dataclass(frozen=True)
class Found(TaskPlace):
    """A task as the policy sees it, with the row itself, and a line of its list if one is meant."""

    row: Task
    item: Item | None = None


@rule("tasks.see")
def may_see(who: Principal, place: TaskPlace) -> bool:
    """Who is asked, his team, whoever may see the case."""
    return _asked(who, place) or may(who, "cases.see", place.case)


@rule("tasks.do")
def may_do(who: Principal, place: TaskPlace) -> bool:
    """Take, end, decline: the team that is asked. An approval: the person it is asked of, a lead of the
    team, an administrator; never who asked for it."""
    if who.user is None or not _asked(who, place):
        return False
    if not place.is_approval:
        return True
    if place.asked_by_id == who.user.pk:
        return False
    return place.assignee_id == who.user.pk or who.is_one_of(LEAD, ADMINISTRATOR)


@rule("tasks.recall")
def may_recall(who: Principal, place: TaskPlace) -> bool:
    """Call it back: whoever may work on the case."""
    return may(who, "cases.work", place.case)


@rule("tasks.list")
def may_list(who: Principal, _thing: object) -> bool:
    """The tasks of one's teams: any staff; the page holds only what each may see."""
    return who.is_staff


def _asked(who: Principal, place: TaskPlace) -> bool:
    if not who.is_staff or who.user is None:
        return False
    in_team = who.role != "technician" and team_scope(place.team_id) in who.scopes
    return in_team or who.user.pk in place.people or who.is_one_of(ADMINISTRATOR)


def place_of_task(task: Task) -> TaskPlace:
    """The place of a task whose case and queue are at hand."""
    return TaskPlace(**_place(task))


def _place(task: Task) -> dict[str, Any]:
    # An approver sees it when it is his turn, not before.
    people = {task.assignee_id} if task.state != Task.State.PLANNED else set()
    return {
        "team_id": task.team_id,
        "people": frozenset(pk for pk in people if pk),
        "assignee_id": task.assignee_id,
        "asked_by_id": task.asked_by_id,
        "is_approval": task.kind == Kind.APPROVAL,
        "case": place_of(task.case),
    }


WITH = ("case__queue", "case__contact", "case__owner", "team", "assignee", "asked_by", "plan")


def found_task(who: Principal, *, pk: int) -> Found:
    """A task that this member of staff may see. Raises NotFound."""
    task = Task.objects.select_related(*WITH).defer("case__terms").filter(pk=pk).first()
    if task is None or not may(who, "tasks.see", place_of_task(task)):
        raise NotFound(pk)
    return Found(row=task, **_place(task))


def found_item(who: Principal, *, pk: int, position: int) -> Found:
    """A line of the check-list of a task. Raises NotFound."""
    found = found_task(who, pk=pk)
    item = found.row.items.filter(position=position).first()
    if item is None:
        raise NotFound(position)
    return Found(row=found.row, item=item, **_place(found.row))


@dataclass(frozen=True)
class CaseFound(FoundCase):
    """A case as the policy sees it, with the row, and the team or plan that is meant."""

    team: Team | None = None
    plan: TaskPlan | None = None


def found_case(who: Principal, *, pk: int) -> CaseFound:
    """The case of a route. Raises NotFound."""
    case = seen_case(who, pk=pk)
    return CaseFound(case.pk, case.owner_id, case.queue.team_id, case)


def case_and_team(who: Principal, *, pk: int, team: int) -> CaseFound:
    """The case of a route and the department that is to be asked. Raises NotFound."""
    found = found_case(who, pk=pk)
    asked = Department.objects.select_related("team").filter(team_id=team, active=True).first()
    if asked is None:
        raise NotFound(team)
    return CaseFound(found.case, found.owner_id, found.team_id, found.row, team=asked.team)


def case_and_plan(who: Principal, *, pk: int, plan: int) -> CaseFound:
    """The case of a route and the plan that is to begin. Raises NotFound."""
    found = found_case(who, pk=pk)
    row = TaskPlan.objects.filter(pk=plan, active=True).first()
    if row is None:
        raise NotFound(plan)
    return CaseFound(found.case, found.owner_id, found.team_id, found.row, plan=row)


def one_plan(_who: Principal, *, pk: int) -> TaskPlan:
    """A plan. Raises NotFound."""
    plan = TaskPlan.objects.filter(pk=pk).first()
    if plan is None:
        raise NotFound(pk)
    return plan


def departments(*, active: bool = True) -> "QuerySet[Department]":
    """The teams that may be asked, by their key."""
    found = Department.objects.select_related("team", "lead").order_by("team__key")
    return found.filter(active=True) if active else found


def plans(*, active: bool = True) -> "QuerySet[TaskPlan]":
    """The plans with their steps."""
    found = TaskPlan.objects.order_by("-active", "pk").prefetch_related(
        "steps__team", "steps__approver", "steps__substitute"
    )
    return found.filter(active=True) if active else found


def tasks_of(case: Case) -> list[Task]:
    """Every task of a case: the open ones first, then what has ended, the newest first (two queries)."""
    found = case.tasks.select_related("team", "assignee", "plan", "after").prefetch_related("items")
    rank = {Task.State.OPEN: 0, Task.State.PLANNED: 1}
    return sorted(
        found,
        key=lambda t: (
            rank.get(Task.State(t.state), 2),
            t.pk if t.state in rank else 0,
            -(t.ended_at.timestamp() if t.ended_at else 0),
            -t.pk,
        ),
    )


def _mine(who: Principal) -> Q:
    """What waits for him: what he has, and what nobody of his teams has taken yet."""
    return Q(assignee=who.user) | Q(assignee=None, team__in=_looked_at(who))


def _looked_at(who: Principal) -> list[int]:
    return [] if who.role == "technician" else _teams(who)


def _teams(who: Principal) -> list[int]:
    return [int(scope.partition(":")[2]) for scope in who.scopes if scope.startswith("team:")]


def tasks_for(who: Principal, *, limit: int = LIST) -> list[Task]:
    """The open tasks of his teams and his own, by their due time (two queries)."""
    teams = [] if who.role == "technician" else _teams(who)
    found = Task.objects.filter(Q(assignee=who.user) | Q(team__in=teams), state=Task.State.OPEN)
    related = found.select_related(*WITH).defer("case__terms").prefetch_related("items")
    return list(related.order_by("due", "pk")[:limit])


WAITING = """
SELECT count(*) FROM (
  SELECT 1 FROM tasks_task
  WHERE state = 'open'
    AND (assignee_id = %(me)s OR (assignee_id IS NULL AND team_id = ANY(%(looked_at)s)))
  LIMIT 100) t
"""


def waiting_tasks(who: Principal) -> Asked:
    """How many tasks wait for one of us, counted no further than a hundred."""
    me = who.user.pk if who.user else None
    return Asked(WAITING, {"me": me, "looked_at": _looked_at(who)})


def waiting_for(who: Principal) -> int:
    """How many tasks wait for him (one query)."""
    return int(together(waiting_tasks(who))[0]) if who.is_staff else 0


@dataclass(frozen=True)
class Standing:
    """What a customer may know of a task: who looks at it, by when, whether that has passed."""

    names: dict[str, str]
    decides: bool
    due: datetime
    late: bool


def standing_of(case: Case) -> list[Standing]:
    """What departments are doing for this customer now (one query); of steps, the one that runs."""
    found = case.tasks.filter(state=Task.State.OPEN).order_by("due")
    moment = now()
    return [
        Standing(dict(t.public_names), t.decides, t.due, t.due <= moment)
        for t in found
        if t.due is not None
    ]


@dataclass(frozen=True)
class Share:
    """How much of its own working time a team has had a case, against what it was given."""

    team: Team
    spent: timedelta
    given: timedelta
    tasks: int


def time_per_team(case: Case) -> list[Share]:
    """Each department's share of a case, the longest first; what is open counts up to now (two queries)."""
    begun = case.tasks.filter(started_at__isnull=False).select_related("team")
    rows = [(t, t.started_at) for t in begun if t.started_at is not None]
    hours = hours_of(sorted({t.team_id for t, _ in rows}))
    moment = now()
    shares: dict[int, Share] = {}
    for task, since in rows:
        until = task.ended_at or moment
        spent = between(since, until, hours[task.team_id])
        before = shares.get(task.team_id, Share(task.team, timedelta(), timedelta(), 0))
        shares[task.team_id] = Share(
            task.team,
            before.spent + spent,
            before.given + timedelta(minutes=task.minutes),
            before.tasks + 1,
        )
    return sorted(shares.values(), key=lambda share: -share.spent)


@dataclass(frozen=True)
class Measured:
    """How a team kept its times: ended tasks, those in time, working seconds on average."""

    team_id: int
    ended: int
    in_time: int
    average: int


def measured_since(since: datetime) -> dict[int, Measured]:
    """How each team kept its times since then, by the team (one query)."""
    ended = Task.objects.filter(
        ended_at__gte=since, spent__isnull=False, state__in=("done", "declined")
    )
    found = (
        ended.order_by()
        .values("team_id")
        .annotate(
            ended=Count("pk"),
            kept=Count("pk", filter=Q(spent__lte=F("minutes") * 60, late_at=None)),
            spent_in_all=Sum("spent"),
        )
    )
    return {
        row["team_id"]: Measured(
            row["team_id"], row["ended"], row["kept"], int(row["spent_in_all"] / row["ended"])
        )
        for row in found
    }


def colleagues_of(team: Team) -> "QuerySet[User]":
    """Who works in a team, by name."""
    return User.objects.filter(teams=team, is_active=True).order_by("name")


@audience
def people_asked(stirs: Sequence[Stir]) -> list[Notice]:
    """Whoever is asked hears of it on the page of his tasks, even where he may not see the case (two queries)."""
    ids = {int(s.facts["task_id"]) for s in stirs if _is(s)}
    if not ids:
        return []
    tasks = Task.objects.select_related("case__queue").defer("case__terms").filter(pk__in=ids)
    # Read now: whether one may hear it is asked where no database can be.
    lent = shared_with(sorted({t.case_id for t in tasks}))
    places = {t.pk: _told(t, lent.get(t.case_id, frozenset())) for t in tasks}
    return [
        _notice(s, places[int(s.facts["task_id"])])
        for s in stirs
        if _is(s) and int(s.facts["task_id"]) in places
    ]


def _told(task: Task, lent: frozenset[str]) -> TaskPlace:
    case = LentPlace(task.case_id, task.case.owner_id, task.case.queue.team_id, lent)
    return replace(place_of_task(task), case=case)


def _is(stir: Stir) -> bool:
    return stir.kind.startswith("tasks.") and "task_id" in stir.facts


def _notice(stir: Stir, place: TaskPlace) -> Notice:
    return Notice(stir, (TOPIC,), lambda who: may(who, "tasks.see", place))


def open_tasks(case: Case) -> "QuerySet[Task]":
    """What departments have not ended in a case."""
    return case.tasks.filter(LIVE)


def said_in(names: Mapping[str, str], language: str) -> str:
    """A name in a language, else in the nearest that it has; a name without a language is for all."""
    near = [language, *(one for one in CHINESE if language in CHINESE), "", "en", *names]
    return next((names[one] for one in near if names.get(one)), "")


CHINESE = ("zh-Hans", "zh-Hant")
