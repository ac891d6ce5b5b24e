"""How he signs in."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

impersonal("portal.Tally", "signatures, no address", "kind", "who")
personal(
    "portal.SignIn",
    "address",
    "ticket",
    "who",
    "code",
    "link",
    title=_("Sign-ins"),
    of="contact",
    drop=True,
    exported=False,
)
impersonal("portal.SignIn", "kinds", "kind", "language")
personal("portal.Session", "token", "browser", title=_("Browsers"), of="contact", drop=True)
impersonal("portal.Seat", "the name of an actor", "given_by")
