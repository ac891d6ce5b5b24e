"""What a device says is its owner's, when a person has it."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

personal(
    "telemetry.Raw", "payload", title=_("What devices sent"), of="asset__owner", exported=False
)
personal("telemetry.Aside", "reason", title=_("Messages set aside"), of="asset__owner", drop=True)
personal("telemetry.Reading", title=_("Readings"), of="asset__owner", drop=True)
personal("telemetry.Span", title=_("Readings by hour and day"), of="asset__owner", drop=True)
personal("telemetry.Last", title=_("Newest readings"), of="asset__owner", drop=True)
impersonal("telemetry.Credential", "names that we gave", "name", "hint")
impersonal("telemetry.Credential", "digests of a token", "digest", "broker_hash")
impersonal("telemetry.Name", "what is measured", "name", "unit")
