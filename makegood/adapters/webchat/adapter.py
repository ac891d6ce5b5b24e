"""Web chat as a channel: what visitors post comes in, an answer is delivered when it is in the table."""

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.adapters.webchat.models import Upload, Visitor
from makegood.adapters.webchat.queries import KIND
from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.contact.channels.ports import Inbound, OutgoingView, RawView, install
from makegood.contact.conversations.models import Conversation
from makegood.contact.conversations.queries import latest_of_peers
from makegood.kernel.text import language_of
from makegood.loops.case_to_answer import Words, install_envelope
from makegood.loops.case_to_confirmation import install_asking


class ChatAdapter:
    """The widget on any site."""

    kind = KIND
    label = gettext_lazy("Web chat")
    icon = "chat"

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """Messages of visitors. Their rows stay locked until the batch is filed, so that two first
        messages of one visitor meet in one conversation."""
        told = [_told(raw) for raw in raws]
        uids = {t["visitor"] for t in told if t}
        visitors = {
            v.uid.hex: v
            for v in Visitor.objects.select_for_update(of=("self",))
            .filter(uid__in=uids)
            .order_by("pk")
        }
        talks = latest_of_peers([(v.account_id, v.peer) for v in visitors.values()])
        files = _files(told)
        first: dict[str, str] = {}
        return [
            self._one(raw, t, visitors.get(t.get("visitor", "")), talks, files, first)
            for raw, t in zip(raws, told, strict=True)
        ]

    def _one(
        self,
        raw: RawView,
        told: dict[str, Any],
        visitor: Visitor | None,
        talks: dict[tuple[int, str], Conversation],
        files: dict[tuple[str, str], int],
        first: dict[str, str],
    ) -> Inbound:
        if visitor is None:
            return Inbound(sender_kind="other", sender="", needs_look=True, marks=("unreadable",))
        talk = talks.get((visitor.account_id, visitor.peer))
        name = f"chat:{told['client']}"
        head = first.setdefault(visitor.uid.hex, name)
        found = [files.get((visitor.uid.hex, f)) for f in told["files"]]
        with override(raw.language.lower()):
            called = _("Visitor %(code)s") % {"code": visitor.code}
        return Inbound(
            sender_kind="chat",
            sender=visitor.uid.hex,
            sender_name=called,
            peer=visitor.peer,
            text=told["text"],
            external_id=name,
            thread_ids=(head,),
            conversation=talk.pk if talk else None,
            verified=True,  # the session is his; who he is, nobody claims
            language=language_of(told["text"], default=visitor.language),
            marks=("wants-person",) if told.get("wants") == "person" else (),
            file_ids=tuple(pk for pk in found if pk is not None),
        )

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """The message is in the table already: from now on the visitor may read it."""
        handing_over()
        return True


def _told(raw: RawView) -> dict[str, Any]:
    try:
        told = json.loads(raw.body)
        return told if {"visitor", "client", "text", "files"} <= told.keys() else {}
    except (ValueError, AttributeError):
        return {}


def _files(told: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Rows of uploads by visitor and the browser's name for them (one query)."""
    names = {name for t in told for name in t.get("files", ())}
    if not names:
        return {}
    uploads = Upload.objects.filter(client__in=names).select_related("visitor")
    return {(u.visitor.uid.hex, str(u.client)): u.file_id for u in uploads}


def envelope(
    conversation: Conversation,
    words: Words,  # noqa: ARG001 - the port's signature
    *,
    files: Sequence[File],  # noqa: ARG001 - the port's signature
    case: Case,
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """An answer needs no envelope: it is read where it lies."""
    return f"chat:{outgoing_id}", {"case": case.pk, "conversation": conversation.pk}


install(ChatAdapter())
install_envelope(KIND, envelope)
install_asking(KIND)
