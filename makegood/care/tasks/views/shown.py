"""A task as a page shows it."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal, may
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import by_when, risk_of
from makegood.care.tasks.models import Item, Kind, Task
from makegood.care.tasks.queries import place_of_task, said_in
from makegood.kernel.clock import now
from makegood.records.people.queries import name_of

ICONS = {Kind.TASK: "wrench", Kind.REVIEW: "search", Kind.APPROVAL: "shield"}


@dataclass(frozen=True)
class Shown:
    """One task. `risk`: late, soon, ok, wait (not begun) or nothing when it has ended."""

    task: Task
    team: str
    icon: str
    risk: str
    status: str
    why: str
    may_do: bool
    may_see_case: bool
    items: list[Item] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.task.state not in (Task.State.PLANNED, Task.State.OPEN)

    @property
    def ticked(self) -> int:
        """How many lines of its list are done or left out."""
        return sum(item.state != Item.State.OPEN for item in self.items)

    @property
    def takeable(self) -> bool:
        """Whether somebody may still take it."""
        return self.may_do and self.task.assignee_id is None and self.task.kind != Kind.APPROVAL


def shown(task: Task, who: Principal) -> Shown:
    """One task for one member of staff; its case and team must be at hand."""
    place = place_of_task(task)
    return Shown(
        task=task,
        team=name_of(task.team, html_lang()),
        icon=ICONS[Kind(task.kind)],
        risk=_risk(task),
        status=_status(task),
        why=_why(task),
        may_do=task.state == Task.State.OPEN and may(who, "tasks.do", place),
        may_see_case=may(who, "cases.see", place.case),
        items=list(task.items.all()),
    )


def _risk(task: Task) -> str:
    if task.state == Task.State.OPEN and task.due is not None:
        return risk_of(task.due, now())
    return "wait" if task.state == Task.State.PLANNED else ""


def _status(task: Task) -> str:
    """Where it is, in a few words: who has it and by when, or how it ended."""
    if task.state == Task.State.PLANNED:
        return _("begins after the step before")
    if task.state == Task.State.OPEN and task.due is not None:
        by = by_when(task.due, now())
        if task.assignee is None:
            return _("by %(time)s, nobody has taken it yet") % {"time": by}
        return _("%(name)s, by %(time)s") % {"name": task.assignee.name, "time": by}
    if task.verdict:
        return str(task.get_verdict_display())
    return str(task.get_state_display())


def _why(task: Task) -> str:
    """The reason of an end, in words where it is a code."""
    if task.state == Task.State.SKIPPED:
        return left_out_because(task.reason)
    if task.reason == "closed":
        return _("The case is closed.")
    return task.reason


def left_out_because(code: str) -> str:
    """Why a step is not needed."""
    return {
        "approved": _("Only after a refusal, and nothing was refused."),
        "refused": _("Something before it was refused."),
        "queue": _("Only for cases of another queue."),
        "urgency": _("Only for more urgent cases."),
        "channel": _("Only for another channel."),
        "language": _("Only for another language."),
        "tier": _("Only for other customers."),
        "subject": _("Only when other words are in the title."),
    }.get(code, code)


def spent_in_words(span: timedelta) -> str:
    """ "2 h 5 min", "4 h", "40 min"."""
    hours, minutes = divmod(int(span.total_seconds() // 60), 60)
    if hours and not minutes:
        return _("%(n)s h") % {"n": hours}
    if hours:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}
    return _("%(n)s min") % {"n": minutes}


def label_of(names: dict[str, str]) -> str:
    """A name by language, in the language now in use."""
    return said_in(names, html_lang())
