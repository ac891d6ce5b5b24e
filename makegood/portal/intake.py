"""What customers send on these pages: stored raw first, then in a case, and the same thing twice is once."""

import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from makegood.base.access.operations import give_grant
from makegood.base.files.operations import MAX_BYTES, safe_name
from makegood.base.files.store import store
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.operations import (
    Arrival,
    accept_many,
    make_account,
)
from makegood.contact.channels.queries import default_account
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import ids
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.loops.case_to_answer import notify
from makegood.loops.case_to_confirmation import LINK_LASTS, status_link
from makegood.loops.contact_to_case import file_now
from makegood.portal.limits import take
from makegood.portal.status import FORM_PURPOSE, Opened
from makegood.records.customers.operations import add_handle
from makegood.records.customers.rules import normal_mail, normal_phone
from makegood.records.people.queries import default_queue

KIND = "form"
LONGEST = 20_000
FILES_AT_MOST = 10
KEPT_FOR = timedelta(days=1)
HOUR = timedelta(hours=1)
LOOKS, LOOK_SECONDS = 8, 0.1  # for a case that is being made: then the page says that we have it
ONCE = re.compile(r"[a-z0-9]{16,40}")
SALT = "portal.kept-file"
logger = structlog.get_logger()


@dataclass(frozen=True)
class KeptFile:
    """A file whose bytes are with us before its message is: its name survives a form that is not yet right."""

    sha256: str
    name: str
    type: str
    size: int

    @property
    def ticket(self) -> str:
        """What the page carries for it; nobody can make one for bytes he did not send."""
        return signing.dumps(asdict(self), salt=SALT)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The form as somebody filled it in. `once` is the page's own name: the same page is one case."""

    once: str
    text: str
    name: str = ""
    reach: str = ""
    about: str = ""
    language: str = "en"
    files: tuple[KeptFile, ...] = ()
    complaint: bool = False


def form_account(*, keep: bool = False) -> Account | None:
    """The account of the portal's form: the active one; None before there is a queue. Before the first
    message it is one that is not kept yet: looking at the form writes nothing, `keep` makes it."""
    found = default_account(KIND)
    queue = default_queue()
    if found is not None or queue is None:
        return found
    if Account.objects.filter(kind=KIND).exists():
        return default_account(KIND)  # somebody else made it just now, or it is switched off
    if not keep:
        return Account(kind=KIND, address="portal", name="Makegood", queue=queue)
    return make_account(kind=KIND, address="portal", name="Makegood", queue=queue)


def new_once() -> str:
    """A name for one page that is about to be filled in."""
    return ids.random_name(24)


def fitting(
    uploads: Sequence["UploadedFile[Any]"], tickets: Sequence[str]
) -> tuple[list["UploadedFile[Any]"], str]:
    """Those that can be taken, and what is to be said of the others, by their names; "" where all can."""
    small = [one for one in uploads if (one.size or 0) <= MAX_BYTES]
    taken = small[: max(FILES_AT_MOST - len(tickets), 0)]
    large = [one for one in uploads if one not in small]
    told = [
        (large, _("This file is larger than 25 MB. Send a link or a smaller file.")),
        (small[len(taken) :], _("At most ten files fit one message.")),
    ]
    said = [
        f"{', '.join(safe_name(x.name or '') for x in which)} · {why}"
        for which, why in told
        if which
    ]
    return taken, " ".join(said)


def keep_files(
    uploads: Sequence["UploadedFile[Any]"], tickets: Sequence[str]
) -> tuple[KeptFile, ...]:
    """Store what was uploaded now (as `fitting` found it), beside what an earlier try of the same page brought."""
    earlier = [_read(ticket) for ticket in tickets[:FILES_AT_MOST]]
    return (*(kept for kept in earlier if kept), *(_keep(upload) for upload in uploads))


def _keep(upload: "UploadedFile[Any]") -> KeptFile:
    content = upload.read()
    sha256 = hashlib.sha256(content).hexdigest()
    store().put(sha256, content)
    type_ = clean(upload.content_type or "")[:120] or "application/octet-stream"
    return KeptFile(sha256, safe_name(upload.name or "") or "file", type_, len(content))


def content_of(kept: KeptFile) -> bytes:
    """The bytes of a file that a form brought; empty when they are gone."""
    try:
        return store().get(kept.sha256)
    except FileNotFoundError:
        return b""


def _read(ticket: str) -> KeptFile | None:
    try:
        return KeptFile(**signing.loads(ticket, salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError):
        return None


def check(filled: Filled) -> dict[str, Any]:
    """What is not right yet, by field; empty when it can be sent."""
    wrong: dict[str, Any] = {}
    if not filled.text.strip() and not filled.files:
        wrong["text"] = _("Write what happened, in your own words.")
    if len(filled.text) > LONGEST:
        wrong["text"] = _("This is longer than 20,000 characters. Shorten it, or add it as a file.")
    if not filled.reach.strip():
        wrong["reach"] = _("We need a mail address or a phone number to reach you.")
    elif not _reach(filled.reach)[1]:
        wrong["reach"] = _(
            "This is neither a mail address nor a phone number. Check how it is written."
        )
    return wrong


def _reach(text: str) -> tuple[str, str]:
    """(mail or phone, the address as given), the second empty when it is neither."""
    text = clean(text).strip()
    if "@" in text:
        good = normal_mail(text) and "." in text.rpartition("@")[2]
        return "mail", normal_mail(text) if good else ""
    digits = sum(c.isdigit() for c in text)
    return "phone", text if 7 <= digits <= 15 and normal_phone(text) else ""


def send_form(filled: Filled, *, account: Account, network: str) -> Message | None:
    """Take a form: durable first, then a case. The same form again is the same message.

    None when it is durable and the worker files it in a moment. Raises TooMany.
    """
    kind, address = _reach(filled.reach)
    take("form.network", network, most=60, per=HOUR)
    take("form.address", address, most=40, per=HOUR)
    told = _told(filled.once, filled.text, filled.files) | {
        "sender_kind": kind,
        "sender": address,
        "name": clean(filled.name).strip()[:120],
        "about": clean(filled.about).strip()[:120],
        "language": filled.language,
        "complaint": filled.complaint,
    }
    message = _file(account, told)
    if message is not None and account.settings.get("mail_link"):
        _mail_link(message.conversation, address if kind == "mail" else "")
    return message


def is_here(account: Account, once: str) -> bool:
    """Whether a form of that name came, filed or not."""
    return RawItem.objects.filter(account=account, external_id=once).exists()


def form_link(talk_id: int) -> str:
    """A fresh address for whoever filled in the form: it shows less than a link that was mailed."""
    token = give_grant(purpose=FORM_PURPOSE, subject=talk_id, lasts=LINK_LASTS)
    return f"{settings.BASE_URL}/s/{token}/"


def add_words(
    page: Opened,
    *,
    once: str,
    text: str,
    files: tuple[KeptFile, ...],
    language: str,
    network: str,
    complaint: bool = False,
) -> Message | None:
    """Further words by a link to a case, or its complaint; the same page again is once. None when the worker
    files them.

    Raises Invalid for nothing to say, and TooMany.
    """
    text = clean(text).strip()
    if not text and not files:
        raise Invalid(_("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Invalid(
            _("This is longer than 20,000 characters. Shorten it, or add it as a file."),
            field="text",
        )
    talk = page.talks[0]
    take("link.case", str(page.case.pk if page.case else 0), most=60, per=HOUR)
    take("form.network", network, most=60, per=HOUR)
    kind, address = _sender_of(talk)
    told = _told(once, text, files) | {
        "sender_kind": kind,
        "sender": address,
        "name": talk.contact.name,
        "conversation": talk.pk,
        "by_link": page.talk is None,  # a link that the form gave proves nothing
        "language": language,
        "complaint": complaint,
    }
    return _file(form_account(keep=True) or talk.account, told)


def _told(once: str, text: str, files: Sequence[KeptFile]) -> dict[str, Any]:
    name = once if ONCE.fullmatch(once) else new_once()
    listed = [{"sha256": f.sha256, "name": f.name, "type": f.type} for f in files]
    return {"once": name, "text": clean(text).strip(), "files": listed}


def _sender_of(talk: Conversation) -> tuple[str, str]:
    """A handle by which the same contact is found again."""
    handle = talk.contact.handles.order_by("pk").first()
    if handle is None:
        value = f"contact-{talk.contact_id}"
        handle = add_handle(talk.contact, kind="other", value=value, by=SYSTEM)
    return handle.kind, handle.value


def _file(account: Account, told: dict[str, Any]) -> Message | None:
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    [raw] = accept_many([Arrival(account_id=account.pk, external_id=told["once"], body=body)])
    try:
        for _n in range(LOOKS):  # the same page sent twice, or a worker, has it in hand just now
            message = file_now(raw)
            if message is not None:
                return message
            time.sleep(LOOK_SECONDS)
        return None
    except Exception:
        logger.warning("a form waits for the worker", raw=raw, exc_info=True)
        return None


def _mail_link(talk: Conversation, address: str) -> None:
    """The link by mail, where the company wants it, to whom a machine may write today."""
    case = cases_of_conversations([talk.pk])[talk.pk]
    if address and talk.account.kind == "email":
        text = _("We have your message. Here you see where it stands: %(link)s")
        notify(talk, text % {"link": status_link(case)}, case=case)
