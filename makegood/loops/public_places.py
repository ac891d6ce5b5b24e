"""Places where everybody reads what we write: nothing goes there but what a person meant for everybody.

Notices, questions and reminders of the machine never do; and nowhere is a better star asked for in
exchange for something.
"""

from django.utils.translation import gettext_lazy as _

from makegood.care.cases.models import Case
from makegood.care.feedback.models import Review
from makegood.care.feedback.rules import reward_in
from makegood.contact.conversations.models import Conversation
from makegood.kernel.errors import Invalid, Refused

PUBLIC: set[str] = set()
FOR_EVERYBODY = "public"  # the purpose of words that are meant to be read by everybody


class ReadByEverybody(Refused):
    """What was to be said would stand in public."""


def install_public(kind: str) -> None:
    """Let a channel say that its talks are read by everybody."""
    PUBLIC.add(kind)


def is_public(talk: Conversation) -> bool:
    """Whether everybody reads what is written there."""
    return talk.account.kind in PUBLIC


def meant_for_everybody(talk: Conversation, purpose: str) -> None:
    """Raises ReadByEverybody for words that were not written for a public place."""
    if is_public(talk) and purpose != FOR_EVERYBODY:
        raise ReadByEverybody(
            _("Everybody would read this. Answer the review in its box beside the case.")
        )


def buys_no_star(case: Case, text: str) -> None:
    """Raises Invalid for words to a reviewer that offer something for another rating."""
    words = reward_in(text)
    if words and Review.objects.filter(case=case).exists():
        sentence = _("“%(words)s” offers something for another rating. We never do that.")
        raise Invalid(sentence % {"words": words}, field="text")
