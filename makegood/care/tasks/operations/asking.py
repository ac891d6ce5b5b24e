"""A department is asked, for one thing or for several in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import WrongState
from makegood.care.tasks.events import TaskAsked
from makegood.care.tasks.models import Department, Item, Kind, PlanStep, Task, TaskPlan, When
from makegood.care.tasks.operations.starting import start, start_next
from makegood.care.tasks.operations.state import tell
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.models import Team
from makegood.records.people.queries import hold_active

MOST_MINUTES = 525_600
USUAL_MINUTES = 480


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """What is asked of whom. `minutes` of the team's working time; None: as it usually takes."""

    team: Team
    title: str
    question: str = ""
    kind: str = Kind.TASK
    minutes: int | None = None
    blocking: bool = True
    approver: User | None = None
    substitute: User | None = None
    public_names: Mapping[str, str] = field(default_factory=dict)
    items: Sequence[Mapping[str, object]] = ()
    conditions: Sequence[Mapping[str, str]] = ()
    when: str = When.APPROVED


@retried
def ask(case: Case, *, new: NewTask, user: User | None, by: Actor) -> Task:
    """Ask a department. The owner of the case stays responsible and hears when it ends.

    Raises Invalid for what cannot be asked, WrongState for a case that has ended.
    """
    [task] = _ask(case, [new], plan=None, user=user, by=by)
    return task


@retried
def start_plan(case: Case, *, plan: TaskPlan, user: User | None, by: Actor) -> list[Task]:
    """Ask for all steps of a plan; each begins when the one before has ended. Raises as `ask`, and
    Invalid when the plan has no step or is already running in this case."""
    steps = plan.steps.select_related("team", "approver", "substitute").order_by("position")
    new = [from_step(step) for step in steps]
    if not new or not plan.active:
        raise Invalid(_("This plan has no steps that could begin."), field="plan")
    return _ask(case, new, plan=plan, user=user, by=by)


def from_step(step: PlanStep) -> NewTask:
    """A step of a plan as a task to ask for."""
    return NewTask(
        team=step.team,
        title=step.title,
        question=step.question,
        kind=step.kind,
        minutes=step.minutes,
        blocking=step.blocking,
        approver=step.approver,
        substitute=step.substitute,
        public_names={"": step.public_label} if step.public_label else {},
        items=step.items,
        conditions=step.conditions,
        when=step.when,
    )


def _ask(
    case: Case, new: Sequence[NewTask], *, plan: TaskPlan | None, user: User | None, by: Actor
) -> list[Task]:
    people = [p.pk for n in new for p in (n.approver, n.substitute) if p]
    active = hold_active([*people, *([user.pk] if user else [])])  # people before cases
    case = cases.lock(case.pk)
    _may_begin(case, new)
    if plan and case.tasks.filter(plan=plan, state__in=("planned", "open")).exists():
        raise Invalid(_("This plan is already running in this case."), field="plan")
    made: list[Task] = []
    for step, one in enumerate(new, start=1):
        _can_be_asked(one, user, active)
        made.append(_make(case, one, plan, step, made[-1] if made else None, user, by))
    start(made[0], by=by) if plan is None else start_next(made[0], by=by)
    return made


def _may_begin(case: Case, new: Sequence[NewTask]) -> None:
    ended = case.status == Case.Status.CLOSED
    asked = case.status == Case.Status.RESOLVED and any(n.blocking for n in new)
    if ended or asked:
        raise WrongState(_("This case is solved or closed. Reopen it before you ask somebody."))


def _can_be_asked(new: NewTask, user: User | None, active: set[int]) -> None:
    if not clean(new.title).strip():
        raise Invalid(_("Write what is to be done."), field="title")
    if new.minutes is not None and not 0 < new.minutes <= MOST_MINUTES:
        raise Invalid(_("Give a time between one minute and one year."), field="minutes")
    if new.kind != Kind.APPROVAL:
        return
    if new.approver is None:
        raise Invalid(_("Say who approves."), field="approver")
    if user is not None and new.approver.pk == user.pk:
        raise Invalid(_("Who asks does not approve. Choose somebody else."), field="approver")
    if new.approver.pk not in active and (
        new.substitute is None or new.substitute.pk not in active
    ):
        raise Invalid(
            _("This person no longer works here. Choose somebody else."), field="approver"
        )
    if new.substitute is not None and new.substitute.pk == new.approver.pk:
        raise Invalid(_("Choose another person as substitute."), field="substitute")


def _make(
    case: Case,
    new: NewTask,
    plan: TaskPlan | None,
    step: int,
    after: Task | None,
    user: User | None,
    by: Actor,
) -> Task:
    department = Department.objects.filter(team=new.team).first()
    usual = department.minutes if department else USUAL_MINUTES
    task = Task.objects.create(
        case=case,
        kind=new.kind,
        team=new.team,
        approver=new.approver if new.kind == Kind.APPROVAL else None,
        substitute=new.substitute if new.kind == Kind.APPROVAL else None,
        plan=plan,
        step=step,
        after=after,
        conditions=list(new.conditions),
        when=new.when,
        title=clean(new.title).strip()[:200],
        question=clean(new.question).strip()[:8000],
        public_names=dict(new.public_names) or (department.public_names if department else {}),
        blocking=new.blocking,
        minutes=new.minutes or usual,
        state=Task.State.PLANNED,
        asked_by=user,
        made_by=str(by),
    )
    Item.objects.bulk_create(
        [
            Item(
                task=task,
                position=position,
                text=clean(str(item["text"]))[:200],
                mandatory=bool(item.get("mandatory")),
            )
            for position, item in enumerate(new.items, start=1)
        ]
    )
    tell(task, TaskAsked(task_id=task.pk, team_id=task.team_id, task_kind=task.kind), by)
    return task
