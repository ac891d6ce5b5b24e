"""Who somebody is and how he is reached."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

personal(
    "customers.Contact",
    "name",
    "called",
    "place",
    "facts",
    "terms",
    title=_("Person"),
    of="pk",
    cut=("company",),
)
impersonal("customers.Contact", "a time zone, and what he bought", "zone", "tier")
personal(
    "customers.Handle", "value", "shown", "parts", title=_("Addresses"), of="contact", drop=True
)
impersonal("customers.Company", "an organisation is no person", "name", "tier")
personal(
    "customers.Merge",
    "why",
    "before",
    title=_("Merges of contacts"),
    of=("away", "into"),
    exported=False,
)
impersonal("customers.Merge", "ids of rows and of our staff", "by", "moved", "undone_by")
impersonal("customers.Split", "ids of rows and of our staff", "by", "moved")
impersonal("customers.Apart", "the id of one of our staff", "by")
