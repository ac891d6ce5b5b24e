"""What other departments were asked and what came of it, in one line each."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.models import Entry
from makegood.base.ui.preferences import html_lang
from makegood.care.tasks.models import Task
from makegood.kernel.actor import Actor
from makegood.records.people.queries import name_of

KINDS = ("tasks.asked", "tasks.passed_on", "tasks.late", "tasks.ended")
ICONS = {
    "tasks.asked": ("building", ""),
    "tasks.passed_on": ("handoff", ""),
    "tasks.late": ("late", "late"),
    "tasks.ended": ("building", ""),
}


def task_lines(entries: Iterable[Entry]) -> dict[int, str]:
    """The sentence of each entry about a task, by entry (two queries, none when there is none)."""
    kept = [entry for entry in entries if entry.kind in KINDS]
    if not kept:
        return {}
    ids = {entry.facts["task_id"] for entry in kept}
    tasks = {t.pk: t for t in Task.objects.select_related("team").filter(pk__in=ids)}
    people = {Actor.parse(entry.actor).user_id for entry in kept}
    people |= {entry.facts.get("assignee") for entry in kept}
    known = [pk for pk in people if pk is not None]
    names = dict(User.objects.filter(pk__in=known).values_list("pk", "name"))
    return {entry.pk: _sentence(entry, tasks[entry.facts["task_id"]], names) for entry in kept}


def _sentence(entry: Entry, task: Task, names: dict[int, str]) -> str:
    told = {
        "by": names.get(Actor.parse(entry.actor).user_id or 0, _("The system")),
        "name": names.get(entry.facts.get("assignee") or 0, ""),
        "team": name_of(task.team, html_lang()),
        "title": task.title,
        "said": task.result or task.reason,
    }
    if entry.kind == "tasks.asked":
        return _("%(by)s asks %(team)s: %(title)s") % told if task.step == 1 else ""
    if entry.kind == "tasks.late":
        return _("%(team)s is late: %(title)s") % told
    if entry.kind == "tasks.passed_on":
        return _passed_on(str(entry.facts.get("because"))) % told
    return _ended(task) % told


def _passed_on(because: str) -> str:
    return {
        "timed_out": _("Nobody answered in time; %(name)s has it now: %(title)s"),
        "departure": _("%(name)s has it now, since a colleague has left: %(title)s"),
    }.get(because, "")


def _ended(task: Task) -> str:
    """The sentence for how it ended, with its places; nothing for what was not needed."""
    if task.state == Task.State.DECLINED:
        return _("%(team)s declines “%(title)s”: %(said)s")
    if task.state == Task.State.CANCELLED:
        return _("“%(title)s” is called back from %(team)s")
    if task.verdict == Task.Verdict.REFUSED:
        return _("%(by)s refuses “%(title)s”: %(said)s")
    if task.verdict == Task.Verdict.APPROVED:
        return _("%(by)s approves “%(title)s”")
    if task.state == Task.State.DONE:
        return _("%(by)s has done “%(title)s”: %(said)s")
    return ""
