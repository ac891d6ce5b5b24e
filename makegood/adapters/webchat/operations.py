import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.adapters.webchat.models import Upload, Visitor
from makegood.adapters.webchat.queries import PURPOSE, case_of, conversation_of
from makegood.base.access.operations import give_grant
from makegood.base.files.operations import keep
from makegood.base.live.signals import signal
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import seen
from makegood.kernel import actor as actors
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, NotFound
from makegood.kernel.text import clean
from makegood.loops.case_to_confirmation import customer_says
from makegood.loops.contact_to_case import file_now
from makegood.portal.limits import take
from makegood.records.customers.rules import normal_mail

LONGEST = 8000
FILES_AT_MOST = 10
TOKEN_LASTS = timedelta(days=180)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
logger = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a visitor sends. `client` is the name his browser gave it: the same name is the same message."""

    client: uuid.UUID
    text: str
    files: tuple[uuid.UUID, ...] = ()
    wants: str = ""  # "person": he asked for a person by the button


@transaction.atomic
def begin_session(account: Account, *, origin: str, language: str) -> tuple[Visitor, str]:
    """A new visitor, and the token by which he is known from now on."""
    visitor = Visitor.objects.create(account=account, origin=origin[:200], language=language)
    return visitor, give_grant(purpose=PURPOSE, subject=visitor.pk, lasts=TOKEN_LASTS)


def send(visitor: Visitor, words: Words, *, network: str) -> Message | None:
    """Take a message: durable first, then in its case. The same `client` again is the same message.

    None when it is durable and could not be filed at once; the worker files it within seconds.
    Raises Invalid (empty, too long, unknown files) and TooMany.
    """
    text = _checked(visitor, words)
    take("chat.message", str(visitor.pk), most=40, per=MINUTE)
    take("chat.network", network, most=240, per=MINUTE)
    told = {
        "visitor": visitor.uid.hex,
        "client": str(words.client),
        "text": text,
        "files": [str(name) for name in words.files],
        "wants": words.wants,
    }
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    name = f"{visitor.uid.hex}:{words.client}"
    [raw] = accept_many([Arrival(account_id=visitor.account_id, external_id=name, body=body)])
    return _file(raw)


def _checked(visitor: Visitor, words: Words) -> str:
    text = clean(words.text).strip()
    if not text and not words.files:
        raise Invalid(_("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Invalid(
            _("This is longer than 8,000 characters. Send it in parts, or as a file."), field="text"
        )
    if len(words.files) > FILES_AT_MOST:
        raise Invalid(_("At most ten files fit one message."), field="files")
    if (
        len(set(words.files))
        != Upload.objects.filter(visitor=visitor, client__in=words.files).count()
    ):
        raise Invalid(_("A file of this message did not arrive. Attach it again."), field="files")
    return text


def _file(raw: int) -> Message | None:
    try:
        return file_now(raw)
    except Exception:
        logger.warning("a chat message waits for the worker", raw=raw, exc_info=True)
        return None


def keep_upload(
    visitor: Visitor, *, client: uuid.UUID, name: str, type: str, content: bytes
) -> Upload:
    """Keep a file for a message to come; the same `client` again is the same file. Raises Invalid, TooMany."""
    known = Upload.objects.filter(visitor=visitor, client=client).first()
    if known is not None:
        return known
    take("chat.file", str(visitor.pk), most=60, per=HOUR)
    file = keep(name=name, type=type, content=content)
    Upload.objects.bulk_create(
        [Upload(visitor=visitor, client=client, file=file)], ignore_conflicts=True
    )
    return Upload.objects.get(visitor=visitor, client=client)


def tell_typing(visitor: Visitor) -> None:
    """Staff who look at the case see that he is writing."""
    conversation = conversation_of(visitor)
    case = case_of(conversation) if conversation is not None else None
    if conversation is None or case is None:
        return
    take("chat.typing", str(visitor.pk), most=60, per=MINUTE)
    name = conversation.contact.name
    signal(
        "typing.contact",
        subject=case.topic,
        case=case.pk,
        conversation_id=conversation.pk,
        name=name,
    )


def note_seen(visitor: Visitor, *, talk: int, seq: int) -> None:
    """He has read our messages up to a number."""
    conversation = conversation_of(visitor)
    if conversation is None or conversation.pk != talk:
        return
    case = case_of(conversation)
    by = actors.contact(conversation.contact_id)
    seen(conversation, up_to=seq, ours=True, by=by, case=case.pk if case else None)


@transaction.atomic
def say_whether_solved(visitor: Visitor, *, question: int, solved: bool) -> None:
    """His yes or no to the question that he was shown; twice is once. Raises NotFound for a question
    that was not put to him, and WrongState when things have moved on."""
    conversation = conversation_of(visitor)
    case = case_of(conversation) if conversation is not None else None
    asked = case.questions.filter(pk=question).first() if case is not None else None
    if conversation is None or case is None or asked is None:
        raise NotFound
    if case.contact_id != conversation.contact_id:
        raise NotFound
    take("chat.answer", str(visitor.pk), most=20, per=HOUR)
    customer_says(asked, solved=solved)


def here(visitor: Visitor) -> None:
    """He has the page open; noted once a minute."""
    if now() - visitor.last_seen_at > MINUTE:
        Visitor.objects.filter(pk=visitor.pk).update(last_seen_at=now())


@transaction.atomic
def leave_address(visitor: Visitor, *, mail: str) -> Visitor:
    """Keep the mail address he gives. Nobody has proven that it is his: staff see it as a claim, and it
    is no handle, or mails of its real owner would become this visitor's. Raises Invalid."""
    address = normal_mail(clean(mail))
    if not address or "." not in address.rpartition("@")[2]:
        raise Invalid(
            _("This does not look like a mail address. Check how it is written."), field="mail"
        )
    take("chat.address", str(visitor.pk), most=10, per=HOUR)
    Visitor.objects.filter(pk=visitor.pk).update(mail=address)
    visitor.mail = address
    return visitor
