"""How something was made good."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

OURS = "our own rules and sums"

personal(
    "recovery.Apology",
    "because",
    "text",
    "vouched_why",
    title=_("Apologies"),
    of="promise__case__contact",
)
impersonal("recovery.Apology", "names", "language", "ended_by")
personal("recovery.Offer", "said", "ended_why", "words", title=_("Offers"), of="case__contact")
impersonal("recovery.Offer", "a name of an actor", "made_by")
impersonal("recovery.Remedy", OURS, "key", "names", "says", "currency", "fits")
impersonal("recovery.Authority", OURS, "role", "currency")
impersonal("recovery.Floor", OURS, "kind", "currency")
impersonal("recovery.Budget", OURS, "currency")
