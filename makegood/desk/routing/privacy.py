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
personal(
    "routing.Hint",
    "words",
    title=_("Words that may be a complaint"),
    of="message__conversation__contact",
)
impersonal("routing.Hint", "how it was recognised, and an actor", "kind", "settled_by")
impersonal(
    "routing.Rule",
    "what our administrators wrote",
    *("name", "channel", "language", "words", "place", "product", "tier"),
)
