"""Files that still lie with a provider: expected, fetched, kept or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from makegood.contact.channels import ports
from makegood.contact.channels.models import Media
from makegood.kernel.clock import now
from makegood.kernel.text import clean

MOST_TRIES = 7
FIRST_TRY = timedelta(seconds=15)
HOLD = timedelta(minutes=2)


@dataclass(frozen=True)
class Expected:
    """A file that belongs to a message."""

    account_id: int
    message: int
    number: int
    media: ports.Media


def expect_media(expected: Sequence[Expected]) -> None:
    """Remember which files are to be fetched; twice is once (one statement)."""
    Media.objects.bulk_create(
        [
            Media(
                account_id=one.account_id,
                message=one.message,
                number=one.number,
                reference=one.media.reference,
                name=clean(one.media.name)[:255],
                type=clean(one.media.type)[:120],
            )
            for one in expected
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def claim_media() -> Media | None:
    """The next file that is due, held for some minutes, its try counted."""
    due = Media.objects.select_for_update(skip_locked=True).filter(
        state=Media.State.NEW, next_try__lte=now()
    )
    media = due.order_by("next_try").first()
    if media is not None:
        media.attempts += 1
        media.next_try = now() + HOLD
        media.save(update_fields=["attempts", "next_try"])
    return media


def settle_media(media: Media, *, state: str, reason: str = "") -> bool:
    """It is here, refused or lost; False when somebody has settled it meanwhile."""
    open_one = Media.objects.filter(pk=media.pk, state=Media.State.NEW)
    return bool(open_one.update(state=state, reason=clean(reason)[:300]))


def put_media_off(media: Media, *, reason: str) -> None:
    """Try it again later."""
    later = now() + FIRST_TRY * 4 ** (media.attempts - 1)
    Media.objects.filter(pk=media.pk, state=Media.State.NEW).update(
        next_try=later, reason=clean(reason)[:300]
    )
