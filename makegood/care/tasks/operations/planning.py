"""Which departments may be asked, and the plans that are drawn for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.care.tasks.events import DepartmentChanged, PlanChanged
from makegood.care.tasks.models import Department, Kind, PlanStep, TaskPlan
from makegood.care.tasks.operations.asking import MOST_MINUTES
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.models import Team
from makegood.records.people.operations import named

MOST_STEPS = 20


@transaction.atomic
def set_department(
    team: Team,
    *,
    public_names: Mapping[str, str],
    minutes: int,
    lead: User | None,
    active: bool,
    by: Actor,
) -> Department:
    """Whether a team may be asked, how long it usually takes, and what customers read of it.
    Raises Invalid."""
    if not 0 < minutes <= MOST_MINUTES:
        raise Invalid(_("Give a time between one minute and one year."), field="minutes")
    if lead is not None and not lead.is_active:
        raise Invalid(_("Choose an active colleague who leads."), field="lead")
    kept = {code: clean(name).strip()[:80] for code, name in public_names.items() if name.strip()}
    department = Department.objects.update_or_create(
        team=team,
        defaults={"public_names": kept, "minutes": minutes, "lead": lead, "active": active},
    )[0]
    record(DepartmentChanged(team_id=team.pk), subject=f"team:{team.pk}", by=by)
    return department


@transaction.atomic
def save_plan(
    plan: TaskPlan | None,
    *,
    names: Mapping[str, str],
    steps: Sequence[Mapping[str, Any]],
    active: bool = True,
    by: Actor,
) -> TaskPlan:
    """Draw a plan: its name and its steps in order (fields of PlanStep). What runs already has its own
    copy and stays. Raises Invalid with the field, of a step as "2-approver"."""
    if not steps or len(steps) > MOST_STEPS:
        raise Invalid(_("Draw between one and twenty steps."), field="steps")
    for number, step in enumerate(steps, start=1):
        _check(number, step)
    if plan is None:
        plan = TaskPlan.objects.create(names=named(names), active=active)
    else:
        plan = TaskPlan.objects.get(pk=plan.pk)
        plan.names, plan.active = named(names), active
        plan.save(update_fields=["names", "active"])  # who draws it too waits here
    plan.steps.all().delete()
    PlanStep.objects.bulk_create(
        [PlanStep(plan=plan, position=n, **step) for n, step in enumerate(steps, start=1)]
    )
    record(PlanChanged(plan_id=plan.pk), subject=f"plan:{plan.pk}", by=by)
    return plan


def _check(number: int, step: Mapping[str, Any]) -> None:
    if not str(step.get("title") or "").strip():
        raise Invalid(_("Write what is to be done."), field=f"{number}-title")
    if not 0 < int(step.get("minutes") or 0) <= MOST_MINUTES:
        raise Invalid(_("Give a time between one minute and one year."), field=f"{number}-minutes")
    approver, substitute = step.get("approver"), step.get("substitute")
    if step.get("kind") == Kind.APPROVAL and approver is None:
        raise Invalid(_("Say who approves."), field=f"{number}-approver")
    if substitute is not None and substitute == approver:
        raise Invalid(_("Choose another person as substitute."), field=f"{number}-substitute")
