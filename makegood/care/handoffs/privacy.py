"""What one of us wrote for another about a case."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import personal

personal(
    "handoffs.Handoff",
    "summary",
    "question",
    "told",
    "reason",
    "answer",
    title=_("Hand-offs"),
    of="case__contact",
)
personal("handoffs.Alarm", "words", title=_("Alarms"), of="case__contact", exported=False)
