"""What a customer sees of his own case: promises, steps, who is responsible, the messages. Never notes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal, guest
from makegood.base.files.models import File
from makegood.base.ui.content import content_path
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case, Closure, Question
from makegood.care.cases.queries import (
    cases_of_conversations,
    conversations_of,
    goes_on,
    last_question,
    open_question,
    seen_case,
)
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import promises_to_customer
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.queries import name_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.queries import messages_of
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.portal.elsewhere import elsewhere
from makegood.portal.vows import Vow, vows_of

PURPOSE = "case"  # a link that reached the customer by his own channel: all of the case
FORM_PURPOSE = (
    "case-form"  # a link shown to whoever filled in the form: of one conversation, and less
)
FORM = "form"
MINE = "my-"  # begins the token of a case of whoever is signed in
HIDDEN = (Outgoing.State.QUEUED, Outgoing.State.SENDING, Outgoing.State.WITHDRAWN)
NEWEST = 200


@dataclass(frozen=True)
class Opened:
    """A link as it was opened: the case, or None when the link is unknown or has ended.

    `talk` is set for a link that the form gave: nobody has proven that its holder owns the address
    he typed, so he sees that conversation only, and the answers only if they are kept for this page.
    """

    token: str
    case: Case | None
    talk: Conversation | None = None
    read_only: bool = False  # a colleague's case: he may look, and speaks for nobody

    @property
    def is_full(self) -> bool:
        """Whether the answers are shown, and the question may be answered here."""
        return self.talk is None or self.talk.account.kind == FORM

    @property
    def talks(self) -> list[Conversation]:
        """The conversations that this link is good for, the one that answers use first."""
        if self.talk is not None:
            return [self.talk]
        if self.case is None:
            return []
        # Somebody else may have written about the same trouble: his words are not shown by this link.
        his = self.case.contact_id
        return [talk for talk in conversations_of(self.case) if talk.contact_id == his]

    def may_show(self, message: Message) -> bool:
        """His own words and ours. Words of others on the same case stay with us, and so do codes of
        machines; a link of the form shows only what was written by such a link."""
        if "code" in message.marks:
            return False
        if not self.is_full:
            by_form = message.external_id.startswith("form:") and "unverified" in message.marks
            return by_form and not message.is_ours
        return message.is_ours or "other-sender" not in message.marks


def opened(token: str) -> Opened:
    """The case of a link, asked through the policy like everything else (at most seven queries)."""
    if token.startswith(MINE):  # good for one browser only: the view asks its cookie
        return Opened(token, None)
    for _purpose, pk in guest(token, purpose=PURPOSE).grants:
        return Opened(token, _seen(pk))
    for _purpose, pk in guest(token, purpose=FORM_PURPOSE).grants:
        case = cases_of_conversations([pk]).get(pk)
        talk = Conversation.objects.select_related("account", "contact").filter(pk=pk).first()
        return Opened(token, _seen(case.pk) if case and talk else None, talk)
    return Opened(token, None)


def _seen(pk: int) -> Case | None:
    try:
        return goes_on(seen_case(Principal(grants=frozenset({(PURPOSE, pk)})), pk=pk))
    except NotFound:
        return None


@dataclass(frozen=True)
class Attached:
    """A file of a message. `path` is without its origin."""

    name: str
    size: int
    path: str


@dataclass(frozen=True)
class Line:
    """One message, as both sides may see it."""

    pk: int
    ours: bool
    name: str
    sign: str  # the name whose first letter stands in the ring
    key: str
    at: datetime
    text: str
    files: list[Attached]


@dataclass(frozen=True)
class Step:
    """One of the four steps; `at` says when it was reached."""

    label: str
    at: datetime | None = None


@dataclass
class Status:
    """Everything on the page."""

    case: Case
    brand: str
    owner: str
    headline: str
    promise: Promise | None
    share: float
    late: bool
    kept: list[Promise]
    vows: list[Vow]
    steps: list[Step]
    lines: list[Line]
    question: Question | None
    closure: Closure | None
    is_full: bool
    highest: int = 0
    elsewhere: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many steps are behind us."""
        return sum(step.at is not None for step in self.steps)


def status_of(page: Opened, case: Case, *, house: Callable[[Account | None, Case], str]) -> Status:
    """The page of one case, as far as this link shows it (a fixed number of queries); `house`: whose name stands on
    it."""
    talks = page.talks
    messages = _messages([talk.pk for talk in talks])
    answered = next((m.at for m in messages if m.is_ours), None)
    brand = house(talks[0].account if talks else None, case)
    lines = [_line(m, case, page, brand) for m in messages if page.may_show(m)]
    promises = list(promises_to_customer(case))
    promise = min(
        (p for p in promises if p.state == Promise.State.OPEN and p.paused_at is None),
        key=lambda p: p.due,
        default=None,
    )
    closure = case.closures.filter(reopened_at=None).select_related("owner").first()
    owner = case.owner or (closure.owner if closure else None)
    return Status(
        case=case,
        brand=brand,
        owner=owner.name if owner else "",
        headline=_headline(case, owner.name if owner else "", closure),
        promise=promise,
        share=_share(promise),
        late=promise is not None and promise.due <= now(),
        kept=[p for p in promises if p.state in (Promise.State.KEPT, Promise.State.MISSED)],
        vows=vows_of(promises),
        steps=_steps(case, answered, closure),
        lines=lines,
        question=open_question(case) if page.is_full else None,
        closure=closure,
        is_full=page.is_full,
        highest=max((line.pk for line in lines), default=0),
        elsewhere=elsewhere(case, owner=owner.name if owner else ""),
    )


def _messages(conversation_ids: Sequence[int]) -> list[Message]:
    found = messages_of(conversation_ids).exclude(outgoing__state__in=HIDDEN)
    return list(found.reverse()[:NEWEST])[::-1]


def _line(message: Message, case: Case, page: Opened, brand: str) -> Line:
    if message.is_ours:
        account = message.conversation.account
        own = brand if account.kind == FORM else brand_of(account)
        name = message.user.name if message.user else own
    else:
        name = str(case.contact) if page.read_only else _("You")
    return Line(
        pk=message.pk,
        ours=message.is_ours,
        name=name,
        sign=name if message.is_ours else case.contact.name or name,
        key=f"user{message.user_id}" if message.is_ours else f"contact{case.contact_id}",
        at=message.at,
        text=_text(message, page),
        files=[_attached(link.file) for link in message.files.all()],
    )


def _text(message: Message, page: Opened) -> str:
    """Its words. A link that we wrote to him opens more than one of the form: there it is that one."""
    if page.talk is None or not message.is_ours:
        return message.text
    start = f"{settings.BASE_URL}/s/"
    return re.sub(rf"{re.escape(start)}[\w-]+/", f"{start}{page.token}/", message.text)


def _attached(file: File) -> Attached:
    return Attached(file.name or file.key, file.size, content_path("file", file.key))


def _share(promise: Promise | None) -> float:
    if promise is None:
        return 0.0
    whole = (promise.due - promise.made_at).total_seconds()
    return (
        min(max((now() - promise.made_at).total_seconds() / whole, 0.0), 1.0) if whole > 0 else 1.0
    )


def _headline(case: Case, owner: str, closure: Closure | None) -> str:
    values = {"name": owner}
    if case.status == Case.Status.CLOSED:
        confirmed = closure is not None and closure.how == Closure.How.CONFIRMED
        return (
            _("You said it is solved") if confirmed else _("Closed, because we heard nothing more")
        )
    if case.status == Case.Status.RESOLVED:
        if open_question(case) is None:
            return _("Thank you. We close this when you have what we still owe you.")
        return _("We believe it is solved. Is it?")
    if case.status == Case.Status.WAITING and case.waiting_for == Case.Waiting.CUSTOMER:
        return _("%(name)s has answered you") % values
    if case.status == Case.Status.WAITING:
        return _("%(name)s waits for somebody else, for you") % values
    return _("We have it, and %(name)s is responsible") % values


def _steps(case: Case, answered: datetime | None, closure: Closure | None) -> list[Step]:
    question = last_question(case)
    asked = question.asked_at if question and question.withdrawn_at is None else None
    reopened = question is not None and question.answer == Question.Answer.NO
    return [
        Step(_("We have it, and somebody is responsible"), case.opened_at),
        Step(_("We answered"), answered),
        Step(_("We believe it is solved"), None if reopened else asked),
        Step(
            _("You say it is solved"),
            closure.at if closure and closure.how == "confirmed" else None,
        ),
    ]


def brand_of(account: Account | None) -> str:
    """The name under which customers know us, in the language now in use if the account has one for it."""
    if account is None:
        return "Makegood"
    return name_in(account, html_lang())
