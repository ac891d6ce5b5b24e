"""A department answers: takes it, does it, decides, declines. Or the owner calls it back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases.models import Case
from makegood.care.cases.ports import before_resolving
from makegood.care.tasks.events import ItemChecked, TaskEnded, TaskTaken
from makegood.care.tasks.models import LIVE, Item, Task
from makegood.care.tasks.operations.starting import start_next
from makegood.care.tasks.operations.state import (
    NotDecidable,
    TaskBlocks,
    hold,
    is_approval,
    lock,
    lock_open,
    tell,
)
from makegood.care.tasks.operations.state import TaskEnded as Ended
from makegood.care.tasks.ports import deadlines
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.queries import hold_active
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import between


@retried
def take(task: Task, *, user: User, by: Actor) -> Task:
    """I do it. Twice changes nothing; one that a colleague has taken raises Ended with his name.

    Approvals are not taken: they have a person from the start. Raises NotDecidable.
    """
    active = hold_active([user.pk])
    task = lock_open(task.pk)
    if user.pk not in active:
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="user")
    if task.assignee_id == user.pk:
        return task
    if is_approval(task):
        raise NotDecidable(_("An approval is given by the person it was asked of."))
    if task.assignee is not None:
        taken = _("%(name)s has just taken it. Nothing was changed.")
        raise Ended(taken % {"name": task.assignee.name})
    _give(task, user.pk, because="taken", by=by)
    tell(task, TaskTaken(task_id=task.pk, team_id=task.team_id, assignee=user.pk), by)
    return task


def _give(task: Task, user_id: int, *, because: str, by: Actor) -> None:
    task.assignee_id = user_id
    task.save(update_fields=["assignee"])
    hold(task, user_id, because=because)
    if task.owed_as is not None:
        deadlines().keep(task.case_id, task.owed_as, keeper_id=user_id, by=by)


@retried
def finish(task: Task, *, user: User, by: Actor, result: str = "", verdict: str = "") -> Task:
    """It is done, with its result; a review or approval also with yes or no. The next step begins.

    The same again changes nothing. Raises Ended, Invalid for a missing result or decision or an open
    mandatory line of the check-list, NotDecidable for an approval of what oneself asked for.
    """
    task = lock(task.pk)
    if task.state == Task.State.DONE and task.decided_by_id == user.pk and task.verdict == verdict:
        return task
    if task.state != Task.State.OPEN:
        raise Ended(_("This task is not open any more. Nothing was changed."))
    _may_finish(task, user, result, verdict)
    task.verdict = verdict if task.decides else ""
    task.result = clean(result).strip()[:8000]
    _end(task, Task.State.DONE, user=user, by=by)
    _go_on(task, by=by)
    return task


def _may_finish(task: Task, user: User, result: str, verdict: str) -> None:
    if is_approval(task) and task.asked_by_id == user.pk:
        raise NotDecidable(_("You asked for this approval, so somebody else gives it."))
    if task.decides and verdict not in (Task.Verdict.APPROVED, Task.Verdict.REFUSED):
        raise Invalid(_("Say yes or no."), field="verdict")
    said = bool(clean(result).strip())
    if not said and not task.decides:
        raise Invalid(_("Write what came out: the owner tells the customer."), field="result")
    if not said and verdict == Task.Verdict.REFUSED:
        raise Invalid(_("Say why: the owner has to explain it to the customer."), field="result")
    left = task.items.filter(mandatory=True, state=Item.State.OPEN).first()
    if left is not None:
        told = _("“%(text)s” is still open. Tick it, or leave it out with a reason.")
        raise Invalid(told % {"text": left.text}, field="items")


@retried
def decline(task: Task, *, reason: str, user: User, by: Actor) -> Task:
    """Not ours, with the reason. The steps after it end too, and the owner is the next at once."""
    task = lock(task.pk)
    if task.state == Task.State.DECLINED and task.decided_by_id == user.pk:
        return task
    if task.state != Task.State.OPEN:
        raise Ended(_("This task is not open any more. Nothing was changed."))
    task.reason = _said(reason, _("Say why: the owner reads it and finds another way."))
    _end(task, Task.State.DECLINED, user=user, by=by)
    _cancel_after(task, why=task.reason, by=by)
    _back(task, by=by)
    return task


@retried
def call_back(task: Task, *, reason: str, user: User | None, by: Actor) -> Task:
    """The owner needs it no more; the steps after it end too. Twice changes nothing."""
    task = lock(task.pk)
    if task.state == Task.State.CANCELLED:
        return task
    if task.state not in (Task.State.PLANNED, Task.State.OPEN):
        raise Ended(_("This task is not open any more. Nothing was changed."))
    task.reason = _said(reason, _("Say why: whoever works on it reads it."))
    _end(task, Task.State.CANCELLED, user=user, by=by)
    _cancel_after(task, why=task.reason, by=by)
    return task


@transaction.atomic
def cancel_all(case: Case, *, reason: str, by: Actor) -> int:
    """Everything that departments have not ended in a case is called back; how many there were. The
    caller holds the lock of the case."""
    tasks = list(Task.objects.filter(LIVE, case=case).order_by("pk"))
    for task in tasks:
        task.case, task.reason = case, reason[:500]
        _end(task, Task.State.CANCELLED, user=None, by=by)
    return len(tasks)


@before_resolving
def refuse_over_tasks(case_id: int) -> None:
    """Raise TaskBlocks while the case waits for a department: it cannot be resolved over that."""
    found = Task.objects.filter(LIVE, case_id=case_id, blocking=True)
    task = found.order_by("step", "pk").first()
    if task is not None:
        told = _("“%(task)s” is still open. Wait for it or call it back, then resolve.")
        raise TaskBlocks(told % {"task": task.title})


def _said(reason: str, else_say: object) -> str:
    text = clean(reason).strip()[:500]
    if not text:
        raise Invalid(else_say, field="reason")
    return text


def _end(task: Task, state: str, *, user: User | None, by: Actor) -> None:
    """The task has ended: its clock is read, its deadline is watched no more."""
    moment = now()
    if task.started_at is not None:
        open_time = between(task.started_at, moment, hours_of([task.team_id])[task.team_id])
        task.spent = max(0, int(open_time.total_seconds()))  # a clock may be set back
    task.state, task.ended_at, task.ended_by, task.decided_by = state, moment, str(by), user
    task.save(
        update_fields=[
            "state", "verdict", "result", "reason", "ended_at", "ended_by", "decided_by", "spent",
        ]
    )  # fmt: skip
    hold(task, None, because="")
    if task.owed_as is not None:
        deadlines().end(task.case_id, task.owed_as, kept=state == Task.State.DONE, by=by)
    told = TaskEnded(task_id=task.pk, team_id=task.team_id, state=state, verdict=task.verdict)
    tell(task, told, by)


def _go_on(task: Task, *, by: Actor) -> None:
    """The next step begins; when there is none the owner is the next."""
    following = Task.objects.filter(after=task).first()
    if following is not None and following.state == Task.State.PLANNED:
        following.case, following.after = task.case, task
        if start_next(following, by=by) is not None:
            return
    _back(task, by=by)


def _back(task: Task, *, by: Actor) -> None:
    deadlines().back_to_owner(task.case_id, task.title, by=by)


def _cancel_after(task: Task, *, why: str, by: Actor) -> None:
    following = Task.objects.filter(after=task).first()
    while following is not None:
        following.case, following.reason = task.case, why
        _end(following, Task.State.CANCELLED, user=None, by=by)
        following = Task.objects.filter(after=following).first()


@transaction.atomic
def check_item(
    item: Item, *, user: User, by: Actor, skipped: bool = False, reason: str = ""
) -> Item:
    """A line of the check-list is done, or left out; a mandatory one only with a reason, which is kept.

    Raises Ended when the task is not open, Invalid without the reason.
    """
    task = lock_open(item.task_id)
    item = Item.objects.get(pk=item.pk)
    wanted = Item.State.SKIPPED if skipped else Item.State.DONE
    said = clean(reason).strip()[:300]
    if item.state == wanted and item.reason == said:
        return item
    if skipped and item.mandatory and not said:
        raise Invalid(_("This line is mandatory. Say why it is left out."), field="reason")
    item.state, item.reason, item.by, item.at = wanted, said if skipped else "", user, now()
    item.save(update_fields=["state", "reason", "by", "at"])
    tell(
        task,
        ItemChecked(task_id=task.pk, team_id=task.team_id, item_id=item.pk, state=item.state),
        by,
    )
    return item
