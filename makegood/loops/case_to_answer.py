"""One of us answers: the words leave by the customer's channel, and what was owed is kept."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Draft
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import (
    NeedsHisWord,
    end,
    end_given,
    make_many,
    owe_again,
    owed,
    pause,
    release,
    resume,
)
from makegood.care.promises.queries import ANSWERS, policy_for
from makegood.contact.channels import operations as channels
from makegood.contact.channels.events import MessageFailed, MessageUncertain
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.contact.conversations.queries import is_proven
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, NotFound
from makegood.loops.contact_to_case import answer_is_owed
from makegood.loops.public_places import ForEverybody, is_public, meant_for_everybody, purpose_of
from makegood.loops.reply_window import Chosen, must_be_open
from makegood.loops.words_to_promises import Said, give, never_said
from makegood.records.privacy.queries import COURTESY, OWED, wanted_at

OURS = (Promise.Kind.FOLLOW_UP, Promise.Kind.CONFIRMATION)
LOST = (Outgoing.State.WITHDRAWN, Outgoing.State.FAILED, Outgoing.State.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is to be said. `html` is for letters that the system writes; people write text."""

    text: str
    subject: str = ""
    html: str = ""
    purpose: str = "answer"  # answer, question, notice, public
    chosen: Chosen | None = None  # an approved wording, where only those may leave


class Envelope(Protocol):
    """Makes the adapter's envelope and the message's fixed name for one answer."""

    def __call__(
        self,
        conversation: Conversation,
        words: Words,
        *,
        files: Sequence[File],
        case: Case,
        outgoing_id: uuid.UUID,
    ) -> tuple[str, dict[str, object]]: ...


ENVELOPES: dict[str, Envelope] = {}


def install_envelope(kind: str, envelope: Envelope) -> None:
    """Let a channel say what its letters look like."""
    ENVELOPES[kind] = envelope


def plain(
    conversation: Conversation,
    words: Words,
    *,
    files: Sequence[File],
    case: Case,  # noqa: ARG001 - the port's signature
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """What most channels need: the words, the files, and the approved wording if one was chosen."""
    told: dict[str, object] = {"text": words.text, "files": [file.pk for file in files]}
    if words.chosen:
        told["template"] = words.chosen.told
    return f"{conversation.account.kind}:{outgoing_id.hex}", told


@transaction.atomic
def answer(
    case: Case,
    *,
    text: str | Chosen | ForEverybody,
    user: User,
    by: Actor,
    version: int | None = None,
    files: Sequence[File] = (),
    conversation: Conversation | None = None,
    then: str = Case.Status.WAITING,
) -> Message:
    """Write to the customer. Leaves after the seconds in which it can be taken back.

    `version`: the case as the page showed it; something newer raises CaseChanged. `then`: waiting
    (for the customer) or open (we go on). Raises Invalid for nothing to say, WindowClosed where the
    channel takes nothing now, ReadByEverybody for words in public that were not meant for it. `text`: words,
    or an approved wording. The draft is dropped.
    """
    locked = cases.lock_at(case.pk, version=version)
    told, chosen = text, text if isinstance(text, Chosen) else None
    text = text if isinstance(text, str) else text.text
    if not text.strip() and not files:
        raise Invalid(_("Write something first."), field="text")
    talk = conversation or conversations_of(locked)[0]
    must_be_open(talk, chosen=chosen)
    message = say(
        talk,
        Words(text=text, chosen=chosen, purpose=purpose_of(locked, talk, told)),
        case=locked,
        user=user,
        files=files,
        wait=timedelta(seconds=settings.SEND_UNDO_SECONDS),
    )
    cases.answer(locked, preview=text, channel=talk.account.kind, by=by)
    end(locked, kinds=ANSWERS, kept=True, by=by, outgoing=message.outgoing_id)
    end(locked, kinds=[Promise.Kind.CONFIRMATION], kept=False, by=by)
    if then == Case.Status.WAITING:
        _wait(locked, by=by)
    else:
        resume(locked, by=by)
        follow_up(locked, by=by)
    cases.drop_draft(locked, user=user, kind=Draft.Kind.REPLY)
    return message


@transaction.atomic
def answer_with_promises(
    case: Case, *, promises: Sequence[Said], user: User, by: Actor, **letter: Any
) -> Message:
    """`answer`, and these of its words are taken down as promises: both, or neither. Raises as both do."""
    message = answer(case, user=user, by=by, **letter)
    if promises:
        locked, kind = cases.lock(case.pk), message.conversation.account.kind
        give(promises, message=message, channel=kind, case=locked, user=user, by=by)
    return message


def say(
    conversation: Conversation,
    words: Words,
    *,
    case: Case,
    user: User | None = None,
    files: Sequence[File] = (),
    wait: timedelta = timedelta(0),
    name: str = "",
) -> Message:
    """One message to the customer: its row, and its place in the outbox, in one transaction. Raises
    ReadByEverybody for words that were not meant for a public place. `name`: where it is fixed."""
    meant_for_everybody(conversation, words.purpose)
    outgoing_id = uuid.uuid4()
    external_id, envelope = ENVELOPES.get(conversation.account.kind, plain)(
        conversation, words, files=files, case=case, outgoing_id=outgoing_id
    )
    external_id = name or external_id
    outgoing = channels.queue_outgoing(
        channels.NewOutgoing(
            pk=outgoing_id,
            account=conversation.account,
            reference=f"case:{case.pk}",
            recipient=conversation.peer,
            external_id=external_id,
            envelope={**envelope, "purpose": words.purpose},
            case=case.pk,
            customer=case.contact_id,
            automatic=user is None,
            wait=wait,
        )
    )
    [message] = file_many(
        [
            NewMessage(
                conversation=conversation,
                author=Message.Author.STAFF if user else Message.Author.SYSTEM,
                text=words.text,
                html=words.html,
                case=case.pk,
                user=user,
                external_id=external_id,
                outgoing=outgoing,
                files=tuple((file, "") for file in files),
            )
        ]
    )
    return message


def notify(
    conversation: Conversation, text: str, *, case: Case, purpose: str = COURTESY
) -> Message | None:
    """A word of the machine that nobody waits for: where nobody proved that it is he who wrote, at most one a day.
    None when it has had its share, when it is not owed and he wants none, or where everybody would read it;
    then nothing is written either."""
    if is_public(conversation) or not _wants(conversation, purpose):
        return None
    if is_proven(conversation) or channels.may_send_automatic(conversation.peer):
        return say(conversation, Words(text=text, purpose="notice"), case=case)
    return None


def _wants(conversation: Conversation, purpose: str) -> bool:
    kind, him, owed = conversation.account.kind, conversation.contact_id, purpose == OWED
    return wanted_at(him, channel=kind, purpose=purpose, owed=owed, moment=now()) is not None


def _wait(case: Case, *, by: Actor) -> None:
    """The next step is the customer's: the clock of the solution stands, and we look again in time."""
    cases.wait_for(case, whom=Case.Waiting.CUSTOMER, reason="", by=by)
    pause(case, because=Promise.Because.CUSTOMER, by=by)
    follow_up(case, by=by)


def follow_up(case: Case, *, by: Actor) -> None:
    """Nobody forgets a case that waits: a reminder for ourselves, in working time."""
    end(case, kinds=[Promise.Kind.FOLLOW_UP], kept=True, by=by)
    make_many([owed(case, Promise.Kind.FOLLOW_UP, policy_for(case))], by=by)


@transaction.atomic
def take_back(message: Message, *, case: Case, user: User, by: Actor) -> str:
    """Undo of sending, within its seconds: the words go back into the draft, and what they had ended
    is owed again, by when it was owed before. Returns the words. Raises AlreadyLeft.
    """
    locked = cases.lock(case.pk)
    outgoing = Outgoing.objects.filter(message=message).first()
    if outgoing is None:  # a word of the customer, or of ours that was never to leave
        raise NotFound
    already = outgoing.state == Outgoing.State.WITHDRAWN
    channels.withdraw(outgoing, by=by)
    if already:
        return message.text
    never_said(message, case=locked, by=by)
    cases.save_draft(locked, user=user, kind=Draft.Kind.REPLY, text=message.text, revision=0)
    for link in message.files.select_related("file"):
        cases.add_draft_file(locked, user=user, kind=Draft.Kind.REPLY, file=link.file)
    going_on = locked.status in (Case.Status.OPEN, Case.Status.WAITING)
    if not _owed_as_before(locked, by=by) and going_on and not _answered(locked, message.at):
        cases.unanswer(locked, since=None, by=by)  # nobody waits for it, but the step is ours
        resume(locked, by=by)
    return message.text


def _owed_as_before(case: Case, *, by: Actor) -> bool:
    """What messages that never arrived had ended is owed again, if no other answer stands since."""
    if case.status == Case.Status.CLOSED:
        return False
    ended = case.promises.exclude(ended_with=None).exclude(state=Promise.State.OPEN)
    lost = set(
        Outgoing.objects.filter(
            pk__in=ended.values_list("ended_with", flat=True), state__in=LOST
        ).values_list("pk", flat=True)
    )
    unkept = {
        p.ended_with
        for p in ended.filter(ended_with__in=lost)
        if p.ended_with and not _answered(case, p.made_at)
    }
    back = owe_again(case, outgoing=unkept, by=by)
    if not back:
        return False
    end(case, kinds=OURS, kept=False, by=by)
    resume(case, by=by)
    since = min((p.waited_since for p in back if p.waited_since), default=now())
    cases.unanswer(case, since=since, by=by)
    return True


def _answered(case: Case, since: datetime) -> bool:
    """Whether an answer of ours that was given after that moment stands. To ask is not to answer."""
    given = Message.objects.filter(
        conversation__strand__case=case, author=Message.Author.STAFF, at__gt=since
    )
    given = given.exclude(outgoing__envelope__purpose="question")
    return given.exclude(outgoing__state__in=LOST).exists()


@transaction.atomic
def find_out(message: Message, *, case: Case, arrived: bool, by: Actor) -> None:
    """Somebody knows what became of a message that may not have arrived. If it did, what it had ended
    is kept again, unless the customer has written since; if not, it is sent again. Raises MayHaveArrived.
    """
    locked = cases.lock(case.pk)
    outgoing = Outgoing.objects.filter(message=message).first()
    if outgoing is None:  # a word of the customer, or of ours that was never to leave
        raise NotFound
    channels.settle_uncertain(outgoing, arrived=arrived, by=by)
    waits = locked.status == Case.Status.OPEN and locked.unanswered_since is not None
    notice = outgoing.envelope.get("purpose") == "notice"
    if not arrived or notice or not waits or _wrote(locked, message.at):
        return
    cases.answer(locked, preview=message.text, channel=message.conversation.account.kind, by=by)
    end(locked, kinds=ANSWERS, kept=True, by=by, outgoing=outgoing.pk)
    _wait(locked, by=by)


def _wrote(case: Case, since: datetime) -> bool:
    """Whether the customer has written after that moment."""
    theirs = Message.objects.filter(conversation__strand__case=case, at__gt=since)
    return theirs.filter(author=Message.Author.CONTACT).exists()


@transaction.atomic
def wait(case: Case, *, whom: str, reason: str, by: Actor, version: int | None = None) -> Case:
    """We wait for somebody, with a reason and a reminder; the clock of the solution stands meanwhile.
    Raises CaseChanged."""
    case = cases.wait_for(case, whom=whom, reason=reason, by=by, version=version)
    end(case, kinds=ANSWERS, kept=False, by=by)
    pause(case, because=whom, by=by)
    follow_up(case, by=by)
    return case


@transaction.atomic
def end_promise(
    promise: Promise, *, kept: bool, by: Actor, message: Message | None = None, why: str = ""
) -> Promise:
    """A person's promise is kept, or the customer has released us from it by his own word: that message,
    or his latest since we promised. Raises EndsByItself, NeedsHisWord.
    """
    case = cases.lock(promise.case_id)
    if kept:
        promise = end_given(promise, kept=True, by=by)
    else:
        promise = release(promise, message=message or _his_word(promise), by=by, why=why)
    left = case.promises.filter(state=Promise.State.OPEN, paused_at=None).exists()
    if case.status != Case.Status.CLOSED and not left:
        follow_up(case, by=by)
    return promise


def _his_word(promise: Promise) -> Message:
    theirs = Message.objects.filter(
        conversation__strand__case=promise.case_id,
        author=Message.Author.CONTACT,
        at__gte=promise.made_at,
    )
    found = theirs.order_by("-at", "-pk").first()
    if found is None:
        raise NeedsHisWord(
            _(
                "Only the customer can release us, and he has not written since. Keep it, or ask him."
            )
        )
    return found


@reacts_to(MessageFailed)
def somebody_hears_that_it_failed(event: MessageFailed, entry: Entry) -> None:
    """An answer that did not arrive is no answer: the owner owes one again. A mere notice owed nothing."""
    if not event.notice:
        _owe_again(entry)


@reacts_to(MessageUncertain)
def somebody_hears_that_it_is_uncertain(event: MessageUncertain, entry: Entry) -> None:
    """We are not sure that it arrived: the owner finds out."""
    if not event.notice:
        _owe_again(entry)


def _owe_again(entry: Entry) -> None:
    if entry.case is None:
        return
    case = lock_going_on(entry.case)
    if case.status == Case.Status.CLOSED:
        return
    if not _owed_as_before(case, by=SYSTEM):
        cases.unanswer(case, since=now(), by=SYSTEM)
        answer_is_owed([case])
