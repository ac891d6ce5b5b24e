"""Whether a device is covered, and what else is to be known of it, as pages show it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.access.models import User
from makegood.base.ui.preferences import html_lang
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models import (
    CampaignAsset,
    Contract,
    Decided,
    Goodwill,
    ServiceDue,
    Terms,
)
from makegood.records.entitlements.queries.campaigns import campaigns_of
from makegood.records.entitlements.queries.deciding import decide, decided_for, zone_of
from makegood.records.entitlements.queries.notes import Note, notes_for
from makegood.records.entitlements.queries.quotas import Left, contracts_over, left_of, taken_by
from makegood.records.entitlements.queries.servicing import (
    Service,
    next_services,
    service_said,
)
from makegood.records.entitlements.queries.wording import (
    amount,
    as_decided,
    headline,
    range_said,
    reasons,
)

ICONS = {"care": "alert", "danger": "late", "vip": "user", "legal": "book"}


@dataclass(frozen=True)
class Cover:
    """A decision in words. `tone`: ok, soon, late."""

    headline: str
    range: str
    reasons: list[str]
    tone: str
    icon: str
    row: Decided | None = None


@dataclass(frozen=True)
class Given:
    """A contract, and what is left of it."""

    row: Contract
    name: str
    left: list[Left]
    taken: frozenset[str] = frozenset()  # of which of its quotas the case at hand took something


@dataclass(frozen=True)
class Told:
    """A note with its sign."""

    note: Note
    icon: str


def cover_of(asset: Asset, *, case_id: int | None = None) -> Cover:
    """Until when it is covered and why: as it was decided in that case, else as of now."""
    row = decided_for(case_id, asset) if case_id is not None else None
    found = as_decided(row) if row is not None else decide(asset)
    unsure = found.covered and not found.certain
    tone = "late" if not found.covered else "soon" if unsure or _is_near(found.ends_on) else "ok"
    return Cover(
        headline(found, zone=zone_of(asset)),
        range_said(found),
        reasons(found),
        tone,
        {"ok": "shield", "soon": "soon", "late": "x"}[tone],
        row,
    )


def _is_near(day: date | None) -> bool:
    return day is not None and (day - now().date()).days <= 30


def contracts_of(asset: Asset, *, job: str = "") -> list[Given]:
    """The contracts that are about it now, with what is left of them; and of which quotas a job took something."""
    moment, language = now(), html_lang()
    held = list(contracts_over(asset, moment))
    taken = taken_by(job, held) if job and held else set()
    return [
        Given(
            one,
            in_language(one.names, language) or one.key,
            left_of(one, moment),
            frozenset(what for pk, what in taken if pk == one.pk),
        )
        for one in held
    ]


def services_of(asset: Asset) -> list[Service]:
    """What is due next."""
    return next_services(asset, html_lang())


def service_shown(row: ServiceDue) -> Service:
    """One of them in words."""
    return service_said(row, html_lang())


def goodwill_of(asset: Asset) -> list[Goodwill]:
    """What was given in goodwill, the newest first."""
    found = Goodwill.objects.filter(asset=asset).select_related("by")
    return list(found.order_by("-pk")[:20])


def notes_of(contact: Contact, asset: Asset | None, user: User) -> list[Told]:
    """What everybody must know, with its sign."""
    found = notes_for(contact, asset, user=user)
    return [Told(one, ICONS.get(one.row.kind, "alert")) for one in found]


def campaigns_shown(asset: Asset) -> list[CampaignAsset]:
    """The campaigns that it is in."""
    return campaigns_of(asset)


def promised(terms: Terms) -> str:
    """Terms in a line: "3 years or 80,000 km, whichever ends first"."""
    months, usage = terms.months, terms.usage
    span = ""
    if months is not None:
        years = months % 12 == 0
        span = in_words_months(months // 12 if years else months, years=years)
    far = amount(usage, terms.unit) if usage is not None else ""
    if span and far:
        both = {"span": span, "limit": far}
        if terms.ends == "last":
            return _("%(span)s or %(limit)s, whichever ends last") % both
        return _("%(span)s or %(limit)s, whichever ends first") % both
    return span or far or _("Exchange only")


def in_words_months(n: int, *, years: bool) -> str:
    """A span of months or years."""
    if years:
        return ngettext("%(n)s year", "%(n)s years", n) % {"n": n}
    return ngettext("%(n)s month", "%(n)s months", n) % {"n": n}
