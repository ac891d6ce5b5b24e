"""The words by which a case was understood are the customer's."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

personal(
    "routing.FirstReading",
    "signs",
    "fits",
    title=_("How your words were understood"),
    of="case__contact",
)
impersonal(
    "routing.Rule",
    "what our administrators wrote",
    *("name", "channel", "language", "words", "place", "product", "tier"),
)
