"""Everything beside the timeline on the page of a contact: how to reach him, who he may be, what can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case
from makegood.care.cases.models import Merge as CaseMerge
from makegood.care.cases.queries import visible
from makegood.care.repeats.models import Mention
from makegood.care.repeats.queries import Likeness, may_be_the_same
from makegood.contact.conversations.models import Conversation
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact, Handle, Merge, Split
from makegood.web.channels import icon_of, label_of, way_of
from makegood.web.contacts.place import Known, seen_among

CASES = 12
MERGED, PARTED = "web:contact_merge_undo", "web:contact_split_undo"  # where each is taken back
ICONS = {
    "mail": "mail",
    "typedmail": "mail",
    "phone": "phone",
    "typedphone": "phone",
    "chat": "chat",
}
WHY = {
    "he_named": gettext_lazy("named this address or number, which is the other's"),
    "named_him": gettext_lazy("the other named this address or number"),
    "typed": gettext_lazy("the same address, typed by one and shown by the other"),
    "number": gettext_lazy("both named the same order or device"),
}


@dataclass(frozen=True)
class Reach:
    """One way to reach a person. `proven`: his own channel showed that it is his."""

    pk: int
    icon: str
    label: str
    shown: str
    proven: bool


def reaches(contact: Contact) -> list[Reach]:
    """His handles, the proven ones first (one query)."""
    found = Handle.objects.filter(contact=contact).defer("parts").order_by("kind", "pk")
    rows = [
        Reach(
            h.pk,
            ICONS.get(h.kind, icon_of(h.kind)),
            way_of(h)[0],
            way_of(h)[1]
            if h.kind != Handle.Kind.CHAT
            else _("Visitor %(code)s") % {"code": h.value[:4].upper()},
            h.verified_at is not None,
        )
        for h in found
    ]
    return sorted(rows, key=lambda one: not one.proven)


def named_by(place: Known) -> list[dict[str, str]]:
    """What he named in the cases that the viewer may see and nobody has proven: orders, devices, numbers (one
    query)."""
    his = Mention.objects.filter(
        conversation__contact=place.row, conversation__strand__case__in=place.cases
    )
    found = his.exclude(kind=Mention.Kind.CASE)
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for one in found.order_by("-pk")[:40]:
        label = str(one.get_kind_display())
        seen.setdefault((one.kind, one.value), {"label": label, "shown": one.shown})
    return list(seen.values())[:8]


@dataclass(frozen=True)
class Suggestion:
    """Somebody who may be the same person."""

    contact_id: int
    name: str
    url: str
    why: str
    shown: str
    merging: str
    apart: str


def suggestions(place: Known) -> list[Suggestion]:
    """Who he may be, of those whom the viewer may see (two queries)."""
    found = may_be_the_same(place.row.pk)
    allowed = seen_among(place.who, [one.contact_id for one in found]) if found else set()
    return [_suggestion(place, one) for one in found if one.contact_id in allowed]


def _suggestion(place: Known, one: Likeness) -> Suggestion:
    merging = reverse("web:contact_merging", args=[place.row.pk])
    return Suggestion(
        one.contact_id,
        one.name or _("Customer %(number)s") % {"number": one.contact_id},
        reverse("web:contact", args=[one.contact_id]),
        str(next((WHY[name] for name in WHY if name in one.why), "")),
        one.shown,
        f"{merging}?other={one.contact_id}",
        reverse("web:contact_apart", args=[place.row.pk]) + f"?other={one.contact_id}",
    )


@dataclass(frozen=True)
class Undo:
    """Something that can be taken back until a day."""

    text: str
    at: datetime
    until: datetime
    url: str


def undos(contact: Contact) -> list[Undo]:
    """Merges into him and splits of him that can be taken back, the latest first (one query)."""
    since = now() - Merge.UNDO
    merged = Merge.objects.filter(into=contact, undone_at=None, at__gt=since)
    split = Split.objects.filter(contact=contact, undone_at=None, at__gt=since)
    both = merged.values_list(Value(MERGED), "pk", "at", "away", "away__name").union(
        split.values_list(Value(PARTED), "pk", "at", "new", "new__name")
    )
    return [
        Undo(
            (_("Merged with %(name)s") if what == MERGED else _("%(name)s was split off"))
            % {"name": name or _("Customer %(number)s") % {"number": other}},
            at,
            at + Merge.UNDO,
            reverse(what, args=[pk]),
        )
        for what, pk, at, other, name in sorted(both, key=lambda row: row[2], reverse=True)
    ]


def cases_of(place: Known) -> list[dict[str, Any]]:
    """His cases that the viewer may see, open ones first."""
    found = [case for case in place.rows if case.duplicate_of_id is None]
    rows = sorted(found, key=lambda case: (case.status == Case.Status.CLOSED, -case.pk))
    return [
        {
            "url": reverse("web:case", args=[case.pk]),
            "subject": case.subject,
            "icon": icon_of(case.channel),
            "status": str(case.get_status_display()),
            "lang": case.language,
        }
        for case in rows[:CASES]
    ]


def household(place: Known) -> list[dict[str, str]]:
    """Others of the same company whom the viewer may see (two queries)."""
    if place.row.company_id is None:
        return []
    others = Contact.objects.filter(company=place.row.company_id, merged_into=None)
    near = list(others.exclude(pk=place.row.pk).defer("terms").order_by("-pk")[:20])
    allowed = seen_among(place.who, [one.pk for one in near])
    return [
        {"name": str(one), "url": reverse("web:contact", args=[one.pk])}
        for one in near
        if one.pk in allowed
    ][:6]


def channels_of(place: Known) -> list[tuple[str, str]]:
    """The channels by which he ever came in these cases (one query)."""
    found = Case.objects.filter(pk__in=place.cases).order_by()
    kinds = found.values_list("strands__conversation__account__kind", flat=True).distinct()
    return sorted((kind, label_of(kind)) for kind in kinds if kind)


def others_to_merge(case: Case, who: Principal) -> list[Case]:
    """Cases with which it could be one: of the same person, and what it was thought to be (one query)."""
    found = visible(who).filter(duplicate_of=None).exclude(pk=case.pk).defer("terms")
    his = found.filter(contact_id=case.contact_id).order_by("-last_word_at")[:8]
    return list(his)


def talks_of(case: Case) -> list[Conversation]:
    """The conversations of a case, to choose one from (one query)."""
    found = Conversation.objects.filter(strand__case=case).select_related("account", "contact")
    return list(found.defer("contact__terms").order_by("pk"))


def merges_of(case: Case) -> list[Undo]:
    """What was merged into a case and can be taken back (one query)."""
    since = now() - CaseMerge.UNDO
    found = CaseMerge.objects.filter(into=case, undone_at=None, at__gt=since)
    return [
        Undo(
            _("Merged with %(name)s") % {"name": f"{one.away.number} {one.away.subject}"},
            one.at,
            one.undo_until,
            reverse("web:case_merge_undo", args=[one.pk]),
        )
        for one in found.select_related("away").defer("away__terms").order_by("-pk")
    ]
