"""Words that our staff leave each other; those of a case go with it."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

STAFF = "of our own staff"

impersonal("cover.Absence", STAFF, "planned_by", "refused_why")
impersonal("cover.Decision", STAFF, "decided_by")
impersonal("cover.CoverAlarm", "a sentence of the program", "words")
personal(
    "cover.ShiftHandover",
    "note",
    title=_("Notes at the end of a shift"),
    of="lines__case__contact",
    exported=False,
)
personal(
    "cover.ShiftLine",
    "why",
    "refused_why",
    title=_("Cases at the end of a shift"),
    of="case__contact",
    exported=False,
)
