"""The words that a brand does not use, and what it says instead."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.care.promises.events import HousePhraseChanged
from makegood.care.promises.models import HousePhrase
from makegood.care.promises.reading.wording import KINDS
from makegood.contact.channels.models import Account
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

SHORTEST = 2  # one character alone would stand in every sentence


@transaction.atomic
def keep_phrase(
    *,
    words: str,
    kind: str,
    better: str,
    by: Actor,
    account: Account | None = None,
    language: str = "",
) -> HousePhrase:
    """Avoid these words from now on, or say another thing instead of them; the same twice changes nothing.
    Raises Invalid for words that are too short, for no better ones and for an unknown kind."""
    words, better = clean(words).strip()[:120], clean(better).strip()[:300]
    if len(words) < SHORTEST:
        raise Invalid(_("Give at least two characters."), field="words")
    if not better:
        raise Invalid(_("Say what stands better there."), field="better")
    if kind not in KINDS:
        raise Invalid(_("Choose why these words are avoided."), field="kind")
    place: dict[str, Any] = {"account": account, "language": language, "words": words}
    told = {"kind": kind, "better": better}
    if HousePhrase.objects.filter(**place, **told).exists():
        return HousePhrase.objects.get(**place)
    phrase = HousePhrase.objects.update_or_create(**place, defaults=told)[0]
    _tell(HousePhraseChanged(phrase_id=phrase.pk), by)
    return phrase


@transaction.atomic
def drop_phrase(phrase: HousePhrase, *, by: Actor) -> None:
    """These words may be used again; twice changes nothing."""
    if HousePhrase.objects.filter(pk=phrase.pk).delete()[0]:
        _tell(HousePhraseChanged(phrase_id=phrase.pk, removed=True), by)


def _tell(event: HousePhraseChanged, by: Actor) -> None:
    record(event, subject=f"phrase:{event.phrase_id}", by=by)
