"""A step begins, or is left out because its condition does not hold; then the next one is looked at."""

from makegood.care.cases.models import Case
from makegood.care.tasks.events import TaskEnded, TaskPassedOn
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations.state import due_of, hold, is_approval, owe, tell, turns_of
from makegood.care.tasks.rules import left_out, read_conditions
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now


def facts_of(case: Case) -> dict[str, str]:
    """What conditions may ask of a case."""
    contact = case.contact
    company = contact.company
    return {
        "queue": case.queue.key,
        "urgency": str(case.urgency),
        "channel": case.channel,
        "language": case.language,
        "tier": contact.tier or (company.tier if company else ""),
        "subject": case.subject,
    }


def start(task: Task, *, by: Actor) -> None:
    """The clock of a planned task begins to run now. The caller holds the locks."""
    moment = now()
    if is_approval(task):
        turns = turns_of(task)
        task.turn, task.assignee_id = turns[0] if turns else (task.turn, task.approver_id)
    task.started_at = moment
    task.due = due_of(task.team_id, task.minutes, moment)
    task.owed_as = owe(task, by)
    task.state = Task.State.OPEN
    task.save(update_fields=["turn", "assignee", "started_at", "due", "owed_as", "state"])
    if task.assignee_id is not None:
        hold(task, task.assignee_id, because="asked")
        told = TaskPassedOn(
            task_id=task.pk, team_id=task.team_id, assignee=task.assignee_id, because="asked"
        )
        tell(task, told, by)


def start_next(task: Task, *, by: Actor) -> Task | None:
    """Begin this planned step, or leave it out and look at the one after it; the one that began, if any."""
    facts = facts_of(task.case)
    step: Task | None = task
    while step is not None:
        step.case = task.case
        why = left_out(step.when, _decision_before(step), read_conditions(step.conditions), facts)
        if not why:
            start(step, by=by)
            return step
        leave_out(step, why, by=by)
        step = Task.objects.filter(after=step).first()
    return None


def _decision_before(task: Task) -> str:
    """The last decision among the steps before this one."""
    before, verdict = task.after, ""
    while before is not None:
        if before.verdict:
            verdict = before.verdict
            break
        before = before.after
    return verdict


def leave_out(task: Task, why: str, *, by: Actor) -> None:
    """A step that this case does not need."""
    task.state, task.reason, task.ended_at, task.ended_by = Task.State.SKIPPED, why, now(), str(by)
    task.save(update_fields=["state", "reason", "ended_at", "ended_by"])
    tell(task, TaskEnded(task_id=task.pk, team_id=task.team_id, state=task.state, verdict=""), by)
