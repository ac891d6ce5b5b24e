"""Loads the demo company into an empty Makegood, always fresh, and says how to go in."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows
from makegood.base.journal.partitions import ensure_months
from makegood.care.cases.models import Case
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now as clock_now
from makegood.kernel.errors import Refused
from makegood.kernel.text import tsvector
from makegood.records.customers.models import Company, Contact, Handle
from makegood.records.customers.rules import ends, normal
from makegood.world.demo import story
from makegood.world.demo.campaign import call_in
from makegood.world.demo.chronicle import chronicle
from makegood.world.demo.complaints import complained
from makegood.world.demo.content import Contact as Customer
from makegood.world.demo.content import Content, read
from makegood.world.demo.cover import cover_all
from makegood.world.demo.devices import stand
from makegood.world.demo.filing import Filed, file_cases
from makegood.world.demo.house import furnish
from makegood.world.demo.lately import happen
from makegood.world.demo.machines.history import remember
from makegood.world.demo.multiply import world
from makegood.world.demo.promising import ask_all, promise_all
from makegood.world.demo.recovery import make_good
from makegood.world.demo.reviews import of_before, reviewed
from makegood.world.demo.setting import set_up
from makegood.world.demo.tasks import ask_departments, open_departments
from makegood.world.demo.tour import describe
from makegood.world.here import is_loaded
from makegood.world.models import Caught

Progress = Callable[[str], None]
LOCK = 33660001  # any number that only this uses
MONTHS = 6  # as far back as the oldest case
ELSEWHERE = (
    "webchat",
    "reviews",
)  # a chat stays in the chat, a public answer stands where it stands
_KINDS = {"mail": "mail", "phone": "phone", "order": "order"}


class NotEmpty(Refused):
    """The database holds somebody's real work."""


def load(now: datetime | None = None, progress: Progress = print) -> list[str]:
    """Has the demo company in the database (twice changes nothing) and gives the lines that say how to go in.

    Raises NotEmpty when there is anything in the database that is not the demo company's.
    """
    load_demo(now, progress)
    return describe()


@transaction.atomic
def load_demo(now: datetime | None = None, progress: Progress = print) -> bool:
    """Load everything or nothing; False when it was there already. One transaction, sets of rows."""
    rows("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if is_loaded():
        return False
    if User.objects.exists() or Contact.objects.exists() or Case.objects.exists():
        raise NotEmpty(
            _(
                "This database is in use. The demo company is loaded into an empty one only: set MAKEGOOD_HOME to another folder."
            )
        )
    moment = now or clock_now()
    ensure_months(back=MONTHS)
    made = world(moment)
    progress(f"demo company: {len(made.contacts)} contacts and {len(made.cases)} cases are told")
    house = furnish(made.content, by=SYSTEM)
    progress(f"demo company: {len(house.users)} people in {len(house.queues)} teams")
    people = _contacts(made.contacts, made.cases)
    park = stand(made.content, people, now=moment)
    progress(f"demo company: {len(park.assets)} devices")
    filed = file_cases(made.content, made.cases, house=house, people=people, assets=park.assets)
    progress(f"demo company: {sum(len(one.messages) for one in filed)} messages")
    promises = promise_all(filed, house=house)
    questions, closures = ask_all(filed)
    _received(filed)
    told = reviewed(filed)
    complaints = complained(filed, now=moment)
    count = chronicle(
        filed,
        promises=promises,
        questions=questions,
        closures=closures,
        complaints=complaints,
    )
    told += of_before(house, now=moment)
    channels = set_up(house, now=moment, by=SYSTEM)
    known = {one: contact for one, (_customer, contact) in people.items()}
    happen(house, filed, people=known, channels=channels, now=moment)
    progress(
        f"demo company: {told} reviews, {len(complaints)} complaints, {len(channels)} channels"
    )
    ask_departments(filed, house=house, plans=open_departments(house, by=SYSTEM))
    cover_all(house, now=clock_now())
    make_good(now=clock_now(), by=SYSTEM)
    ours = {
        one.row.asset.serial: one.row
        for one in filed
        if one.row.asset and one.told.state != "closed"
    }
    pairs = [(park.told[name], asset) for name, asset in park.assets.items()]
    progress(
        f"demo company: {remember(pairs, cases=ours, queues=house.queues, now=moment, by=SYSTEM)}"
    )
    recalled = call_in(park.products, house.queues, now=moment, by=SYSTEM)
    progress(f"demo company: {recalled} devices are called in")
    rows("ANALYZE")  # the planner knows the tables from the first page on
    progress(f"demo company: {count} facts in the journal")
    return True


def _contacts(
    customers: Iterable[Customer], cases: Iterable[story.Case]
) -> dict[str, tuple[Customer, Contact]]:
    """Contacts with companies and handles, by the ids of the story."""
    content, known = read(), list(customers)
    first: dict[str, datetime] = {}
    for case in cases:
        first.setdefault(case.contact, case.opened)
    names = sorted({one.organisation for one in known if one.organisation})
    companies = {c.name: c for c in Company.objects.bulk_create([Company(name=n) for n in names])}
    made = Contact.objects.bulk_create([_contact(one, companies, content, first) for one in known])
    pairs = list(zip(known, made, strict=True))
    Handle.objects.bulk_create([handle for pair in pairs for handle in _handles(*pair)])
    return {customer.id: (customer, contact) for customer, contact in pairs}


def _contact(
    one: Customer, companies: dict[str, Company], content: Content, first: dict[str, datetime]
) -> Contact:
    machines = [f"{content.products[a.product].model} · {a.serial}" for a in one.assets]
    return Contact(
        name=one.name,
        terms=tsvector(one.name),
        company=companies[one.organisation] if one.organisation else None,
        language=one.language,
        zone=one.zone,
        place=one.place,
        facts=[*one.preferences, *one.notes, *machines],
        made_at=first.get(one.id) or clock_now(),
    )


def _handles(customer: Customer, contact: Contact) -> Iterable[Handle]:
    for name, value in customer.handles.items():
        if value == "yes" or (name == "whatsapp"):
            continue  # the same number as the telephone
        kind = _KINDS.get(name, "other")
        shown = value if kind != "other" else f"{name}:{value}"
        yield Handle(
            contact=contact,
            kind=kind,
            value=normal(kind, shown),
            shown=shown,
            parts=ends(kind, normal(kind, shown)),
            verified_at=contact.made_at,
            made_at=contact.made_at,
        )


def _received(filed: Iterable[Filed]) -> None:
    """What customers have in their mailboxes from before."""
    Caught.objects.bulk_create(
        [
            Caught(
                channel=message.conversation.account.kind,
                account=message.conversation.account.address,
                recipient=message.conversation.peer,
                external_id=message.external_id,
                subject=f"Re: {one.told.subject}"[:300] if message.external_id else "",
                text=entry.text,
                at=entry.at + timedelta(seconds=2),
            )
            for one in filed
            for entry, message in one.messages
            if entry.author != "contact" and message.conversation.account.kind not in ELSEWHERE
        ]
    )
