"""The conversation of a case: messages of every channel, internal notes and what happened, in one order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.models import User
from makegood.base.prepared import Given, IsOneOf, Prepared
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case, Note
from makegood.care.cases.queries import notes
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.queries import name_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.queries import messages as every_message
from makegood.kernel.clock import now
from makegood.web.channels import icon_of, is_mail, label_of
from makegood.web.files import Attached, attached_files
from makegood.web.marks import marks_of
from makegood.web.meetings import Meeting, meeting_of
from makegood.web.told import Told, entries_of, tell, within
from makegood.web.undelivered import reason_of

PAGE = 20  # what a tall screen shows; what was before comes as one scrolls up to it
MOST = 500
OUTGOING: dict[Outgoing.State, tuple[str | Promise, str]] = {
    Outgoing.State.SENDING: (gettext_lazy("leaving"), ""),
    Outgoing.State.SENT: (gettext_lazy("sent"), ""),
    Outgoing.State.DELIVERED: (gettext_lazy("delivered"), ""),
    Outgoing.State.FAILED: (gettext_lazy("not delivered"), "late"),
    Outgoing.State.UNCERTAIN: (gettext_lazy("not sure it arrived"), "soon"),
    Outgoing.State.WITHDRAWN: (gettext_lazy("taken back"), ""),
}
SHOWN = (
    "conversation_id",
    "author",
    "sender",
    "sender_name",
    "text",
    "rest",
    "marks",
    "raw_id",
    "at",
    "seen_at",
    "user__name",
    "user__email",
    "outgoing__state",
    "outgoing__send_after",
)
ONE_BREATH = timedelta(minutes=5)  # chat lines closer than this stand under one name


@dataclass(frozen=True)
class Part:
    """One message: a bubble, or the one sheet of a mail. `place` names it for who looks at what is hidden."""

    place: str
    text: str
    rest: str
    subject: str
    route: str
    html_url: str
    files: list[Attached]
    meeting: Meeting | None = None


@dataclass(frozen=True)
class State:
    """Where one of our messages is. `undo` takes it back while it has not left."""

    label: str
    tone: str = ""
    undo: str = ""
    gone: bool = False
    settle: str = ""  # where somebody says what became of a message that may not have arrived


@dataclass
class Said:
    """What somebody said: one mail, or chat lines in one breath."""

    id: str
    at: datetime
    shape: str
    ours: bool
    name: str
    key: str
    icon: str
    channel: str
    parts: list[Part]
    state: State | None = None
    marks: list[dict[str, str]] = field(default_factory=list)
    veiled: bool = False  # holds a code: shown only to who asks for it
    last: datetime | None = None

    @property
    def css(self) -> str:
        """Whose it is, and whether it was taken back."""
        gone = self.state is not None and self.state.gone
        return f"{' ours' if self.ours else ''}{' gone-back' if gone else ''}"

    @property
    def sheet(self) -> Part:
        """The one part of a mail."""
        return self.parts[0]


@dataclass(frozen=True)
class Slip:
    """An internal note."""

    id: str
    at: datetime
    name: str
    key: str
    text: str
    files: list[Attached]
    place: str = ""
    shape: str = "note"


@dataclass(frozen=True)
class Day:
    """A divider."""

    id: str
    at: datetime
    shape: str = "day"


Item = Said | Slip | Told | Day


@dataclass(frozen=True)
class Mark:
    """Where a stretch begins: its first message, told by moment and row (many share one moment)."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.pk}"


def mark_of(text: str) -> Mark | None:
    """The mark that was written into an address, None for anything else."""
    moment, _tilde, row = text.partition("~")
    try:
        found = Mark(datetime.fromisoformat(moment.replace(" ", "+")), int(row))
    except ValueError:
        return None
    return found if found.at.tzinfo and 0 < found.pk < 2**63 else None


@dataclass
class Talk:
    """A stretch of the conversation; `earlier` is the mark before which there is more, "" if none."""

    items: list[Item]
    earlier: str = ""


def talk_of(
    case: Case,
    conversations: Sequence[Conversation],
    promises: dict[int, Any],
    *,
    viewer: User | None,
    before: Mark | None = None,
    limit: int = PAGE,
) -> Talk:
    """The newest `limit` messages before a mark, with the notes and events between them (seven queries)."""
    limit = max(PAGE, min(limit, MOST))
    ids = [conversation.pk for conversation in conversations]
    mark = {"at": before.at, "pk": before.pk} if before else {}
    newest = _NEWEST(tuple(mark), limit + 1, conversations=ids, **mark)
    more = len(newest) > limit
    messages = _within(newest[:limit][::-1], conversations)
    since = messages[0].at if more else None
    until = before.at if before else None
    bounds = within(since, until)
    written = _NOTES(tuple(bounds), case=case.pk, **bounds)
    lines = tell(entries_of(case, since=since, before=until), promises)
    said = _gathered(messages, case, viewer)
    slips = [_slip(note) for note in written]
    everything: list[Said | Slip | Told] = [*said, *slips, *lines]
    items = sorted(everything, key=lambda item: item.at)
    return Talk(_with_days(items), str(Mark(messages[0].at, messages[0].pk)) if more else "")


def _newest(mark: tuple[str, ...], limit: int) -> "QuerySet[Message]":
    """Without the conversation of each: the page has the few there are already."""
    found = every_message().filter(IsOneOf("conversation_id", Given("conversations")))
    found = found.select_related(None).select_related("user", "outgoing").only(*SHOWN)
    if mark:
        found = found.filter(Q(at__lt=Given("at")) | Q(at=Given("at"), pk__lt=Given("pk")))
    return found.annotate(has_html=~Q(html="")).reverse()[:limit]


def _within(
    messages: Sequence[Message], conversations: Sequence[Conversation]
) -> Sequence[Message]:
    known = {conversation.pk: conversation for conversation in conversations}
    for message in messages:
        message.conversation = known[message.conversation_id]
    return messages


def _notes(bounds: tuple[str, ...]) -> "QuerySet[Note]":
    between = {f"at__{bound}": Given(bound) for bound in bounds}
    found = notes().filter(case=Given("case"), **between)
    return found.only("case", "at", "text", "user__name", "user__email")[:MOST]


_NEWEST, _NOTES = Prepared(_newest), Prepared(_notes)


def _gathered(messages: Sequence[Message], case: Case, viewer: User | None) -> list[Said]:
    said: list[Said] = []
    for message in messages:
        one = _said(message, case, viewer)
        last = said[-1] if said else None
        if last is not None and _same_breath(last, one):
            last.parts += one.parts
            last.last, last.state, last.id = one.at, one.state, one.id
        else:
            said.append(one)
    return said


def _same_breath(last: Said, one: Said) -> bool:
    if last.shape != "bubble" or one.shape != "bubble" or last.marks or one.marks:
        return False
    same = (last.key, last.ours, last.channel) == (one.key, one.ours, one.channel)
    both = localtime(last.at).date() == localtime(one.at).date()
    return same and both and one.at - (last.last or last.at) < ONE_BREATH


def _said(message: Message, case: Case, viewer: User | None) -> Said:
    kind, channel = _came_by(message)
    return Said(
        id=f"m{message.pk}",
        at=message.at,
        shape="sheet" if is_mail(kind) else "bubble",
        ours=message.is_ours,
        name=_name(message, case),
        key=f"user{message.user_id}" if message.is_ours else f"contact{case.contact_id}",
        icon=icon_of(kind),
        channel=channel,
        parts=[_part(message)],
        state=_state(message, viewer),
        marks=marks_of(message.marks),
        veiled="code" in message.marks,
    )


def _came_by(message: Message) -> tuple[str, str]:
    """The kind of channel and its name. What he wrote on our own pages joins the conversation in which we
    answer, but it was never a mail."""
    if "status-page" in message.marks:
        return "form", _("Written on the status page")
    kind = "form" if "form" in message.marks else message.conversation.account.kind
    return kind, label_of(kind)


def _name(message: Message, case: Case) -> str:
    if message.author == Message.Author.CONTACT:
        return message.sender_name or str(case.contact)
    if message.user is not None:
        return str(message.user)
    return name_in(message.conversation.account, html_lang())


def _part(message: Message) -> Part:
    conversation = message.conversation
    ends = (message.sender or conversation.peer, conversation.account.address)
    return Part(
        place=f"message:{message.pk}",
        text=message.text,
        rest=message.rest,
        subject=conversation.subject,
        route=" → ".join(ends[::-1] if message.is_ours else ends),
        html_url=reverse("web:original", args=[message.pk]) if _has_original(message) else "",
        files=attached_files([held.file for held in message.files.all()]),
        meeting=meeting_of(message.marks),
    )


def _has_original(message: Message) -> bool:
    """Whether there is more to see than the text: formatting, or a mail that could not be read."""
    doubtful = {"needs-look", "unreadable"} & set(message.marks)
    return getattr(message, "has_html", False) or bool(message.raw_id and doubtful)


def _state(message: Message, viewer: User | None) -> State | None:
    outgoing = message.outgoing
    if not message.is_ours or outgoing is None:
        return None
    left = (Outgoing.State.SENT, Outgoing.State.DELIVERED)
    if outgoing.state in left and message.seen_at is not None:
        return State(_("read"))
    if outgoing.state == Outgoing.State.QUEUED:
        mine = viewer is not None and message.user_id == viewer.pk and outgoing.send_after > now()
        undo = reverse("web:withdrawal", args=[message.pk]) if mine else ""
        return State(_("leaves in a moment"), undo=undo)
    label, tone = OUTGOING[Outgoing.State(outgoing.state)]
    if outgoing.state == Outgoing.State.FAILED and outgoing.error:
        label = f"{label}: {reason_of(outgoing.error)}"
    unsure = outgoing.state in (Outgoing.State.FAILED, Outgoing.State.UNCERTAIN)
    settle = reverse("web:outcome", args=[message.pk]) if unsure else ""
    gone = outgoing.state == Outgoing.State.WITHDRAWN
    return State(str(label), tone, gone=gone, settle=settle)


def _slip(note: Note) -> Slip:
    files = attached_files([held.file for held in note.files.all()])
    return Slip(
        f"n{note.pk}",
        note.at,
        str(note.user or _("The system")),
        f"user{note.user_id}" if note.user_id else "",
        note.text,
        files,
        f"note:{note.pk}",
    )


def _with_days(items: Sequence[Said | Slip | Told]) -> list[Item]:
    result: list[Item] = []
    day = None
    for item in items:
        if localtime(item.at).date() != day:
            day = localtime(item.at).date()
            result.append(Day(f"d{day:%Y%m%d}", item.at))
        result.append(item)
    return result
