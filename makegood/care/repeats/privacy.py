"""What he named, and what was recognised by it."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

personal(
    "repeats.Mention",
    "value",
    "shown",
    title=_("What you named"),
    of="conversation__contact",
    addresses=("value", "shown"),
    drop=True,
)
impersonal("repeats.Recognition", "names of kinds of evidence", "evidence")
