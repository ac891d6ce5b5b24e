"""What a customer who is signed in may see: his own cases, and his colleagues' where his organisation lets
him. Asked anew each time: a right that is taken away is gone with the next page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from makegood.base.ui.content import content_path
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import INTERNAL
from makegood.contact.conversations.models import MessageFile
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.portal.models import Seat, Session
from makegood.portal.status import HIDDEN, MINE, Attached
from makegood.records.customers.models import Contact

MOST = 50
KEY = "portal.mine"


@dataclass(frozen=True)
class Line:
    """A case in a list. `due`: the next moment we promised."""

    case: Case
    url: str
    headline: str
    promise: Promise | None
    is_over: bool


@dataclass(frozen=True)
class Thing:
    """Something of his that another package knows: a device, an order."""

    name: str
    said: str
    icon: str = "device"
    url: str = ""


@dataclass
class Home:
    """Everything on the page of a customer."""

    contact: Contact
    open: list[Line]
    over: list[Line]
    colleagues: list[Line]
    files: list[Attached]
    things: list[tuple[str, list[Thing]]]
    seat: Seat | None
    team: list[tuple[Contact, Seat | None]]
    sessions: list[Session]

    @property
    def promises(self) -> list[Line]:
        """The cases in which a moment was promised, the earliest first."""
        told = [line for line in self.open if line.promise is not None]
        return sorted(told, key=lambda line: line.promise.due if line.promise else now())


Things = Callable[[Contact], list[Thing]]


@dataclass
class _Parts:
    known: dict[str, tuple[object, Things]] = field(default_factory=dict)


_parts = _Parts()


def install_things(name: str, *, title: object, things: Things) -> None:
    """Let somebody show what he knows of a customer's own things (devices, orders) on his page."""
    _parts.known[name] = (title, things)


def seat_of(contact: Contact) -> Seat | None:
    """His right in the organisation to which he belongs now; one of another organisation counts nothing."""
    if contact.company_id is None:
        return None
    return Seat.objects.filter(contact=contact, company=contact.company_id).first()


def cases_of(contact: Contact) -> "QuerySet[Case]":
    """Every case this customer may see: his own, and with the right those of his organisation."""
    own = Q(contact=contact)
    seat = seat_of(contact)
    if seat is not None and (seat.sees or seat.manages):
        own |= Q(contact__company=contact.company_id)
    return Case.objects.filter(own)


def case_link(session: Session, case: Case) -> str:
    """The address of a case for this session: it ends with the session, and opens nothing else."""
    return f"/s/{token_of(session, case.pk)}/"


def token_of(session: Session, case_id: int) -> str:
    """Names session and case, signed."""
    name = f"{session.pk}-{case_id}"
    return f"{MINE}{name}-{ids.sign(name, key=settings.SECRET_KEY, purpose=KEY)}"


def case_of_token(token: str, session: Session | None) -> Case:
    """The case that a token of `case_link` opens, if this very session is alive and he may still see it.
    Raises NotFound."""
    name, _dash, signature = token.removeprefix(MINE).rpartition("-")
    if session is None or not ids.signed(name, signature, key=settings.SECRET_KEY, purpose=KEY):
        raise NotFound(token)
    pk, _dash, case_id = name.partition("-")
    if pk != str(session.pk) or not case_id.isdigit():
        raise NotFound(token)
    case = (
        cases_of(session.contact)
        .select_related("owner", "contact__company", "queue__team")
        .defer("terms")
        .filter(pk=int(case_id))
        .first()
    )
    if case is None:
        raise NotFound(token)
    return case


def session_behind(token: str) -> Session | None:
    """The living session that a token names; its signature is looked at by `case_of_token`."""
    pk = token.removeprefix(MINE).partition("-")[0]
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    alive = Session.objects.filter(ended_at=None, expires_at__gt=now())
    return alive.select_related("contact__company").filter(pk=int(pk)).first()


def home_of(session: Session) -> Home:
    """The page of whoever is signed in (a fixed number of queries)."""
    contact = session.contact
    seat = seat_of(contact)
    found = list(
        cases_of(contact)
        .select_related("owner", "contact")
        .defer("terms")
        .order_by("-last_word_at", "-pk")[: 2 * MOST]
    )
    promises = _promises(found)
    lines = [_line(case, session, promises.get(case.pk)) for case in found]
    mine = [line for line in lines if line.case.contact_id == contact.pk]
    return Home(
        contact=contact,
        open=[line for line in mine if not line.is_over],
        over=[line for line in mine if line.is_over],
        colleagues=[line for line in lines if line.case.contact_id != contact.pk],
        files=_files(contact),
        things=[(str(title), things(contact)) for title, things in _parts.known.values()],
        seat=seat,
        team=_team(contact) if seat is not None and seat.manages else [],
        sessions=_sessions(contact),
    )


def _promises(cases: list[Case]) -> dict[int, Promise]:
    """The next promise of each case that the customer is told of (one query)."""
    told = Promise.objects.filter(case__in=cases, state=Promise.State.OPEN, paused_at=None).exclude(
        kind__in=INTERNAL
    )
    found: dict[int, Promise] = {}
    for promise in told.order_by("due"):
        found.setdefault(promise.case_id, promise)
    return found


def _line(case: Case, session: Session, promise: Promise | None) -> Line:
    return Line(
        case=case,
        url=case_link(session, case),
        headline=_headline(case),
        promise=promise,
        is_over=case.status == Case.Status.CLOSED,
    )


def _headline(case: Case) -> str:
    """Where it stands, in a line."""
    name = case.owner.name if case.owner else ""
    if case.status == Case.Status.CLOSED:
        return _("Closed")
    if case.status == Case.Status.RESOLVED:
        return _("We believe it is solved. Is it?")
    if case.status == Case.Status.WAITING and case.waiting_for == Case.Waiting.CUSTOMER:
        return _("%(name)s has answered you") % {"name": name}
    return _("%(name)s is responsible") % {"name": name}


def _files(contact: Contact) -> list[Attached]:
    """The newest files of his own talks with us (one query)."""
    links = MessageFile.objects.filter(
        message__conversation__strand__case__contact=contact,
        message__conversation__contact=contact,
        inline="",
    ).exclude(message__outgoing__state__in=HIDDEN)
    newest = links.select_related("file").order_by("-message__at", "-pk")[:20]
    return [
        Attached(
            link.file.name or link.file.key, link.file.size, content_path("file", link.file.key)
        )
        for link in newest
    ]


def _team(contact: Contact) -> list[tuple[Contact, Seat | None]]:
    """His colleagues with what each may see (two queries)."""
    people = Contact.objects.filter(company=contact.company_id, merged_into=None).exclude(
        pk=contact.pk
    )
    found = list(people.defer("terms").order_by("name", "pk")[:200])
    seats = {s.pk: s for s in Seat.objects.filter(contact__in=found, company=contact.company_id)}
    return [(one, seats.get(one.pk)) for one in found]


def _sessions(contact: Contact) -> list[Session]:
    alive = Session.objects.filter(contact=contact, ended_at=None, expires_at__gt=now())
    return list(alive.order_by("-made_at")[:20])


def browser_of(agent: str) -> str:
    """A browser in a word or two, as people call it."""
    known = ("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox", "Firefox")
    more = ("Chrome", "Chrome"), ("Safari", "Safari")
    name = next((said for sign, said in (*known, *more) if sign in agent), _("A browser"))
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac", "Linux")
    system = next((sign for sign in systems if sign in agent), "")
    return f"{name}, {system}" if system else name
