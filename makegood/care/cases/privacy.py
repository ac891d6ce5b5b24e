"""Cases and what was written in them; an open one speaks against erasing."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal, speaks_against_erasing
from makegood.care.cases.models import Case

BY = "ids of rows, of our staff, or names of channels"

personal(
    "cases.Case", "subject", "waiting_reason", "preview", "terms", title=_("Cases"), of="contact"
)
impersonal("cases.Case", BY, "channel")
personal("cases.OwnerChange", "reason", title=_("Owners"), of="case__contact", exported=False)
impersonal("cases.OwnerChange", BY, "actor")
personal("cases.Note", "text", "terms", title=_("Internal notes"), of="case__contact")
personal(
    "cases.NoteFile", title=_("Files of notes"), of="note__case__contact", drop=True, files="file"
)
personal(
    "cases.Draft",
    "text",
    title=_("Drafts"),
    of="case__contact",
    drop=True,
    files="files",
    exported=False,
)
personal("cases.Question", "words", title=_("What you answered"), of="case__contact")
personal(
    "cases.Merge",
    "why",
    "before",
    title=_("Merges of cases"),
    of=("away__contact", "into__contact"),
    exported=False,
)
impersonal("cases.Merge", BY, "by", "moved", "undone_by")
impersonal("cases.Split", BY, "by")


@speaks_against_erasing("open cases")
def cases_are_open(contacts: Sequence[int]) -> str | Promise:
    """What is open is brought to its end first."""
    open_ones = Case.objects.filter(contact__in=contacts).exclude(status=Case.Status.CLOSED)
    if open_ones.exists():
        return _("Cases of this person are still open. Close them first, then confirm again.")
    return ""
