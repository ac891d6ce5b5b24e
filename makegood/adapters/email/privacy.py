"""Addresses that mail came back from."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

personal(
    "email.Unreachable",
    "address",
    "error",
    title=_("Addresses that could not be reached"),
    addresses=("address",),
    drop=True,
    exported=False,
)
impersonal("email.Folder", "a mailbox of ours", "error", "holder")
impersonal("email.Stuck", "a sentence of the server", "error")
