"""The two boxes to write in: to the customer, and for ourselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case, Draft
from makegood.contact.channels.ports import window_of
from makegood.contact.channels.queries import name_in
from makegood.contact.conversations.models import Conversation
from makegood.kernel import ids
from makegood.loops.public_places import answered_beside, is_public
from makegood.loops.reply_window import window_left
from makegood.web.channels import icon_of, label_of
from makegood.web.files import Attached, attached_files


@dataclass(frozen=True)
class Way:
    """One conversation by which an answer can go."""

    pk: int
    label: str
    address: str
    icon: str
    everybody: bool = False  # what goes there stands in public


@dataclass(frozen=True)
class Box:
    """One of the two boxes, with what stands in it. `ways`: the usual one first; none for a note."""

    text: str
    revision: int
    files: list[Attached]
    send_url: str
    save_url: str
    files_url: str
    once: str
    ways: list[Way] = field(default_factory=list)
    has_window: bool = False  # one of them closes some time after the customer's last word


@dataclass(frozen=True)
class Composer:
    """Reply and note. `closed` says why there is no reply."""

    note: Box
    reply: Box | None
    closed: str = ""


def composer_of(
    case: Case, conversations: Sequence[Conversation], drafts: dict[str, Draft]
) -> Composer:
    """The boxes with the drafts of the viewer."""
    note = _box(case, "note", drafts.get("note"))
    if case.status == Case.Status.CLOSED:
        return Composer(note, None, _("This case is closed. Reopen it to write to the customer."))
    ours = [talk for talk in conversations if not answered_beside(talk)]
    if conversations and not ours:
        return Composer(
            note,
            None,
            _(
                "Everybody reads a review. Answer it in its box; to write to its author in private, say who it is."
            ),
        )
    if not conversations:
        return Composer(
            note, None, _("There is no channel yet by which this customer can be answered.")
        )
    return Composer(note, _box(case, "reply", drafts.get("reply"), ours))


def _box(
    case: Case, kind: str, draft: Draft | None, conversations: Sequence[Conversation] = ()
) -> Box:
    return Box(
        text=draft.text if draft else "",
        revision=draft.revision if draft else 0,
        files=attached_files(list(draft.files.all())) if draft else [],
        send_url=reverse("web:replies" if kind == "reply" else "web:notes", args=[case.pk]),
        save_url=reverse("web:draft", args=[case.pk, kind]),
        files_url=reverse("web:draft_files", args=[case.pk, kind]),
        once=ids.random_name(24),
        ways=[_way(conversation) for conversation in _closed_last(conversations)],
        has_window=any(window_of(talk.account.kind) for talk in conversations),
    )


def _closed_last(conversations: Sequence[Conversation]) -> Sequence[Conversation]:
    """The usual one first, unless its window has closed and another takes an answer (two queries for each that has
    one, where there is a choice)."""
    if len(conversations) < 2 or not any(window_of(talk.account.kind) for talk in conversations):
        return conversations
    return sorted(
        conversations,
        key=lambda talk: (left := window_left(talk)) is not None and not left.is_open,
    )


def _way(conversation: Conversation) -> Way:
    kind, peer = conversation.account.kind, conversation.peer
    address = peer if "@" in peer or peer.startswith("+") else ""
    everybody = is_public(conversation)
    said = (
        _("In public, everybody reads it: %(channel)s") if everybody else _("Reply by %(channel)s")
    )
    label = said % {
        "channel": name_in(conversation.account, html_lang()) if everybody else label_of(kind)
    }
    address = "" if everybody else address
    return Way(conversation.pk, label, address, icon_of(kind), everybody=everybody)
