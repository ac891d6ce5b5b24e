"""Other departments of the demo company: who may be asked, their plans, and what is asked of them now."""

from collections.abc import Sequence
from typing import Any

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.tasks.models import Task, TaskPlan
from makegood.care.tasks.operations import (
    NewTask,
    ask,
    decline,
    finish,
    save_plan,
    set_department,
    start_plan,
    take,
)
from makegood.kernel.actor import Actor
from makegood.kernel.actor import user as actor_of
from makegood.records.people.models import Team
from makegood.world.demo.content import data_toml
from makegood.world.demo.filing import Filed
from makegood.world.demo.house import House

FILE = "tasks"


def open_departments(house: House, *, by: Actor) -> dict[str, TaskPlan]:
    """The teams that may be asked and the plans, by their English names."""
    told = data_toml(FILE)
    for one in told["department"]:
        set_department(
            _team(house, one["team"]),
            public_names=one["names"],
            minutes=one["minutes"],
            lead=None,
            active=True,
            by=by,
        )
    return {
        plan["names"]["en"]: save_plan(
            None,
            names=plan["names"],
            steps=[_step(house, step) for step in plan["step"]],
            by=by,
        )
        for plan in told["plan"]
    }


def ask_departments(
    filed: Sequence[Filed], *, house: House, plans: dict[str, TaskPlan]
) -> list[Task]:
    """What is asked of departments in cases that are open; a case that has ended asks nothing."""
    cases = {one.row.subject: one.row for one in filed if one.row.status in ("open", "waiting")}
    made: list[Task] = []
    for told in data_toml(FILE)["ask"]:
        case = cases.get(told["subject"])
        if case is not None and case.owner is not None:
            made += _ask(case, case.owner, told, house, plans)
    return made


def _ask(
    case: Case, owner: User, told: dict[str, Any], house: House, plans: dict[str, TaskPlan]
) -> list[Task]:
    by = actor_of(owner.pk)
    if "plan" in told:
        return start_plan(case, plan=plans[told["plan"]], user=owner, by=by)
    team = _team(house, told["team"])
    new = NewTask(
        team=team,
        title=told["title"],
        question=told.get("question", ""),
        kind=told.get("kind", "task"),
        blocking=told.get("blocking", True),
        items=told.get("items", ()),
    )
    task = ask(case, new=new, user=owner, by=by)
    if "taken" in told:
        _answer(task, house.users[told["taken"]], told)
    return [task]


def _answer(task: Task, person: User, told: dict[str, Any]) -> None:
    by = actor_of(person.pk)
    if "declined" in told:
        decline(task, reason=told["declined"], user=person, by=by)
        return
    take(task, user=person, by=by)
    if "result" in told:
        finish(task, result=told["result"], user=person, by=by)


def _step(house: House, told: dict[str, Any]) -> dict[str, Any]:
    people: dict[str, Any] = {
        name: house.users[told[name]] for name in ("approver", "substitute") if name in told
    }
    return {**told, **people, "team": _team(house, told["team"])}


def _team(house: House, key: str) -> Team:
    return house.queues[key].team
