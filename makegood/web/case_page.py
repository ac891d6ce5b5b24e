"""Everything one case page shows beside the conversation: what may be done, what is promised, who it is."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may
from makegood.care.cases.models import Case
from makegood.care.handoffs.queries import Standing, is_asked
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact
from makegood.web.channels import icon_of, way_of
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
        acts.more.append(act(_("Priority"), "alert", "weighing"))
        acts.more.append(act(_("Move to another queue"), "arrow", "moving"))
        acts.more.append(act(_("Change the title"), "pen", "title"))
        acts.more.append(act(_("Split off a conversation"), "out", "case_splitting"))
    acts.more.append(act(_("Merge with another case"), "link", "case_merging"))
    if case.needs_look:
        acts.more.append(act(_("I have looked at it"), "eye", "look", dialog=False))
    return acts


def others_of(case: Case, seen: Any) -> list[dict[str, str]]:
    """Other cases of the same contact that the viewer may see, newest first (one query)."""
    found = (
        seen.filter(contact_id=case.contact_id)
        .exclude(pk=case.pk)
        .only("subject", "channel", "status")
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
    return [{"label": label, "shown": shown} for label, shown in map(way_of, found)]


def about(contact: Contact, cases: int) -> str:
    """The line under the name: company, place, how long we know each other."""
    parts = [str(contact.company) if contact.company else "", contact.place]
    others = ngettext("%(n)s other case", "%(n)s other cases", cases) % {"n": cases}
    parts.append(others if cases else _("first contact with us"))
    return " · ".join(part for part in parts if part)


def their_time(contact: Contact) -> str:
    """The time of day where the contact lives."""
    try:
        return now().astimezone(ZoneInfo(contact.zone)).strftime("%H:%M")
    except (ZoneInfoNotFoundError, ValueError):
        return ""
