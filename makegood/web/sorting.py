"""How urgent a case is and in which queue it lies: what a change would do to what we owe, and the line of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.journal.models import Entry
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.promises.operations import foresee
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.records.people.models import Queue
from makegood.records.people.queries import name_of

SORTED = ("cases.weighed", "cases.moved")
PRIORITIES = (
    (0, gettext_lazy("Normal")),
    (1, gettext_lazy("High")),
    (2, gettext_lazy("Danger")),
)


@dataclass(frozen=True)
class Moves:
    """A deadline that would move. `before` is empty for one that would be new."""

    what: str
    before: str
    after: str
    at: datetime


def would_move(
    case: Case, *, urgency: int | None = None, queue: Queue | None = None
) -> list[Moves]:
    """The deadlines that another priority or queue would move, the case itself untouched."""
    given = Case.objects.select_related("queue").defer("terms").get(pk=case.pk)
    if urgency is not None:
        given.urgency = urgency
    if queue is not None:
        given.queue = queue
    moment = now()
    return [
        Moves(
            str(promise.get_kind_display()),
            by_when(before, moment) if before else "",
            by_when(promise.due, moment),
            promise.due,
        )
        for promise, before in foresee(given)
    ]


def queue_names(entries: Iterable[Entry]) -> dict[int, str]:
    """The names of the queues that a move names, in the reader's language (one query, none without)."""
    wanted = {entry.facts.get("queue") for entry in entries if entry.kind == "cases.moved"}
    language = html_lang()
    found = Queue.objects.filter(pk__in=wanted) if wanted else ()
    return {queue.pk: name_of(queue, language) for queue in found}


def sorted_line(entry: Entry, names: dict[int, str], queues: dict[int, str]) -> str:
    """What the timeline says of another priority or another queue."""
    facts = entry.facts
    told = {
        "by": names.get(Actor.parse(entry.actor).user_id or 0, _("The system")),
        "queue": queues.get(facts.get("queue") or 0, ""),
        "priority": str(dict(PRIORITIES).get(facts.get("urgency", 0), "")),
        "reason": facts.get("reason", ""),
    }
    if entry.kind == "cases.weighed":
        return _("%(by)s set the priority: %(priority)s") % told
    if told["reason"]:
        return _("%(by)s moved it to the queue “%(queue)s”: %(reason)s") % told
    return _("%(by)s moved it to the queue “%(queue)s”") % told
