"""Rules and readings in words, for the settings and beside a case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from makegood.base.access.models import Language
from makegood.desk.routing.models import Hint
from makegood.desk.routing.rules import ASKED, Conditions, lines_of
from makegood.records.entitlements.queries.tier_words import tier_said
from makegood.web.channels import label_of
from makegood.web.sorting import PRIORITIES

ASKS: dict[str, str | Promise] = {
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "words": gettext_lazy("Words"),
    "place": gettext_lazy("Place"),
    "product": gettext_lazy("Product"),
    "tier": gettext_lazy("Tier of the customer"),
    "urgency": gettext_lazy("Urgency"),
    "physical": gettext_lazy("Hands are needed"),
    "complaint": gettext_lazy("Complaint"),
}
KINDS: dict[str, str | Promise] = {
    "danger": gettext_lazy("Somebody may come to harm"),
    "held": pgettext_lazy("a customer", "Stuck or waiting somewhere now"),
    "hands": gettext_lazy("Hands are needed, words alone do not help"),
}

HINTS: dict[str, str | Promise] = {
    "complaint": gettext_lazy("Speaks of complaining"),
    "asks": gettext_lazy("Asks how to complain"),
    "let_down": gettext_lazy("Is let down, or wants whoever is above"),
    "authority": gettext_lazy("Names an authority or the press"),
    "law": gettext_lazy("Names a lawyer or a court"),
}


def conditions_said(asked: Conditions) -> str:
    """All that a rule asks, in one line."""
    parts = []
    for name in ASKED:
        wanted = getattr(asked, name)
        if wanted:
            parts.append(one_said(name, " / ".join(lines_of(str(wanted)))))
    return " · ".join(parts)


def fits_said(fits: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of a rule held, a line each."""
    return [one_said(str(fit.get("asked", "")), str(fit.get("words", ""))) for fit in fits]


def hints_said(hints: Iterable[Hint]) -> list[tuple[str, str]]:
    """What may be a complaint: of what kind it is, and his words."""
    return [(str(HINTS.get(one.kind, one.kind)), one.words) for one in hints]


def one_said(asked: str, words: str) -> str:
    """One condition and its words: "Channel: Signed webhook"."""
    label = str(ASKS.get(asked, asked))
    if asked in ("physical", "complaint"):
        return label
    if asked == "channel":
        words = label_of(words)
    elif asked == "language":
        words = str(dict(Language.choices).get(words, words))
    elif asked == "tier":
        words = tier_said(words)
    elif asked == "urgency":
        words = str(dict(PRIORITIES).get(int(words) if words.isdigit() else 0, words))
    return _("%(what)s: %(words)s") % {"what": label, "words": words}


def signs_said(signs: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What was seen in the words, and the words."""
    return [
        (str(KINDS.get(str(one.get("kind", "")), "")), str(one.get("words", ""))) for one in signs
    ]
