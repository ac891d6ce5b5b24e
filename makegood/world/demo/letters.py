"""Mails and forms of the last days, as the doors keep them."""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.kernel.clock import now
from makegood.world.demo.filing import Filed
from makegood.world.demo.house import House

ZONE = ZoneInfo("Asia/Shanghai")


def post(told: dict[str, Any], filed: Sequence[Filed], house: House) -> None:
    """A letter comes to one of our mailboxes; it goes on a talk where it answers one."""
    mail = EmailMessage()
    mail["From"] = formataddr((told["name"], told["from"]))
    mail["To"], mail["Subject"] = told["to"], told["subject"]
    mail["Date"] = format_datetime(now())
    name = f"<{zlib.crc32(told['text'].encode()):08x}@{told['from'].partition('@')[2]}>"
    mail["Message-ID"] = name
    if "answers" in told:
        mail["In-Reply-To"] = mail["References"] = _last_name(filed, told["answers"])
    mail.set_content(told["text"].strip() + "\n")
    if "meeting" in told:
        mail.add_alternative(_meeting(told), subtype="calendar", params={"method": "REQUEST"})
    envelope = {"mail_from": told["from"], "rcpt_tos": [told["to"]]}
    _arrive(_mailbox(house, told["to"]), name, mail.as_bytes(), envelope)


def _mailbox(house: House, address: str) -> Account:
    return next(
        one for one in house.accounts.values() if (one.kind, one.address) == ("email", address)
    )


def _last_name(filed: Sequence[Filed], subject: str) -> str:
    """The name of our last letter in that case."""
    one = next(one for one in filed if one.told.subject == subject)
    return next(m.external_id for _entry, m in reversed(one.messages) if m.external_id)


def _meeting(told: dict[str, Any]) -> str:
    """The invitation, as calendars send it."""
    about = told["meeting"]
    begins = _day(about["days"], about["hour"])
    event = Event()
    event.add("uid", about["uid"])
    event.add("summary", about["what"])
    event.add("location", about["where"])
    event.add("dtstamp", now())
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=about["minutes"]))
    organiser = vCalAddress(f"mailto:{told['from']}")
    organiser.params["cn"] = vText(told["name"])
    event.add("organizer", organiser)
    calendar = Calendar()
    calendar.add("prodid", "-//Lanhe//Demo//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _day(ahead: int, hour: int) -> datetime:
    day = now().astimezone(ZONE) + timedelta(days=ahead)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def fill_in(told: dict[str, Any], house: House) -> None:
    """Somebody fills in the form of the portal, without a sign-in; a complaint is taken down as one."""
    once = f"{zlib.crc32(told['text'].encode()):08x}"
    words = {
        "once": once,
        "text": told["text"],
        "about": told.get("about", ""),
        "files": [],
        "sender_kind": "mail",
        "sender": told["mail"],
        "name": told["name"],
        "complaint": told.get("complaint", False),
    }
    body = json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
    _arrive(house.accounts["form", "lanhe"], once, body, {})


def _arrive(account: Account, name: str, body: bytes, envelope: dict[str, Any]) -> None:
    accept_many([Arrival(account_id=account.pk, external_id=name, body=body, envelope=envelope)])
