from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access import sealing
from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.desk.translating.errors import Failed, NotWanted, Off
from makegood.desk.translating.events import MachineRefused, TranslatorSet
from makegood.desk.translating.models import Connection, Rendering, Translation, Unasked
from makegood.desk.translating.ports import PURPOSE, NotTranslated, translators
from makegood.desk.translating.queries import connection, digest_of, rests, unasked
from makegood.desk.translating.rules import LONGEST, Differs, cover, differs, uncover
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, language_of
from makegood.records.customers.models import Contact
from makegood.records.customers.ports import holds_contacts

RESTS = timedelta(seconds=30)  # a service that fails is not asked again at once
PROBE = "M-2417"


@transaction.atomic
def connect(*, kind: str, api: str, key: str | None, is_on: bool, by: Actor) -> Connection:
    """Say which service translates. `key`: None leaves the one that is kept. Raises Invalid."""
    if kind not in translators():
        raise Invalid(_("Choose one of the services."), field="kind")
    before = Connection.objects.select_for_update().filter(pk=1).first()
    kept = dict(before.settings) if before else {}
    sealed = sealing.seal(key.strip(), purpose=PURPOSE) if key is not None else kept.get("key", "")
    same = kept.get("api") == api and before is not None and before.kind == kind
    codes = kept.get("codes", {}) if same else {}
    told = {
        "kind": kind,
        "settings": {"api": api.strip(), "key": sealed, "codes": codes},
        "is_on": is_on,
        "set_by": str(by),
        "at": now(),
        "rests_until": None,
    }
    row, _made = Connection.objects.update_or_create(pk=1, defaults=told)
    record(TranslatorSet(service=kind, is_on=is_on), subject="translating", by=by)
    return row


def try_out(row: Connection) -> dict[str, str]:
    """Ask the service which of our languages it knows, and let it translate a few words; what it knows is kept.
    Raises Failed."""
    translator, settings = translators()[row.kind], _open(row)
    try:
        codes = translator.languages(settings)
        if len(codes) > 1:
            first, second, *_rest = codes
            settings["codes"] = codes
            translator.translate([PROBE], source=first, target=second, settings=settings)
    except NotTranslated as error:
        raise Failed(str(error)) from error
    kept = {**row.settings, "codes": codes}
    Connection.objects.filter(pk=1, at=row.at).update(settings=kept, rests_until=None)
    return codes


def _open(row: Connection) -> dict[str, Any]:
    try:
        key = sealing.unseal(str(row.settings.get("key", "")), purpose=PURPOSE)
    except sealing.Unreadable as error:
        raise Failed(_("The key cannot be read any more. Enter it again.")) from error
    return {**row.settings, "key": key}


@transaction.atomic
def refuse_machine(contact: Contact, *, refused: bool, by: Actor) -> None:
    """Keep whether he minds that a machine reads his words; what was translated is dropped when he does."""
    Contact.objects.select_for_update(no_key=True).only("pk").get(pk=contact.pk)
    if refused:
        _row, changed = Unasked.objects.get_or_create(
            contact=contact, defaults={"told_by": str(by)}
        )
        Translation.objects.filter(message__conversation__contact=contact).delete()
    else:
        changed = bool(Unasked.objects.filter(contact=contact).delete()[0])
    if changed:
        fact = MachineRefused(contact_id=contact.pk, refused=refused)
        record(fact, subject=f"contact:{contact.pk}", customer=contact.pk, by=by)


def translate_messages(
    messages: Sequence[Message], *, contact_id: int, reader: str
) -> list[Translation]:
    """Put messages of one customer into the reader's language, and keep it; twice is once. Raises Off, NotWanted,
    Failed."""
    made, service = [], _on().kind
    for source in sorted({language_of(message.text) for message in messages}):
        told = [message for message in messages if language_of(message.text) == source]
        texts = [message.text for message in told]
        found = _translated(texts, contact_id, source=source, target=reader)
        made += [_made(m, text, reader, service) for m, text in zip(told, found, strict=True)]
    with transaction.atomic():
        if Unasked.objects.filter(contact=contact_id).exists():
            raise NotWanted(_WISH)  # he said so while the machine read
        made = _still_said(made)
        Translation.objects.bulk_create(made, ignore_conflicts=True)
    return made


def _still_said(made: Sequence[Translation]) -> list[Translation]:
    """Without those of messages that were erased while the machine read; the others stay until this is kept."""
    pks = [one.message_id for one in made]
    mine = Message.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    said = dict(mine.values_list("pk", "text"))
    return [one for one in made if said.get(one.message_id) == one.message.text]


def _made(message: Message, text: str, reader: str, service: str) -> Translation:
    found = differs(message.text, text)
    lost, added = list(found.lost), list(found.added)
    return Translation(
        message=message, language=reader, text=text, lost=lost, added=added, by=service
    )


@dataclass(frozen=True)
class Rendered:
    """What would be sent, what it says when it is put back, and what is not the same."""

    own: str
    foreign: str
    back: str
    found: Differs


def render_words(case: Case, text: str, *, source: str, target: str) -> Rendered:
    """Put words of ours into the customer's language and back again. Nothing is kept and nothing is sent. Raises
    Invalid, Off, NotWanted, Failed."""
    text = clean(text).strip()
    if not text:
        raise Invalid(_("Write your reply first."), field="text")
    if len(text) > LONGEST:
        raise Invalid(_("This is longer than a machine translates at once."), field="text")
    [foreign] = _translated([text], case.contact_id, source=source, target=target)
    [back] = _translated([foreign], case.contact_id, source=target, target=source)
    return Rendered(text, foreign, back, differs(text, foreign))


@transaction.atomic
def keep_rendering(case: Case, *, own: str, foreign: str, user: User) -> Rendering:
    """He took these words into his reply: what he wrote first is kept beside them. Twice is once."""
    own, foreign = clean(own).strip(), clean(foreign).strip()
    if not own or not foreign:
        raise Invalid(_("Write your reply first."), field="foreign")
    row, _made = Rendering.objects.update_or_create(
        case=case,
        digest=digest_of(foreign),
        defaults={
            "own": own[:LONGEST],
            "foreign": foreign[: 2 * LONGEST],
            "user": user,
            "at": now(),
        },
    )
    return row


_WISH = _("This customer does not want a machine to read his words.")


def _on() -> Connection:
    row = connection()
    if row is None or not row.is_on or row.kind not in translators():
        raise Off(_("Translation is switched off."))
    return row


def _translated(texts: Sequence[str], contact_id: int, *, source: str, target: str) -> list[str]:
    """Only what may leave goes out; it comes back to its place here. Outside any transaction: it takes as long as
    the service does."""
    row = _on()
    if unasked(contact_id):
        raise NotWanted(_WISH)
    if rests(row):
        raise Failed(
            _("The translation does not answer at the moment. Try again in half a minute.")
        )
    covered = [cover(text) for text in texts]
    try:
        found = translators()[row.kind].translate(
            [one.text for one in covered], source=source, target=target, settings=_open(row)
        )
    except NotTranslated as error:
        Connection.objects.filter(pk=1).update(rests_until=now() + RESTS)
        raise Failed(
            _("The translation does not answer: %(why)s") % {"why": str(error)[:120]}
        ) from error
    return [clean(uncover(text, one.kept)) for text, one in zip(found, covered, strict=True)]


def _give(away: int, into: int) -> bool:
    """What either of them does not want is not done."""
    theirs = Unasked.objects.filter(contact=away).first()
    if theirs is None:
        return False
    told = {"told_by": theirs.told_by, "at": theirs.at}
    return Unasked.objects.get_or_create(contact_id=into, defaults=told)[1]


def _back(given: Any, away: int, into: int) -> None:  # noqa: ARG001 - the port's signature
    if given:
        Unasked.objects.filter(contact=into).delete()


holds_contacts("unasked", give=_give, back=_back)
