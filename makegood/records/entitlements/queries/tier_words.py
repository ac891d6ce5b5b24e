"""The tiers that most houses have, in words; what an administrator calls his own stays as he wrote it."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

KNOWN: dict[str, str | Promise] = {
    "platinum": pgettext_lazy("tier of a customer", "Platinum"),
    "gold": pgettext_lazy("tier of a customer", "Gold"),
    "silver": pgettext_lazy("tier of a customer", "Silver"),
    "bronze": pgettext_lazy("tier of a customer", "Bronze"),
}


def tier_said(tier: str) -> str:
    """What a tier is called in the viewer's language."""
    return str(KNOWN.get(tier.strip().lower(), tier))
