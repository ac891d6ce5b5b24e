"""What the customer left with a provider is fetched and joins his message, as what it is and not as what it
was called."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from makegood.base.files.operations import keep
from makegood.base.jobs.sweeps import sweep
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Media
from makegood.contact.channels.ports import Doubtful, Fetched, Undelivered, adapter_for, is_keeper
from makegood.contact.channels.queries import account_view
from makegood.contact.channels.rules import LARGEST_FILE, is_program, judge
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import file_came, mark_many, tell_of_file
from makegood.loops.filing import Filing

AT_ONCE = 20
LIES, REFUSED, LOST = "file-lies", "file-refused", "file-lost"
logger = structlog.get_logger()


def expect_files(filings: Sequence[Filing], messages: Sequence[Message]) -> None:
    """Remember what is to be fetched for these messages."""
    expected = [
        channels.Expected(filing.account.pk, message.pk, number, media)
        for filing, message in zip(filings, messages, strict=True)
        for number, media in enumerate(filing.inbound.media)
    ]
    if expected:
        channels.expect_media(expected)


@sweep(every=1, hot=True)
def fetch_files() -> int:
    """Fetch what is due, one by one; a provider who is slow holds up no filing."""
    for done in range(AT_ONCE):
        media = channels.claim_media()
        if media is None:
            return done
        _fetch(media)
    return AT_ONCE


def _fetch(media: Media) -> None:
    adapter = adapter_for(media.account.kind)
    if not is_keeper(adapter):
        _give_up(media, LOST, "its channel keeps no files")
        return
    try:
        got = adapter.fetch(account_view(media.account), media.reference, most=LARGEST_FILE)
    except (Undelivered, Doubtful) as error:
        permanent = isinstance(error, Undelivered) and error.permanent
        _later_or_never(media, reason=str(error), permanent=permanent)
        return
    except Exception as error:
        logger.warning("a file could not be fetched", media=media.pk, exc_info=True)
        _later_or_never(media, reason=type(error).__name__, permanent=False)
        return
    if is_program(got.content):
        _give_up(media, REFUSED, "a program")
    elif len(got.content) > LARGEST_FILE:
        _give_up(media, REFUSED, "larger than we take")
    else:
        _keep(media, got)


def _later_or_never(media: Media, *, reason: str, permanent: bool) -> None:
    if permanent or media.attempts >= channels.MOST_TRIES:
        _give_up(media, LOST, reason)
    else:
        channels.put_media_off(media, reason=reason)


@transaction.atomic
def _keep(media: Media, got: Fetched) -> None:
    judged = judge(got.content, name=got.name or media.name, type=got.type or media.type)
    if not channels.settle_media(media, state=Media.State.KEPT):
        return
    file = keep(name=judged.name, type=judged.type, content=got.content)
    message, case = _place_of(media)
    if judged.lies:
        mark_many([(message.pk, LIES)])
    file_came(message, file, position=media.number, case=case)


@transaction.atomic
def _give_up(media: Media, mark: str, reason: str) -> None:
    """It will not come: that is said at the message, where somebody reads it."""
    state = Media.State.REFUSED if mark == REFUSED else Media.State.LOST
    if channels.settle_media(media, state=state, reason=reason):
        message, case = _place_of(media)
        mark_many([(message.pk, mark)])
        tell_of_file(message, case=case)


def _place_of(media: Media) -> tuple[Message, int | None]:
    message = Message.objects.select_related("conversation").get(pk=media.message)
    case = cases_of_conversations([message.conversation_id]).get(message.conversation_id)
    return message, case.pk if case else None
