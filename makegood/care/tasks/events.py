from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskAsked(Event, kind="tasks.asked"):
    """A department is asked for something; with steps, each begins when the one before has ended."""

    task_id: int
    team_id: int
    task_kind: str


@dataclass(frozen=True, kw_only=True)
class TaskTaken(Event, kind="tasks.taken"):
    task_id: int
    team_id: int
    assignee: int


@dataclass(frozen=True, kw_only=True)
class TaskPassedOn(Event, kind="tasks.passed_on"):
    """Nobody answered in time, or somebody left: another person has it now."""

    task_id: int
    team_id: int
    assignee: int
    because: str  # timed_out, departure


@dataclass(frozen=True, kw_only=True)
class TaskLate(Event, kind="tasks.late"):
    task_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class TaskEnded(Event, kind="tasks.ended"):
    """It is done, declined, cancelled, or left out because its condition does not hold."""

    task_id: int
    team_id: int
    state: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ItemChecked(Event, kind="tasks.item_checked"):
    task_id: int
    team_id: int
    item_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event, kind="tasks.plan_changed"):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class DepartmentChanged(Event, kind="tasks.department_changed"):
    team_id: int
