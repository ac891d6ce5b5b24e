"""What alarms, services, recalls and goodwill add to the life of a device."""

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.queries import named, said
from makegood.records.assets.models import Asset
from makegood.records.assets.ports import Line
from makegood.records.entitlements.models import CampaignAsset, Goodwill, ServiceDue
from makegood.records.entitlements.queries.servicing import plan_name

MOST = 120


def alarms_of(asset: Asset, _who: Principal) -> list[Line]:
    """What it reported, each fault once with how often (two statements)."""
    found = list(Alarm.objects.filter(asset=asset).select_related("rule").order_by("-pk")[:MOST])
    named(found)
    language = html_lang()
    return [
        Line(
            one.first_at, "alarm", "signal", _times(said(one, language), one.count),
            reverse("alarms:alarm", args=[one.pk]), "" if one.over_at else "late",
        )
        for one in found
    ]  # fmt: skip


def _times(text: str, count: int) -> str:
    return f"{text} · {count:,} ×" if count > 1 else text


def care_of(asset: Asset, _who: Principal) -> list[Line]:
    """Services that were done, recalls it is in, goodwill that was given (three statements)."""
    lines = []
    done = ServiceDue.objects.filter(asset=asset, done_on__isnull=False).select_related("plan")
    for due in done.order_by("-pk")[:MOST]:
        text = _("%(what)s done") % {"what": plan_name(due.plan, html_lang())}
        noon = datetime.combine(due.done_on or due.at.date(), time(12), tzinfo=UTC)
        lines.append(Line(noon, "care", "wrench", text, tone="ok", whole_day=True))
    recalls = CampaignAsset.objects.filter(asset=asset).select_related("campaign")
    for one in recalls.order_by("-pk")[:MOST]:
        text = f"{one.campaign.name}: {one.get_state_display()}"
        tone = "ok" if one.state == "done" else ""
        lines.append(Line(one.changed_at, "care", "bell", text, tone=tone))
    for gift in Goodwill.objects.filter(asset=asset, withdrawn_at=None).order_by("-pk")[:MOST]:
        lines.append(Line(gift.at, "care", "gift", _("Covered in goodwill")))
    return lines
