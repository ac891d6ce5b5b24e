"""What a case page and a work list say of hand-offs: who asks whom, until when, and what each can do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.access.policy import Principal, may
from makegood.base.database import Asked, together
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.care.handoffs.queries import (
    Offered,
    Standing,
    has_alarms,
    is_asked,
    is_offered,
    offered_to,
    unheard,
)
from makegood.care.promises.queries.proposed import has_proposals, has_warnings
from makegood.field.alarms.queries import has_reminders
from makegood.kernel.clock import now
from makegood.records.people.queries import name_of
from makegood.web.alarmed import alarmed
from makegood.web.proposed import to_hear
from makegood.web.warned import Warned, warned


@dataclass(frozen=True)
class Between:
    """A case between two people, as the viewer sees it. `told` are the words he must know."""

    title: str
    line: str
    due: datetime | None = None
    told: list[tuple[str, str]] = field(default_factory=list)
    accept: str = ""
    decline: str = ""
    withdraw: str = ""
    give_back: str = ""


def between(case: Case, who: Principal, standing: Standing) -> Between | None:
    """The banner of the case page: an offer that lies, or an answer that somebody waits for."""
    if standing.pending is not None:
        return _offer(case, who, standing.pending)
    if standing.waiting is not None:
        return _owed(case, who, standing.waiting)
    return None


def _offer(case: Case, who: Principal, handoff: Handoff) -> Between:
    place = Offered(case.pk, case.owner_id, case.queue.team_id, handoff)
    when = {"time": by_when(handoff.expires_at, now()), "sender": handoff.sender}
    links = {}
    if may(who, "handoffs.withdraw", place):
        links["withdraw"] = reverse("web:handoff_withdrawal", args=[handoff.pk])
    if is_asked(who, handoff):
        links["accept"] = reverse("web:acceptance", args=[handoff.pk])
        links["decline"] = reverse("web:refusal", args=[handoff.pk])
        title = _("%(sender)s offers you this case") % when
        line = _("%(sender)s stays responsible until you accept, %(time)s at the latest.") % when
    elif who.user is not None and who.user.pk == handoff.sender_id:
        title = _("Offered to %(name)s") % {"name": target(handoff)}
        line = _(
            "You stay responsible until it is accepted. It comes back to you %(time)s at the latest."
        )
        line %= when
    else:
        title = _("%(sender)s offers it to %(name)s") % {**when, "name": target(handoff)}
        line = _("%(sender)s stays responsible until it is accepted.") % when
    told = words_of(handoff)
    told = told if "accept" in links else told[:1]  # who offers has said the rest himself
    return Between(title, line, handoff.expires_at, told, **links)


def _owed(case: Case, who: Principal, handoff: Handoff) -> Between:
    told = {"name": handoff.back_to}
    mine = who.user is not None and who.user.pk == case.owner_id
    title = _("%(name)s waits for the answer") % told
    line = (
        _("It goes back to %(name)s, who tells the customer and asks whether it is solved.") % told
    )
    link = reverse("web:returning", args=[case.pk]) if mine else ""
    return Between(title, line, None, words_of(handoff), give_back=link)


def words_of(handoff: Handoff) -> list[tuple[str, str]]:
    """What the other must know, each with its name."""
    found = [
        (_("Question"), handoff.question),
        (_("What happened"), handoff.summary),
        (_("The customer was told"), handoff.told),
    ]
    return [(label, text) for label, text in found if text]


def target(handoff: Handoff) -> str:
    """The name of who was asked, in the viewer's language."""
    if handoff.to_team is not None:
        return name_of(handoff.to_team, html_lang())
    return str(handoff.to_user)


@dataclass(frozen=True)
class OfferRow:
    """An offer as the work list of who is asked shows it."""

    pk: int
    subject: str
    lang: str
    why: str
    who: str
    due: datetime
    url: str
    accept: str
    decline: str


@dataclass(frozen=True)
class AlarmRow:
    """Something a person is to hear."""

    pk: int
    text: str
    words: str
    tone: str
    icon: str
    url: str
    case: int
    seen: str
    offer: str = ""


@dataclass(frozen=True)
class ForMe:
    """What stands on top of the work list: what I am asked to take, what I am to hear."""

    offers: list[OfferRow]
    alarms: list[AlarmRow | Warned]


def waiting(who: Principal, user: User) -> tuple[Asked, ...]:
    """Whether there is an offer, an alarm, a warning, words that are not recorded, a device that nobody sees to:
    to be asked together."""
    known = is_offered(who, user), has_alarms(user), has_warnings(user), has_proposals(user)
    return *known, has_reminders(user)


def for_me(who: Principal, waits: Sequence[bool] = ()) -> ForMe:
    """What `waiting` has found, where it was asked already; one query more for each kind that waits."""
    if who.user is None:
        return ForMe([], [])
    offered, told, may_be_late, unrecorded, unseen = waits or together(*waiting(who, who.user))
    return ForMe(
        [_row(h) for h in offered_to(who)] if offered else [],
        [
            *(alarmed(who.user) if unseen else ()),
            *(warned(who) if may_be_late else ()),
            *(_alarm(a, who) for a in (unheard(who.user) if told else ())),
            *(to_hear(who.user) if unrecorded else ()),
        ],
    )


def _row(handoff: Handoff) -> OfferRow:
    told = {"name": handoff.sender, "team": target(handoff)}
    who = _("%(name)s asks you") % told
    if handoff.to_team_id:
        who = _("%(name)s asks %(team)s") % told
    return OfferRow(
        handoff.pk,
        handoff.case.subject,
        handoff.case.language,
        handoff.question,
        who,
        handoff.expires_at,
        reverse("web:case", args=[handoff.case_id]),
        reverse("web:acceptance", args=[handoff.pk]),
        reverse("web:refusal", args=[handoff.pk]),
    )


ICONS = {
    Alarm.Kind.EXPIRED: ("undo", "soon"),
    Alarm.Kind.DECLINED: ("undo", "soon"),
    Alarm.Kind.WITHDRAWN: ("undo", ""),
    Alarm.Kind.RETURNED: ("reply", ""),
    Alarm.Kind.ASKED: ("user", ""),
}


def _alarm(alarm: Alarm, who: Principal) -> AlarmRow:
    icon, tone = ICONS[Alarm.Kind(alarm.kind)]
    offer = ""
    if alarm.kind == Alarm.Kind.ASKED and alarm.who_id and who.user:
        offer = f"{reverse('web:offering', args=[alarm.case_id])}?to=user:{alarm.who_id}"
    return AlarmRow(
        alarm.pk,
        _told(alarm, who),
        alarm.words,
        tone,
        icon,
        reverse("web:case", args=[alarm.case_id]),
        alarm.case_id,
        reverse("web:hearing", args=[alarm.pk]),
        offer,
    )


def _told(alarm: Alarm, who: Principal) -> str:
    handoff = alarm.handoff
    told = {
        "subject": alarm.case.subject,
        "who": alarm.who or "",
        "sender": handoff.sender if handoff else "",
        "name": target(handoff) if handoff else "",
    }
    mine = handoff is not None and who.user is not None and handoff.sender_id == who.user.pk
    match alarm.kind:
        case Alarm.Kind.EXPIRED if mine:
            return _("%(name)s has not answered; “%(subject)s” is with you again") % told
        case Alarm.Kind.EXPIRED:
            return _("%(name)s has not answered; “%(subject)s” is with %(sender)s again") % told
        case Alarm.Kind.DECLINED:
            return _("%(who)s has said no; “%(subject)s” is with you") % told
        case Alarm.Kind.RETURNED:
            return _("%(who)s has answered; “%(subject)s” is with you again") % told
        case Alarm.Kind.ASKED:
            return _("%(who)s asks you for “%(subject)s”") % told
    return _("“%(subject)s” stays with you; the one who was asked has left") % told


def spans() -> list[tuple[int, str]]:
    """How long an offer may lie, in words."""
    return [
        (15, _("15 minutes")),
        (30, _("30 minutes")),
        (60, _("1 hour")),
        (120, _("2 hours")),
        (240, _("4 hours")),
        (480, _("1 working day")),
    ]


def entry_line(
    kind: str, facts: dict[str, Any], names: dict[int, str], teams: dict[int, str]
) -> str:
    """What the timeline says of a hand-off, "" for what another line says already."""
    told = {
        "sender": names.get(facts.get("sender") or 0, ""),
        "name": names.get(facts.get("to_user") or 0) or teams.get(facts.get("to_team") or 0, ""),
    }
    if kind == "handoffs.offered":
        return _("%(sender)s offers it to %(name)s and stays responsible") % told
    said = {
        "declined": _("%(name)s says no; it stays with %(sender)s"),
        "expired": _("%(name)s has not answered in time; it stays with %(sender)s"),
        "withdrawn": _("The offer to %(name)s was taken back; it stays with %(sender)s"),
    }
    return said.get(str(facts.get("state")), "") % told
