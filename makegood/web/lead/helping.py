"""Who needs help now, and who carries too much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from makegood.base.access.policy import Principal
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import overseeing
from makegood.care.promises.queries.overseeing import Load, Pressing
from makegood.kernel.clock import now
from makegood.records.people.queries import available
from makegood.web.lead.ways import rows_url
from makegood.web.reasons import owed, why_at_risk

RISKS = {
    overseeing.LATE: "late",
    overseeing.WILL_BE_MISSED: "late",
    overseeing.AT_RISK: "soon",
    overseeing.NEAR: "soon",
}


@dataclass(frozen=True)
class Help:
    """One case that needs help, with the reason and the one thing to do."""

    risk: str
    due: datetime
    says: str  # in place of the time, where the time is not the trouble
    subject: str
    lang: str
    url: str
    why: str
    owner: str
    act: str
    dialog: str  # the address of the dialog; "" opens the case


def helps(found: Sequence[Pressing], who: Principal) -> list[Help]:
    """The rows of "who needs help now" (one query for who is here)."""
    owners = {one.promise.case.owner_id for one in found if one.promise.case.owner_id}
    here = set(available(sorted(owners)).values_list("user_id", flat=True)) if owners else set()
    return [_help(one, who, one.promise.case.owner_id in here) for one in found]


def _help(one: Pressing, who: Principal, is_here: bool) -> Help:  # noqa: FBT001 - of one row
    promise, case = one.promise, one.promise.case
    act, dialog = _act(promise, who, is_here)
    parts = [why_at_risk(promise) or owed(promise, now())]
    if case.owner and not is_here and case.owner_id != (who.user and who.user.pk):
        parts.append(_("%(name)s is not here") % {"name": case.owner})
    return Help(
        risk=RISKS[one.rank],
        due=promise.due,
        says=_("Will be missed") if one.rank == overseeing.WILL_BE_MISSED else "",
        subject=case.subject,
        lang=case.language,
        url=reverse("web:case", args=[case.pk]),
        why=" · ".join(part for part in parts if part),
        owner=str(promise.keeper or case.owner or ""),
        act=act,
        dialog=dialog,
    )


def _act(promise: Promise, who: Principal, is_here: bool) -> tuple[str, str]:  # noqa: FBT001
    """His own case is opened; that of somebody who is away is taken over; any other goes to somebody who
    has time for it."""
    case = promise.case
    if who.user is not None and case.owner_id == who.user.pk:
        return pgettext("what to do", "Open"), ""
    if promise.kind == Promise.Kind.HANDOFF:
        return pgettext("what to do", "Open"), ""
    if not is_here:
        return _("Take over"), reverse("web:taking", args=[case.pk])
    return _("Hand on"), reverse("web:giving", args=[case.pk])


@dataclass(frozen=True)
class Carried:
    """One line of "who carries too much"."""

    load: Load
    share: float
    said: str
    tone: str
    url: str


def carried_of(found: Iterable[Load]) -> list[Carried]:
    """The lines, whoever carries most first."""
    return [
        Carried(
            load=load,
            share=min(load.share, 1.0),
            said=f"{round(load.share * 100)}%",
            tone="late" if load.share > 1 else "soon" if load.share >= 0.85 else "",
            url=rows_url(person=load.person, state="open"),
        )
        for load in found
    ]


def room_of(found: Sequence[Carried]) -> str:
    """What would help: who is here and has room, when somebody carries too much; "" otherwise."""
    heavy = next((one.load for one in found if one.tone), None)
    free = [one.load for one in found if one.load.is_here and one.load.share < 0.6]
    if heavy is None or not free:
        return ""
    least = min(free, key=lambda load: load.share)
    told = {"name": least.name, "n": least.capacity - least.open, "other": heavy.name}
    return (
        ngettext(
            "%(name)s is here and has room for %(n)s more case; %(other)s should get no new one now.",
            "%(name)s is here and has room for %(n)s more cases; %(other)s should get no new one now.",
            least.capacity - least.open,
        )
        % told
    )
