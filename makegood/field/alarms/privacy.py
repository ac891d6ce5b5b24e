"""What a device reports is nobody's but for what it told word for word: that is its owner's, as what he says about a time
is."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

DEVICE = "told by a device, of the device"
OURS = "entered by our own staff"

impersonal("alarms.Alarm", DEVICE, "fault", "code", "path")
personal("alarms.Alarm", "facts", title=_("What devices told with an alarm"), of="asset__owner")
impersonal(
    "alarms.Rule",
    OURS,
    "name",
    "fault",
    "conditions",
    "severity",
    "severities",
    "then",
    "together",
    "says",
    "changed_by",
)
impersonal("alarms.Change", "a key", "what", "by")
impersonal("alarms.Watch", DEVICE, "seen")
impersonal("alarms.Window", OURS, "why", "by")
personal(
    "alarms.VisitRequest",
    "words",
    "tried",
    title=_("Times for a visit"),
    of="case__contact",
)
impersonal("alarms.VisitRequest", "moments, and a key", "times", "asked_by")
