"""Places where everybody reads what we write: nothing goes there but what a person meant for everybody.

Notices, questions and reminders of the machine never do; and nowhere is a better star asked for in
exchange for something.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from makegood.care.cases.models import Case
from makegood.care.feedback.models import Review
from makegood.care.feedback.rules import private_in, reward_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.errors import Invalid, Refused
from makegood.records.customers.models import Contact

PUBLIC: dict[str, Callable[[Conversation], bool]] = {}
BESIDE: set[str] = set()
FOR_EVERYBODY = "public"  # the purpose of words that are meant to be read by everybody
FOR_HIM = "answer"


class Says(Protocol):
    """Anything that holds words."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class ForEverybody:
    """Words whose writer was told that everybody reads them in these conversations, by their rows."""

    text: str
    told: frozenset[int]


class ReadByEverybody(Refused):
    """What was to be said would stand in public."""


def always(_talk: Conversation) -> bool:
    """Every talk of the channel stands in public."""
    return True


def install_public(
    kind: str, *, when: Callable[[Conversation], bool] = always, beside: bool = True
) -> None:
    """Let a channel say which of its talks are read by everybody. `beside`: they are answered in a box of
    their own beside the case, as reviews are, and not where one writes to the customer."""
    PUBLIC[kind] = when
    if beside:
        BESIDE.add(kind)


def is_public(talk: Conversation) -> bool:
    """Whether everybody reads what is written there."""
    when = PUBLIC.get(talk.account.kind)
    return when is not None and when(talk)


def answered_beside(talk: Conversation) -> bool:
    """Whether it stands in public and is answered in a box of its own."""
    return talk.account.kind in BESIDE and is_public(talk)


def meant_for_everybody(talk: Conversation, purpose: str) -> None:
    """Raises ReadByEverybody for words that were not written for a public place."""
    if not is_public(talk) or purpose == FOR_EVERYBODY:
        return
    if answered_beside(talk):
        raise ReadByEverybody(
            _("Everybody would read this. Answer the review in its box beside the case.")
        )
    raise ReadByEverybody(_("Everybody would read this. Write it in the box that says so."))


def purpose_of(case: Case, talk: Conversation, words: "str | Says") -> str:
    """Of words to a customer: for him, or for everybody where the writer was told so. Raises Invalid for
    something private that would stand in public, and for words that buy a star."""
    buys_no_star(case, words if isinstance(words, str) else words.text)
    if not isinstance(words, ForEverybody) or not is_public(talk) or answered_beside(talk):
        return FOR_HIM
    if talk.pk not in words.told:
        return FOR_HIM
    nothing_private(case, talk, words.text)
    return FOR_EVERYBODY


def nothing_private(case: Case, talk: Conversation, text: str) -> None:
    """Raises Invalid for words that name what only we and he know. What he wrote there himself is public."""
    said = Message.objects.filter(conversation=talk, author=Message.Author.CONTACT)
    public = "\n".join(f"{one.sender_name}\n{one.text}" for one in said)
    him = Contact.objects.prefetch_related("handles").get(pk=case.contact_id)
    known = [him.name, him.place, *(handle.shown for handle in him.handles.all())]
    words = private_in(text, known=[one for one in known if one], public=public)
    if words:
        sentence = _("“%(words)s” is not for everybody. Leave it out.")
        raise Invalid(sentence % {"words": words}, field="text")


def buys_no_star(case: Case, text: str) -> None:
    """Raises Invalid for words to a reviewer that offer something for another rating."""
    words = reward_in(text)
    if words and Review.objects.filter(case=case).exists():
        sentence = _("“%(words)s” offers something for another rating. We never do that.")
        raise Invalid(sentence % {"words": words}, field="text")
