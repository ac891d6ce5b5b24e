"""What other departments were asked in a case that is merged, they are asked in the one that goes on."""

from makegood.base.database import rows
from makegood.care.cases.models import Case
from makegood.care.cases.ports import Holder, holds_cases
from makegood.care.tasks.models import Task
from makegood.kernel.actor import Actor

MOVE = "UPDATE tasks_task SET case_id = %s WHERE case_id = %s RETURNING id"
LIVE = (Task.State.PLANNED, Task.State.OPEN)


def give(away: int, into: int, by: Actor) -> list[int]:  # noqa: ARG001 - the port's signature
    """All of them, with their steps and check-lists."""
    return [pk for (pk,) in rows(MOVE, [into, away])]


def back(given: list[int] | None, away: int, into: int, by: Actor) -> None:  # noqa: ARG001
    """To the case that asked; what is still open stays where the work goes on if that case is closed."""
    moved = Task.objects.filter(pk__in=given or [], case=into)
    if Case.objects.filter(pk=away, status=Case.Status.CLOSED).exists():
        moved = moved.exclude(state__in=LIVE)
    moved.update(case=away)


holds_cases(Holder("tasks", give, back))
