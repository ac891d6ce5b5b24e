"""Why a case stands where it stands: the third line of a row."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import WORD
from makegood.care.recovery.models import Apology
from makegood.kernel.because import in_words


def why(case: Case, promise: Promise | None, moment: datetime) -> str:
    """One sentence: what is owed, what we wait for, what is unusual. Pure."""
    if case.status == Case.Status.RESOLVED:
        if promise is not None and promise.kind in WORD:
            return _("Still owed: %(what)s") % {"what": promise.what}
        return _("Asked whether it is solved; no answer yet")
    if case.status == Case.Status.WAITING:
        return _waits(case)
    if case.needs_look:
        return _("Something in it could not be read or verified")
    parts = [_("Danger") if case.urgency > 1 else "", owed(promise, moment), case.preview]
    return " · ".join(part for part in parts if part)


def _waits(case: Case) -> str:
    if case.waiting_for == Case.Waiting.CUSTOMER:
        whom = _("Waits for the customer")
    else:
        whom = _("Waits for a third party")
    return f"{whom}: {case.waiting_reason}" if case.waiting_reason else whom


def owed(promise: Promise | None, moment: datetime) -> str:
    """What a promise owes, or that its moment has passed, in a few words; "" of none."""
    if promise is None:
        return ""
    if promise.kind == Promise.Kind.PERSON:
        return _("Promised: %(what)s") % {"what": promise.what}
    if promise.kind == Promise.Kind.FOLLOW_UP and promise.what:
        return _("There is an answer: %(what)s") % {"what": promise.what}
    if promise.kind == Promise.Kind.TASK:
        late = _("Another department is late: %(what)s")
        return (late if promise.due <= moment else _("Asked: %(what)s")) % {"what": promise.what}
    said = {
        Promise.Kind.FIRST_ANSWER: (_("First answer missed"), _("First answer owed")),
        Promise.Kind.NEXT_ANSWER: (_("Next answer missed"), _("Next answer owed")),
        Promise.Kind.FOLLOW_UP: (_("Nobody has followed up"), _("Follow up")),
        Promise.Kind.CONFIRMATION: (_("Silence since the question"), _("Waits for the yes")),
        Promise.Kind.HANDOFF: (_("Not accepted; comes back"), _("Offered; not accepted yet")),
    }
    what = promise.what or str(promise.get_kind_display())
    missed, owed = said.get(Promise.Kind(promise.kind), (what, what))
    return missed if promise.due <= moment else owed


def why_at_risk(promise: Promise) -> str:
    """Why it may not be kept, in words: what a person said of it, or what the watch over it has found.
    Nothing where it has found no more than that time runs out."""
    found = promise.risk_why
    if found == Apology.Because.LATE:
        return ""
    label = str(Apology.Because(found).label) if found in Apology.Because.values else ""
    return label or in_words(found)
