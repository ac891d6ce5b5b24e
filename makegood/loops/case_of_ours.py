"""A case that begins with us, or with a tap on a page, not with a message: it has an owner and a deadline from its first
moment like every other."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import NewCase, open_many
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, make_many, owed
from makegood.care.promises.queries import Served, policies_for
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.queries import default_account
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.desk.routing.queries import Board
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.loops.word_to_customer import ways_to
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify
from makegood.records.people.models import Queue

CHANNEL_OF_THE_HOUSE = "email"
FORM = "form"  # where a case lies whose customer has no address


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What the case is about. `words`: his own (he waits for an answer); "" when the step is ours. `owner_id`:
    who has it, where that is fixed. `promise` with `due`: what he was promised with it."""

    contact: Contact
    queue: Queue
    subject: str
    words: str = ""
    note: str = ""
    asset: Asset | None = None
    talk: Conversation | None = None
    owner_id: int | None = None
    promise: str = ""
    due: datetime | None = None
    urgency: int = 0
    channel: str = ""  # by which it came, where that is not the one by which he is answered
    owes: tuple[str, ...] = ()  # kinds of promises by policy, where it is not the usual one


@transaction.atomic
def begin_case(told: Begun, *, by: Actor) -> Case:
    """Open it: owner, deadline and what is owed in one transaction, his words and our note in it."""
    talk = told.talk or _talk(told)
    channel = told.channel or talk.account.kind
    served = Served(
        told.contact.pk, told.queue.pk, told.queue.team_id, urgency=told.urgency, channel=channel
    )
    [terms] = policies_for([served])
    moment = now()
    owner = told.owner_id or Board([told.queue]).owners([told.queue])[0]
    usual = Promise.Kind.FIRST_ANSWER if told.words else Promise.Kind.FOLLOW_UP
    kinds = [kind for kind in told.owes if terms.span(kind) is not None] or [usual.value]
    [case] = open_many(
        [
            NewCase(
                contact=told.contact,
                conversation=talk,
                queue=told.queue,
                subject=told.subject,
                owner_id=owner,
                deadline=min(terms.due(kind, moment) for kind in kinds),
                language=told.contact.language,
                channel=channel,
                preview=told.words or told.note,
                urgency=told.urgency,
                asset_id=told.asset.pk if told.asset is not None else None,
                waits=bool(told.words or told.owes),
            )
        ],
        by=by,
    )
    make_many([owed(case, kind, terms, at=moment) for kind in kinds], by=by, opening=True)
    if told.promise and told.due is not None and told.due > moment:
        new = NewPromise(
            case=case, kind=Promise.Kind.CONTRACT, due=told.due, what=told.promise[:300]
        )
        make_many([new], by=by)
    _say(told, talk, case, by=by)
    return case


def house_language() -> str:
    """In which we speak among ourselves: that of our first mailbox."""
    mailbox = default_account(CHANNEL_OF_THE_HOUSE)
    return str(mailbox.language) if mailbox is not None else "en"


def nobody_known(asset: Asset) -> Contact:
    """The one stand-in for whoever has a device that nobody is known to have: its case is about the device alone,
    until somebody finds whose it is."""
    with override(house_language().lower()):
        name = _("Owner of %(serial)s, not known") % {"serial": asset.serial}
    return identify(Sender("other", f"device:{asset.serial}", name=name), by=SYSTEM)


def _say(told: Begun, talk: Conversation, case: Case, *, by: Actor) -> None:
    if told.words:
        file_many(
            [
                NewMessage(
                    conversation=talk,
                    author=Message.Author.CONTACT,
                    text=told.words,
                    case=case.pk,
                    sender=talk.peer,
                    sender_name=told.contact.name,
                )
            ]
        )
    if told.note:
        cases.write_note(case, text=told.note, user=None, by=by)


def _talk(told: Begun) -> Conversation:
    """A new talk by the way by which he is reached; by the form where there is none."""
    way = next(ways_to(told.contact), None)
    account = way.account if way is not None else _form(told.queue)
    [talk] = begin_many(
        [
            NewConversation(
                account=account,
                contact=told.contact,
                peer=way.peer if way is not None else "",
                subject=told.subject,
            )
        ]
    )
    return talk


def _form(queue: Queue) -> Account:
    return default_account(FORM) or make_account(
        kind=FORM, address="portal", name="Makegood", queue=queue
    )
