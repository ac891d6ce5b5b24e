"""Everything one case page shows beside the conversation: what may be done, what is promised, who it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.handoffs.queries import Standing, is_asked
from makegood.care.promises.models import Promise
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact
from makegood.web.channels import icon_of
from makegood.web.opened import Opened

OTHERS = 8


@dataclass(frozen=True)
class Act:
    """Something that can be done to the case. `dialog`: it asks something first."""

    label: str
    icon: str
    url: str
    key: str = ""
    quiet: bool = True
    dialog: bool = False


@dataclass
class Acts:
    """What stands in the header, and what stands in its menu."""

    shown: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)

    @property
    def folded(self) -> list[Act]:
        """What moves from the header into the menu where the header is narrow."""
        return [act for act in self.shown if act.quiet]


GIVE, TAKE, ASK = "give", "take", "ask"


def way_to(place: Opened, who: Principal) -> str:
    """How this member of staff becomes responsible: a lead gives it to himself, what the duty lead has is
    free to take, and anybody else is asked for it."""
    if may(who, "cases.give", place):
        return GIVE
    return TAKE if place.owner_id == place.row.queue.duty_lead_id else ASK


def acts_on(opened: Opened, who: Principal, standing: Standing) -> Acts:
    """What this member of staff can do now."""
    acts, case = Acts(), opened.row

    def act(
        label: str, icon: str, name: str, key: str = "", *, quiet: bool = True, dialog: bool = True
    ) -> Act:
        return Act(label, icon, reverse(f"web:{name}", args=[case.pk]), key, quiet, dialog)

    asked = standing.pending is not None and is_asked(who, standing.pending)
    others = who.user is not None and case.owner_id != who.user.pk and not asked
    if case.status != Case.Status.CLOSED and others:
        label = _("Ask for it") if way_to(opened, who) == ASK else _("Take over")
        acts.shown.append(act(label, "user", "taking", "t"))
    if case.status in (Case.Status.RESOLVED, Case.Status.CLOSED):
        acts.shown.append(act(_("Reopen"), "undo", "reopening", quiet=False, dialog=False))
    else:
        if standing.pending is None and may(who, "handoffs.offer", opened):
            acts.shown.append(act(_("Hand off"), "handoff", "offering", "h"))
        acts.shown.append(act(_("Wait"), "wait", "waiting", "w"))
        acts.shown.append(act(_("Resolve"), "check", "resolution", "e", quiet=False))
    if case.status != Case.Status.CLOSED:
        if who.is_one_of(LEAD, ADMINISTRATOR):
            acts.more.append(act(_("Give to a colleague"), "users", "giving"))
        acts.more.append(act(_("Change the title"), "pen", "title"))
    if case.needs_look:
        acts.more.append(act(_("I have looked at it"), "eye", "look", dialog=False))
    return acts


@dataclass(frozen=True)
class Strip:
    """The next promise of the case: said once, under its header."""

    is_public: bool
    by: str
    what: str
    due: datetime
    share: float


def strip_of(promises: Iterable[Promise]) -> Strip | None:
    """The earliest open promise; one to the customer goes before our own reminders."""
    waiting = [p for p in promises if p.state == Promise.State.OPEN]
    if not waiting:
        return None
    first = min(waiting, key=lambda p: (not p.is_public, p.due))
    moment = now()
    whole = (first.due - first.made_at).total_seconds()
    share = (moment - first.made_at).total_seconds() / whole if whole > 0 else 1.0
    by = _("by %(time)s") % {"time": by_when(first.due, moment)}
    return Strip(first.is_public, by, _what(first), first.due, share)


def ledger_of(promises: Iterable[Promise]) -> list[dict[str, str]]:
    """Every promise to the customer, and of our own reminders those that are open."""
    moment = now()
    shown = [p for p in promises if p.is_public or p.state == Promise.State.OPEN]
    shown.sort(key=lambda p: (p.state == Promise.State.OPEN, p.due))
    return [
        {
            "css": _css(p),
            "said": _what(p),
            "when": _ended(p) or by_when(p.due, moment),
            "note": _note(p, moment),
            **_by_hand(p),
        }
        for p in shown
    ]


def _by_hand(promise: Promise) -> dict[str, str]:
    """Where somebody says that a person's promise is kept, or need not be; nothing for the others."""
    if promise.kind != Promise.Kind.PERSON or promise.state != Promise.State.OPEN:
        return {}
    names = {"keep": "web:keeping", "release": "web:release"}
    return {key: reverse(name, args=[promise.pk]) for key, name in names.items()}


def _what(promise: Promise) -> str:
    return promise.what or str(promise.get_kind_display())


def _css(promise: Promise) -> str:
    return "open" if promise.state == Promise.State.OPEN else str(promise.state)


def _ended(promise: Promise) -> str:
    late = promise.ended_at is not None and promise.ended_at > promise.due
    return {
        Promise.State.KEPT: _("kept late") if late else _("kept"),
        Promise.State.MISSED: _("missed"),
        Promise.State.RELEASED: _("released"),
    }.get(Promise.State(promise.state), "")


def _note(promise: Promise, moment: datetime) -> str:
    if promise.state == Promise.State.OPEN and promise.due <= moment:
        return _("The moment has passed; the customer should hear from us first")
    if promise.state == Promise.State.KEPT and promise.ended_at and promise.ended_at > promise.due:
        return _("promised for %(when)s") % {"when": by_when(promise.due, moment)}
    return ""


def kept_before(contact: Contact) -> dict[str, int]:
    """How many promises to this customer are past their time or ended, and how many were kept in time (one query)."""
    over = Q(state__in=[Promise.State.KEPT, Promise.State.MISSED])
    ended = Promise.objects.filter(
        over | Q(state=Promise.State.OPEN, due__lte=now()), case__contact=contact
    )
    in_time = Q(state=Promise.State.KEPT, ended_at__lte=F("due"))
    public = ended.exclude(kind__in=[Promise.Kind.FOLLOW_UP, Promise.Kind.CONFIRMATION])
    return public.aggregate(all=Count("pk"), kept=Count("pk", filter=in_time))


def others_of(case: Case, seen: Any) -> list[dict[str, str]]:
    """Other cases of the same contact that the viewer may see, newest first (one query)."""
    found = (
        seen.filter(contact_id=case.contact_id)
        .exclude(pk=case.pk)
        .defer("terms")
        .order_by("-pk")[:OTHERS]
    )
    return [
        {
            "url": reverse("web:case", args=[other.pk]),
            "subject": other.subject,
            "icon": icon_of(other.channel),
            "status": str(other.get_status_display()),
        }
        for other in found
    ]


def handles_of(contact: Contact) -> list[dict[str, str]]:
    """How to reach the contact (one query)."""
    found = contact.handles.exclude(kind="chat").order_by("kind", "pk")
    return [{"label": str(handle.get_kind_display()), "shown": handle.shown} for handle in found]


def about(contact: Contact, cases: int) -> str:
    """The line under the name: company, place, how long we know each other."""
    parts = [str(contact.company) if contact.company else "", contact.place]
    parts.append(_("%(n)s other cases") % {"n": cases} if cases else _("first contact with us"))
    return " · ".join(part for part in parts if part)


def their_time(contact: Contact) -> str:
    """The time of day where the contact lives."""
    try:
        return now().astimezone(ZoneInfo(contact.zone)).strftime("%H:%M")
    except (ZoneInfoNotFoundError, ValueError):
        return ""
