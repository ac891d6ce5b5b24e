"""A customer is let in by a code or a link that reaches an address of his. No password, and nothing that
shows whether we know an address: the page is the same, the work behind it is the same, the letter is a job's.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.access import sealing
from makegood.base.database import rows
from makegood.base.jobs.queue import job
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import (
    NewOutgoing,
    may_send_automatic,
    queue_outgoing,
)
from makegood.contact.channels.queries import default_account
from makegood.kernel import actor as actors
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.portal.limits import take
from makegood.portal.models import Session, SignIn
from makegood.records.customers.models import Handle
from makegood.records.customers.operations import add_handle
from makegood.records.customers.ports import holds_contacts
from makegood.records.customers.rules import normal_mail, normal_phone

CODE_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(days=30)
TRIES = 5
SESSION_COOKIE = "__Host-portal" if settings.SESSION_COOKIE_SECURE else "portal"
TICKET_COOKIE = "__Host-portal-try" if settings.SESSION_COOKIE_SECURE else "portal-try"
SEALED = "portal.signin"
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=2)


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


def ask(typed: str, *, language: str, network: str) -> str:
    """Ask for a code; the ticket for the browser that asked. The same rows and one job for every address,
    known or not. Raises Invalid, TooMany."""
    kind, address = address_of(typed)
    who = _signed(kind, address)
    take("signin.network", network, most=30, per=HOUR)
    take("signin.short", who, most=3, per=QUARTER)
    take("signin.day", who, most=10, per=DAY)
    ticket = ids.token()
    with transaction.atomic():
        SignIn.objects.filter(who=who, ended_at=None).update(ended_at=now(), code="", link="")
        row = SignIn.objects.create(
            ticket=ids.digest(ticket),
            kind=kind,
            who=who,
            address=sealing.seal(address, purpose=SEALED),
            language=language,
            expires_at=now() + CODE_LASTS,
        )
        write_letter.defer(sign_in=row.pk)
    return ticket


def _signed(kind: str, address: str) -> str:
    return ids.sign(f"{kind}:{address}", key=settings.SECRET_KEY, purpose="portal.signin")


@job("portal.sign_in_letter")
def write_letter(*, sign_in: int) -> None:
    """Send the code if the address is one of a contact. Done again after a failure, with another code."""
    row = SignIn.objects.filter(pk=sign_in, ended_at=None, expires_at__gt=now()).first()
    if row is None or not row.address:
        return
    address = sealing.unseal(row.address, purpose=SEALED)
    handle = Handle.objects.filter(kind=row.kind, value=address).first()
    code, link = f"{secrets.randbelow(1_000_000):06d}", ids.token()
    if handle is not None and _is_good_for(row, handle, code, link):
        _send(
            row, handle, code, link
        )  # outside the transaction: who asks again waits for no mail server
    SignIn.objects.filter(pk=row.pk).update(address="")


@transaction.atomic
def _is_good_for(row: SignIn, handle: Handle, code: str, link: str) -> bool:
    """Whether the code and the link open this contact from now on, and no others do."""
    mine = SignIn.objects.select_for_update().filter(pk=row.pk, ended_at=None)
    before = mine.first()
    if before is None or not (before.contact_id == handle.contact_id or _may_have_one(handle)):
        return False
    mine.update(
        contact=handle.contact_id,
        code=_code_digest(row.pk, code),
        link=ids.digest(link) if row.kind == "mail" else "",
    )
    return True


def _may_have_one(handle: Handle) -> bool:
    """An address that nobody has proved yet gets at most one letter of a machine on a day: it may be the
    victim's of somebody who filled in a form."""
    return handle.verified_at is not None or may_send_automatic(handle.value.lower())


def _send(row: SignIn, handle: Handle, code: str, link: str) -> None:
    account = default_account("email" if row.kind == "mail" else "sms")
    if account is None:
        return
    with override(row.language.lower()):
        if row.kind == "phone":
            text = _(
                "%(code)s is your code for %(name)s. It is good for 10 minutes. Tell it to nobody."
            )
            _text(account, handle, text % {"code": code, "name": account.name})
            return
        subject = _("%(code)s is your code") % {"code": code}
        letter = _(
            "Somebody asked to sign in at %(name)s with this address.\n\n"
            "The code is %(code)s\n\n"
            "Or open this in the browser in which you asked: %(link)s\n\n"
            "Both are good for 10 minutes, once. If it was not you, do nothing: without them nobody gets in."
        )
        values = {"name": account.name, "code": code, "link": link_of(link)}
        EmailMessage(subject, letter % values, to=[handle.value]).send()


def _text(account: Account, handle: Handle, text: str) -> None:
    """A text message leaves by the outbox."""
    new = NewOutgoing(
        account=account,
        reference=f"contact:{handle.contact_id}",
        recipient=handle.value,
        external_id=f"sign-in:{ids.random_name()}",
        envelope={"text": text, "files": [], "purpose": "notice"},
        customer=handle.contact_id,
        automatic=True,
    )
    queue_outgoing(new)


def link_of(token: str) -> str:
    """The address that the letter holds."""
    return f"{settings.BASE_URL}/portal/sign-in/{token}/"


def _code_digest(pk: int, code: str) -> str:
    return ids.sign(f"{pk}:{code}", key=settings.SECRET_KEY, purpose="portal.code", length=52)


def enter_code(ticket: str, code: str, *, network: str, browser: str) -> str:
    """The code of the letter, in the browser that asked: the cookie of a new session. Every try counts,
    five in all. Raises WrongCode, TooMany."""
    take("signin.tries", network, most=60, per=HOUR)
    row = _tried(ticket)
    plain = "".join(sign for sign in clean(code) if sign.isdigit() and sign.isascii())
    wanted = row.code if row is not None else ""
    given = _code_digest(row.pk if row is not None else 0, plain)
    if row is None or not wanted or not secrets.compare_digest(wanted, given):
        raise _wrong()
    return _let_in(row, browser)


def _tried(ticket: str) -> SignIn | None:
    """The row of the ticket with this try counted, before anything is compared; None when it is over."""
    mine = SignIn.objects.filter(ticket=ids.digest(ticket), ended_at=None, expires_at__gt=now())
    counted = ticket and mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    return mine.first() if counted else None


def of_link(token: str, ticket: str) -> SignIn:
    """What a link of a letter is good for, without using it. Raises WrongCode; and OtherBrowser where the
    browser did not ask: who was sent the letter of somebody else does not get in by it."""
    row = SignIn.objects.filter(
        link=ids.digest(token), ended_at=None, expires_at__gt=now(), tries__lt=TRIES
    ).first()
    if row is None or not token:
        raise _wrong()
    if not secrets.compare_digest(row.ticket, ids.digest(ticket)):
        raise OtherBrowser(
            gettext_lazy("Open the link in the browser in which you asked, or type the code there.")
        )
    return row


def use_link(token: str, ticket: str, *, browser: str) -> str:
    """Sign in by the link: the cookie of a new session. Raises WrongCode, OtherBrowser."""
    return _let_in(of_link(token, ticket), browser)


@transaction.atomic
def _let_in(row: SignIn, browser: str) -> str:
    """Once: of two at the same time one wins. A new cookie always: none that was there before counts."""
    ended = SignIn.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now(), code="", link="")
    if not ended or row.contact_id is None:
        raise _wrong()
    _proven(row)
    token = ids.token()
    Session.objects.create(
        token=ids.digest(token),
        contact_id=row.contact_id,
        browser=clean(browser)[:120],
        expires_at=now() + SESSION_LASTS,
    )
    return token


def _proven(row: SignIn) -> None:
    """He has read what reached this address: it is his."""
    for handle in Handle.objects.filter(contact=row.contact_id, kind=row.kind, verified_at=None):
        if _signed(handle.kind, handle.value) == row.who:
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
