"""What is due next, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.kernel.because import in_words
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import ServiceDue, ServicePlan
from makegood.records.entitlements.queries.deciding import zone_of
from makegood.records.entitlements.queries.wording import day_said
from makegood.records.entitlements.rules.dates import day_of

OPEN = ("planned", "told", "opened")


@dataclass(frozen=True)
class Service:
    """The next service of a device by one plan: its name, when, why."""

    row: ServiceDue
    name: str
    when: str
    why: str


def plan_name(plan: ServicePlan, language: str) -> str:
    """What the service is called, in that language."""
    return in_language(plan.names, language)


def service_said(row: ServiceDue, language: str, *, zone: str = "UTC") -> Service:
    """One of them in words."""
    if row.due_on is None:
        when = _("not foreseen yet")
    else:
        late = (day_of(now(), zone) - row.due_on).days
        when = (
            ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late}
            if late > 0
            else day_said(row.due_on)
        )
    why = " ".join(in_words(one) for one in row.because)
    return Service(row, plan_name(row.plan, language), when, why)


def next_services(asset: Asset, language: str) -> list[Service]:
    """What is due next, the earliest first; what nobody can foresee last (one query)."""
    found = ServiceDue.objects.filter(asset=asset, state__in=OPEN).select_related("plan")
    rows = sorted(found, key=lambda row: (row.due_on is None, row.due_on, row.pk))
    return [service_said(row, language, zone=zone_of(asset)) for row in rows]
