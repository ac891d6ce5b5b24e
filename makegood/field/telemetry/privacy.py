"""What a device says is its owner's, when a person has it."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal
from makegood.field.telemetry.operations.partitions import count_old, drop_old

personal(
    "telemetry.Raw", "payload", title=_("What devices sent"), of="asset__owner", exported=False
)
personal("telemetry.Aside", "reason", title=_("Messages set aside"), of="asset__owner", drop=True)
personal("telemetry.Reading", title=_("Readings"), of="asset__owner", drop=True)
personal("telemetry.Span", title=_("Readings by hour and day"), of="asset__owner", drop=True)
personal("telemetry.Last", title=_("Newest readings"), of="asset__owner", drop=True)
impersonal("telemetry.Credential", "names that we gave", "name", "hint")
impersonal("telemetry.Credential", "digests of a token", "digest", "broker_hash")
impersonal("telemetry.ProductKey", "names that we gave", "name", "hint")
impersonal("telemetry.ProductKey", "digests of a token", "digest")
impersonal("telemetry.Name", "what is measured", "name", "unit")

keeps(
    kind="device_messages",
    title=_("Messages of devices as they came (readings and alarms stay)"),
    loses=_("What a device said word for word cannot be looked at. Alarms and readings stay."),
    label="telemetry.Raw",
    since="came_at",
    days=90,
    by=partial(drop_old, "telemetry_raw"),
    counted=partial(count_old, "telemetry_raw"),
)
keeps(
    kind="device_readings",
    title=_("Single readings of devices (hours and days stay)"),
    loses=_("Charts of that time show hours and days, not single readings."),
    label="telemetry.Reading",
    since="at",
    days=400,
    by=partial(drop_old, "telemetry_reading"),
    counted=partial(count_old, "telemetry_reading"),
)
