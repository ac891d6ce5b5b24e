"""What is nearly late or late, told on top of the work list to who must hear of it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.ui.times import left
from makegood.care.promises.models import Promise, Warning
from makegood.care.promises.queries import warnings_for
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound

LATE, NEARLY, SHOWN = 100, 90, 20


@dataclass(frozen=True)
class Warned:
    """One warning, as the list draws what somebody is to hear."""

    pk: str
    text: str
    words: str
    tone: str
    icon: str
    url: str
    seen: str
    offer: str = ""


def warned(who: Principal) -> list[Warned]:
    """Promises that are late or have used nine tenths of their time, and what he hears in place of another
    who is not there (one query); each once, by its last step."""
    if who.user is None:
        return []
    rows = {row.promise_id: row for row in warnings_for(who.user, least=NEARLY)[: SHOWN * 2]}
    return [_line(row) for row in rows.values()][:SHOWN]


def _line(row: Warning) -> Warned:
    promise = row.promise
    late = row.step == LATE
    told = {
        "what": promise.what or promise.get_kind_display(),
        "subject": promise.case.subject,
        "name": row.person,
    }
    if row.fallback_id is None:
        text = _("“%(what)s” in “%(subject)s” is due soon")
        text = _("“%(what)s” in “%(subject)s” is late") if late else text
    else:
        text = _("%(name)s is not here, and “%(what)s” in “%(subject)s” is due soon")
        text = _("“%(what)s” in “%(subject)s” is late; %(name)s has it") if late else text
    return Warned(
        f"p{row.pk}",
        text % told,
        left(promise.due, now()) if promise.state == Promise.State.OPEN else "",
        "late" if late else "soon",
        "late" if late else "clock",
        reverse("web:case", args=[promise.case_id]),
        reverse("web:warning", args=[row.pk]),
    )


def warning_of(who: Principal, *, pk: int) -> Warning:
    """A warning that was told to him. Raises NotFound for what is told to somebody else."""
    row = Warning.objects.filter(pk=pk).first()
    told = row and (row.fallback_id or row.person_id)
    if row is None or who.user is None or told != who.user.pk:
        raise NotFound(pk)
    return row
