"""The portal's form and the words on a status page, as a channel.

Answers to a form go by mail when a mail address was given and we have a mailbox; otherwise they
are read on the status page, where they are as soon as they are written.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.files.models import File
from makegood.base.files.store import store
from makegood.care.cases.models import Case
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels.ports import Inbound, InboundFile, OutgoingView, RawView, install
from makegood.contact.channels.queries import default_account
from makegood.contact.conversations.models import Conversation
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.contact.conversations.queries import by_external_ids
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import language_of, shorten
from makegood.loops.case_to_answer import Words, install_envelope
from makegood.loops.contact_to_case import COMES_BACK
from makegood.loops.recognising import TYPED_BY
from makegood.records.customers.operations import Sender, identify
from makegood.records.customers.rules import normal_mail

KIND = "form"
NEEDED = {"once", "text", "files", "sender_kind", "sender"}


class FormAdapter:
    """What the portal accepted, in the JSON in which it wrote it down."""

    kind = KIND
    label = gettext_lazy("Form")
    icon = "note"

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """Forms and further words, in order. The same form sent again with other words joins the first."""
        told = [_told(raw) for raw in raws]
        known = by_external_ids([_name(t) for t in told if t])
        begun: dict[str, int] = {}
        result = []
        for raw, one in zip(raws, told, strict=True):
            if not one:
                result.append(
                    Inbound(sender_kind="other", sender="", needs_look=True, marks=("unreadable",))
                )
                continue
            earlier = known.get(_name(one))
            place = _goes_on(one.get("conversation")) or (
                earlier.conversation_id if earlier else None
            )
            place = place or begun.get(_name(one)) or self._by_mail(one, raw)
            if place:
                begun[_name(one)] = int(place)
            result.append(self._one(one, raw, place))
        return result

    def _by_mail(self, told: dict[str, Any], raw: RawView) -> int | None:
        """A conversation on our mailbox, so that answers leave by mail; none without address or mailbox."""
        mailbox = default_account("email")
        if mailbox is None or told["sender_kind"] != "mail" or not normal_mail(told["sender"]):
            return None
        language = language_of(told["text"], default=told.get("language") or raw.language)
        zone = mailbox.queue.team.zone
        sender = Sender("mail", told["sender"], told.get("name", ""), language, zone, typed=True)
        new = NewConversation(
            account=mailbox,
            contact=identify(sender, by=SYSTEM),
            peer=normal_mail(told["sender"]),
            subject=_subject(told),
        )
        return begin_many([new])[0].pk

    def _one(self, told: dict[str, Any], raw: RawView, place: int | None) -> Inbound:
        return Inbound(
            sender_kind=told["sender_kind"],
            sender=told["sender"],
            sender_name=told.get("name", ""),
            peer=told["sender"],
            subject=_subject(told),
            text=_text(told, told.get("language") or raw.language),
            external_id=_name(told),
            thread_ids=(_name(told),),
            conversation=place,
            verified=bool(told.get("by_link")),
            marks=(
                "status-page" if told.get("conversation") else "form",
                *(() if told.get("by_link") else (TYPED_BY,)),
                *(("complaint",) if told.get("complaint") else ()),
            ),
            language=language_of(told["text"], default=told.get("language") or raw.language),
            files=tuple(_file(f) for f in told["files"] if store().has(f["sha256"])),
        )

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """It is on the status page already: from now on the customer may read it there."""
        handing_over()
        return True


def _goes_on(place: int | None) -> int | None:
    """The conversation that words by a link join. Where its case is over for long they begin another
    one on the same account: what was answered by mail is answered by mail again."""
    if not place:
        return None
    case = cases_of_conversations([place]).get(place)
    if case is None or case.status != Case.Status.CLOSED or case.last_word_at > now() - COMES_BACK:
        return place
    old = Conversation.objects.select_related("account", "contact").get(pk=place)
    new = NewConversation(
        account=old.account, contact=old.contact, peer=old.peer, subject=old.subject
    )
    return begin_many([new])[0].pk


def _told(raw: RawView) -> dict[str, Any]:
    try:
        told = json.loads(raw.body)
        return told if told.keys() >= NEEDED else {}
    except (ValueError, AttributeError):
        return {}


def _name(told: dict[str, Any]) -> str:
    return f"form:{told['once']}" if told else ""


def _subject(told: dict[str, Any]) -> str:
    return shorten(told["text"], 60)


def _text(told: dict[str, Any], language: str) -> str:
    if not told.get("about"):
        return str(told["text"])
    with override(language.lower()):
        about = _("Order or serial number: %(number)s") % {"number": told["about"]}
    return f"{told['text']}\n\n{about}"


def _file(told: dict[str, str]) -> InboundFile:
    return InboundFile(name=told["name"], type=told["type"], content=store().get(told["sha256"]))


def envelope(
    conversation: Conversation,
    words: Words,  # noqa: ARG001 - the port's signature
    *,
    files: Sequence[File],  # noqa: ARG001 - the port's signature
    case: Case,
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """Nothing is sent: the answer is read where it lies."""
    return f"form:{outgoing_id}", {"case": case.pk, "conversation": conversation.pk}


install(FormAdapter())
install_envelope(KIND, envelope)
