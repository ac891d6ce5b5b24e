"""The letter or text message with which a customer signs in. A job writes it: who waits for the page does not see
from it whether we know his address."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access import sealing
from makegood.base.jobs.queue import job
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import (
    NewOutgoing,
    may_send_automatic,
    queue_outgoing,
)
from makegood.contact.channels.queries import default_account, name_in
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.portal.limits import is_within
from makegood.portal.models import SignIn
from makegood.records.customers.models import Handle

CODE_LASTS = timedelta(minutes=10)
DAY = timedelta(days=1)
SEALED = "portal.signin"
TEXTS_A_DAY = 30  # text messages to one number for strangers; they cost money


@job("portal.sign_in_letter")
def write_letter(*, sign_in: int) -> None:
    """Send the code if the address is one of a contact. Done again after a failure, with another code."""
    row = SignIn.objects.filter(pk=sign_in, ended_at=None, expires_at__gt=now()).first()
    if row is None or not row.address:
        return
    address = sealing.unseal(row.address, purpose=SEALED)
    handle = Handle.objects.filter(kind=row.kind, value=address).first()
    code, link = _code_for(row), ids.token()
    if handle is not None and _is_good_for(row, handle, code, link):
        _send(
            row, handle, code, link
        )  # outside the transaction: who asks again waits for no mail server
    SignIn.objects.filter(pk=row.pk).update(address="")


def _code_for(row: SignIn) -> str:
    """Six signs; where strangers from many places ask for one address, eight on a phone and none in a mail,
    whose link nobody guesses."""
    if row.is_plain:
        return f"{secrets.randbelow(1_000_000):06d}"
    return f"{secrets.randbelow(100_000_000):08d}" if row.kind == "phone" else ""


@transaction.atomic
def _is_good_for(row: SignIn, handle: Handle, code: str, link: str) -> bool:
    """Whether the code and the link open this contact from now on."""
    Handle.objects.select_for_update().get(
        pk=handle.pk
    )  # of two letters at once one sees the other
    mine = SignIn.objects.select_for_update().filter(pk=row.pk, ended_at=None)
    before = mine.first()
    again = before is not None and before.contact_id == handle.contact_id
    if before is None or not (again or (_may_have_one(handle) and _is_wanted(row))):
        return False
    mine.update(
        contact=handle.contact_id,
        code=code_digest(row.pk, code) if code else "",
        link=ids.digest(link) if row.kind == "mail" else "",
        expires_at=_good_until(row, handle),
    )
    return True


def _may_have_one(handle: Handle) -> bool:
    """An address that nobody has proved yet gets at most one letter of a machine on a day: it may be the
    victim's of somebody who filled in a form. So the link of that letter is good for the day."""
    return handle.verified_at is not None or may_send_automatic(handle.value.lower())


def _good_until(row: SignIn, handle: Handle) -> datetime:
    is_one_of_the_day = handle.verified_at is None and row.kind == "mail"
    return row.made_at + (DAY if is_one_of_the_day else CODE_LASTS)


def _is_wanted(row: SignIn) -> bool:
    """When many strangers ask: a mail only where no other one with a link that works lies in the mailbox."""
    if row.is_plain:
        return True
    if row.kind == "phone":
        return is_within("signin.texts", row.who, most=TEXTS_A_DAY, per=DAY)
    others = SignIn.objects.filter(who=row.who, ended_at=None, expires_at__gt=now())
    return not others.exclude(pk=row.pk).exclude(link="").exists()


def code_digest(pk: int, code: str) -> str:
    """What is kept of a code: it is worth something for this one row."""
    return ids.sign(f"{pk}:{code}", key=settings.SECRET_KEY, purpose="portal.code", length=52)


def _send(row: SignIn, handle: Handle, code: str, link: str) -> None:
    account = default_account("email" if row.kind == "mail" else "sms")
    if account is None:
        return
    with override(row.language.lower()):
        if row.kind == "phone":
            _text(row, account, handle, code)
            return
        subject = _("%(code)s is your code") if code else _("Your link to sign in")
        values = {"name": name_in(account, row.language), "code": code, "link": link_of(link)}
        EmailMessage(subject % values, _letter(code) % values, to=[handle.value]).send()


def _letter(code: str) -> str:
    if code:
        return _(
            "Somebody asked to sign in at %(name)s with this address.\n\n"
            "The code is %(code)s\n\n"
            "Or open this in the browser in which you asked: %(link)s\n\n"
            "Both are good for 10 minutes, once. If it was not you, do nothing: without them nobody gets in."
        )
    return _(
        "Somebody asked to sign in at %(name)s with this address, more often than people do.\n\n"
        "Open this in the browser in which you asked: %(link)s\n\n"
        "It is good for 10 minutes, once. If it was not you, do nothing: without it nobody gets in."
    )


def _text(row: SignIn, account: Account, handle: Handle, code: str) -> None:
    """A text message leaves by the outbox, where nobody can read the code, and not after it has ended."""
    text = _("%(code)s is your code for %(name)s. It is good for 10 minutes. Tell it to nobody.")
    new = NewOutgoing(
        account=account,
        reference=f"contact:{handle.contact_id}",
        recipient=handle.value,
        external_id=f"sign-in:{ids.random_name()}",
        envelope={"files": [], "purpose": "notice"},
        secret=text % {"code": code, "name": name_in(account, row.language)},
        good_until=row.made_at + CODE_LASTS,
        customer=handle.contact_id,
        automatic=True,
    )
    queue_outgoing(new)


def link_of(token: str) -> str:
    """The address that the letter holds."""
    return f"{settings.BASE_URL}/portal/sign-in/{token}/"
