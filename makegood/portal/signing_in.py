"""A customer is let in by a code or a link that reaches an address of his. No password, and nothing that
shows whether we know an address: the page is the same, the work behind it is the same, the letter is a job's.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from makegood.base.access import sealing
from makegood.base.database import rows
from makegood.kernel import actor as actors
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.portal.letters import CODE_LASTS, SEALED, code_digest, write_letter
from makegood.portal.limits import is_within, take
from makegood.portal.models import Session, SignIn
from makegood.records.customers.models import Handle
from makegood.records.customers.operations import add_handle
from makegood.records.customers.ports import holds_contacts
from makegood.records.customers.rules import normal_mail, normal_phone

SESSION_LASTS = timedelta(days=30)
TRIES = 5
SESSION_COOKIE = "__Host-portal" if settings.SESSION_COOKIE_SECURE else "portal"
TICKET_COOKIE = "__Host-portal-try" if settings.SESSION_COOKIE_SECURE else "portal-try"
KNOWN_COOKIE = "__Host-portal-known" if settings.SESSION_COOKIE_SECURE else "portal-known"
KNOWN_LASTS = timedelta(days=180)
STRANGERS_AN_HOUR, STRANGERS_A_DAY = (
    8,
    20,
)  # codes for one address, asked for in browsers we do not know
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Let:
    """What the browser of somebody who was let in gets: the cookie of his session, and the mark by which it is
    known when he asks for a code again. The mark opens nothing."""

    token: str
    known: str


class WrongCode(Refused):
    """Wrong, used, too old, or tried too often: which of these is not said."""


class OtherBrowser(Refused):
    """The link is opened in a browser that did not ask for it."""


def address_of(typed: str) -> tuple[str, str]:
    """The kind and the comparable form of what was typed. Raises Invalid for no address and no number."""
    mail = normal_mail(typed)
    if mail:
        return "mail", mail
    phone = normal_phone(typed)
    if phone:
        return "phone", phone
    raise Invalid(gettext_lazy("Give a mail address or a phone number."), field="reach")


def ask(typed: str, *, language: str, network: str, known: str = "") -> str:
    """Ask for a code; the ticket for the browser that asked. The same statements and one job for every
    address, known to us or not. `known`: the mark of a browser that was let in before. Raises Invalid, TooMany."""
    kind, address = address_of(typed)
    who = signed(kind, address)
    take("signin.network", network, most=30, per=HOUR)
    ticket = ids.token()
    is_plain = _is_plain(who, network, known)
    with transaction.atomic():
        row = SignIn.objects.create(
            ticket=ids.digest(ticket),
            kind=kind,
            who=who,
            address=sealing.seal(address, purpose=SEALED),
            is_plain=is_plain,
            language=language,
            expires_at=now() + CODE_LASTS,
        )
        write_letter.defer(sign_in=row.pk)
    return ticket


def _is_plain(who: str, network: str, known: str) -> bool:
    """Whether a code of six signs may be sent. A stranger uses up what his own network may ask for; when
    strangers from many places asked for one address, what is sent there cannot be guessed, nor be sent often.
    Whoever was let in before in this browser is counted for himself. Raises TooMany."""
    nonce, _dot, proof = known.partition(".")
    if nonce and secrets.compare_digest(proof.encode(), _mark(nonce, who).encode()):
        take("signin.known", f"{nonce} {who}", most=5, per=QUARTER)
        return True
    take("signin.short", f"{network} {who}", most=3, per=QUARTER)
    take("signin.place", f"{network} {who}", most=10, per=DAY)
    of_hour = is_within("signin.hour", who, most=STRANGERS_AN_HOUR, per=HOUR)
    return is_within("signin.day", who, most=STRANGERS_A_DAY, per=DAY) and of_hour


def _mark(nonce: str, who: str) -> str:
    return ids.sign(f"{nonce}:{who}", key=settings.SECRET_KEY, purpose="portal.known")


def signed(kind: str, address: str) -> str:
    """A signature of an address: equal for equal ones, and nobody reads the address from it."""
    return ids.sign(f"{kind}:{address}", key=settings.SECRET_KEY, purpose="portal.signin")


def enter_code(ticket: str, code: str, *, network: str, browser: str) -> Let:
    """The code of the letter, in the browser that asked: a new session. Every try counts,
    five in all. Raises WrongCode, TooMany."""
    take("signin.tries", network, most=60, per=HOUR)
    row = _tried(ticket)
    plain = "".join(sign for sign in clean(code) if sign.isdigit() and sign.isascii())
    wanted = row.code if row is not None else ""
    given = code_digest(row.pk if row is not None else 0, plain)
    if row is None or not wanted or not secrets.compare_digest(wanted, given):
        raise _wrong()
    return _let_in(row, browser)


def _tried(ticket: str) -> SignIn | None:
    """The row of the ticket with this try counted, before anything is compared; None when it is over."""
    mine = SignIn.objects.filter(
        ticket=ids.digest(ticket), ended_at=None, made_at__gt=now() - CODE_LASTS
    )
    counted = ticket and mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    return mine.first() if counted else None


def of_link(token: str, ticket: str) -> SignIn:
    """What a link of a letter is good for, without using it. Raises WrongCode; and OtherBrowser where nobody
    asked for this address in this browser: who was sent the letter of somebody else does not get in by it.
    A letter that somebody else had sent to the same address is as good as one's own."""
    alive = SignIn.objects.filter(ended_at=None, expires_at__gt=now())
    row = alive.filter(link=ids.digest(token)).first()
    if row is None or not token:
        raise _wrong()
    if not ticket or not alive.filter(ticket=ids.digest(ticket), who=row.who).exists():
        raise OtherBrowser(
            gettext_lazy("Open the link in the browser in which you asked, or type the code there.")
        )
    return row


def use_link(token: str, ticket: str, *, browser: str) -> Let:
    """Sign in by the link: a new session. Raises WrongCode, OtherBrowser."""
    return _let_in(of_link(token, ticket), browser)


@transaction.atomic
def _let_in(row: SignIn, browser: str) -> Let:
    """Once: of two at the same time one wins. A new cookie always: none that was there before counts."""
    theirs = SignIn.objects.select_for_update().filter(who=row.who, ended_at=None).order_by("pk")
    alive = [one.pk for one in theirs]
    if row.pk not in alive or row.contact_id is None:
        raise _wrong()
    SignIn.objects.filter(pk__in=alive).update(ended_at=now(), code="", link="")
    _proven(row)
    token, nonce = ids.token(), ids.random_name()
    Session.objects.create(
        token=ids.digest(token),
        contact_id=row.contact_id,
        browser=clean(browser)[:120],
        expires_at=now() + SESSION_LASTS,
    )
    return Let(token, f"{nonce}.{_mark(nonce, row.who)}")


def _proven(row: SignIn) -> None:
    """He has read what reached this address: it is his."""
    for handle in Handle.objects.filter(contact=row.contact_id, kind=row.kind, verified_at=None):
        if signed(handle.kind, handle.value) == row.who:
            add_handle(
                handle.contact,
                kind=handle.kind,
                value=handle.shown,
                verified=True,
                by=actors.contact(handle.contact_id),
            )


def _wrong() -> WrongCode:
    return WrongCode(
        gettext_lazy("This is not the code, or it is too old. Look again, or ask for a new one.")
    )


def session_of(token: str) -> Session | None:
    """Who is signed in with this cookie; nobody for an ended, old or unknown one (one query)."""
    if not token:
        return None
    alive = Session.objects.filter(ended_at=None, expires_at__gt=now())
    found = alive.select_related("contact__company").filter(token=ids.digest(token)).first()
    while found is not None and found.contact.merged_into is not None:
        found.contact = found.contact.merged_into  # merged while he was being let in
    return found


def sign_out(session: Session, *, everywhere: bool) -> None:
    """End this session, or all of his, on every device."""
    mine = Session.objects.filter(ended_at=None)
    his = Q(pk=session.pk) | Q(contact=session.contact) if everywhere else Q(pk=session.pk)
    mine.filter(his).update(ended_at=now())


def forget() -> int:
    """Drop what is over for long; returns how much."""
    gone = SignIn.objects.filter(made_at__lt=now() - KEPT).delete()[0]
    return gone + Session.objects.filter(expires_at__lt=now() - KEPT).delete()[0]


GIVE = "UPDATE portal_session SET contact_id = %s WHERE contact_id = %s AND ended_at IS NULL RETURNING id"


def _give(away: int, into: int) -> list[int]:
    """Who was found to be one person stays signed in, and is let in as that person."""
    SignIn.objects.filter(contact=away, ended_at=None).update(contact=into)
    return [pk for (pk,) in rows(GIVE, [into, away])]


def _back(given: list[int], away: int, into: int) -> None:  # noqa: ARG001 - the port's signature
    """Both sign in again: in between, each of them saw what is the other's."""
    _end(away, into)


def _part(contact: int, new: int, values: list[str]) -> list[int]:  # noqa: ARG001
    """They sign in again: a session does not say by which of the addresses somebody came in."""
    _end(contact)
    return []


def _end(*contacts: int) -> None:
    SignIn.objects.filter(contact__in=contacts, ended_at=None).update(ended_at=now())
    Session.objects.filter(contact__in=contacts, ended_at=None).update(ended_at=now())


holds_contacts("sessions", give=_give, back=_back, part=_part)
