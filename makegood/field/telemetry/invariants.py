from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import age, invariant
from makegood.field.telemetry.models import Aside, Batch, Credential, Gap, Last
from makegood.field.telemetry.queries import oldest_unread
from makegood.kernel.clock import now


@age(_("Messages of devices, not yet followed"), limit=timedelta(minutes=5))
def unread_messages() -> datetime | None:
    """The oldest message that nobody followed."""
    return oldest_unread()


@age(_("Messages of devices that could not be followed"), limit=timedelta(days=1))
def messages_aside() -> datetime | None:
    """The oldest that was set aside and nobody has looked at."""
    found = Aside.objects.filter(seen_at=None).order_by("came_at")
    return found.values_list("came_at", flat=True).first()


@invariant(_("What a device sent is followed or set aside within fifteen minutes."))
def no_message_waits() -> "QuerySet[Any]":
    return Batch.objects.filter(came_at__lt=now() - timedelta(minutes=15))


@invariant(_("What is missing of a device's messages is told once."))
def no_gap_in_a_gap() -> "QuerySet[Any]":
    other = Gap.objects.filter(
        asset=OuterRef("asset"),
        kind=OuterRef("kind"),
        first__gt=OuterRef("first"),
        first__lte=OuterRef("last"),
    )
    return Gap.objects.filter(Exists(other))


@invariant(_("No device's newest reading lies in the future."))
def no_reading_ahead() -> "QuerySet[Any]":
    return Last.objects.filter(at__gt=now() + timedelta(hours=1))


@invariant(_("A key of a device is kept as a digest only."))
def no_key_in_the_open() -> "QuerySet[Any]":
    return Credential.objects.exclude(digest__regex=r"^[0-9a-f]{64}$")
