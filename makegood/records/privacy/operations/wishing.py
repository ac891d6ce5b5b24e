"""How a person wants to be written to, and in what language."""

from collections.abc import Mapping, Sequence
from datetime import time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.base.database import rows, run, table
from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import change_contact
from makegood.records.privacy.events import LanguageRecognised, WishesChanged
from makegood.records.privacy.models import Heard, Spoken, Wishes
from makegood.records.privacy.rules import heard, settled

EVIDENCE = 5  # messages that are shown for a recognised language


@transaction.atomic
def wish(
    contact: Contact,
    *,
    only_owed: bool,
    no_surveys: bool,
    not_by: Sequence[str] = (),
    quiet: tuple[time, time] | None = None,
    by: Actor,
) -> Wishes:
    """Keep how he wants to be written to; every automatic message asks it. The journal is the ledger of it."""
    Contact.objects.select_for_update(no_key=True).only("pk").get(pk=contact.pk)
    begins, ends = quiet or (None, None)
    if quiet and begins == ends:
        raise Invalid(
            _("Quiet hours must end at another time than they begin."), field="quiet_until"
        )
    told = {
        "only_owed": only_owed,
        "no_surveys": no_surveys,
        "not_by": sorted(set(not_by)),
        "quiet_from": begins,
        "quiet_until": ends,
    }
    before = Wishes.objects.filter(contact=contact).values(*told).first()
    wishes, _made = Wishes.objects.update_or_create(
        contact=contact, defaults={**told, "told_by": str(by), "at": now()}
    )
    if before != told:
        record(
            WishesChanged(
                contact_id=contact.pk,
                only_owed=only_owed,
                no_surveys=no_surveys,
                not_by=wishes.not_by,
                quiet=quiet is not None,
            ),
            subject=f"contact:{contact.pk}",
            customer=contact.pk,
            by=by,
        )
    return wishes


@transaction.atomic
def speak(contact: Contact, *, language: str, by: Actor) -> Contact:
    """Write to him in this language from now on, because he or one of us said so: nothing that is read
    from his messages changes it. Raises Invalid for a language that we do not have."""
    if language not in Language.values:
        raise Invalid(_("Choose one of the languages."), field="language")
    source = Spoken.Source.HIMSELF if by.kind == "contact" else Spoken.Source.STAFF
    Spoken.objects.update_or_create(contact=contact, defaults={"source": source, "at": now()})
    return _written_in(contact, language, source, by)


def _written_in(contact: Contact, language: str, source: str, by: Actor) -> Contact:
    if contact.language != language:
        contact = change_contact(contact, language=language, by=by)
        record(
            LanguageRecognised(contact_id=contact.pk, language=language, source=source),
            subject=f"contact:{contact.pk}",
            customer=contact.pk,
            by=by,
        )
    return contact


@transaction.atomic
def listen(said: Mapping[int, Sequence[tuple[int, str]]]) -> int:
    """Take in what contacts wrote: (message, text) in order for each. Returns how many are written to in
    another language from now on."""
    locked = Contact.objects.select_for_update(no_key=True).filter(pk__in=sorted(said))
    speaks = dict(locked.order_by("pk").values_list("pk", "language"))
    known = Spoken.objects.in_bulk(list(speaks))
    changed, learned = 0, []
    for pk, language in speaks.items():
        spoken = known.get(pk) or Spoken(contact_id=pk)
        before = spoken.weights
        for message, text in said[pk]:
            weights = heard(spoken.weights, text)
            if weights != spoken.weights:
                spoken.weights = weights
                spoken.messages = [*spoken.messages, message][-EVIDENCE:]
        if spoken.weights != before:
            learned.append({"id": pk, "weights": spoken.weights, "messages": spoken.messages})
        now_in = settled(spoken.weights, language)
        if spoken.source == Spoken.Source.READ and now_in != language:
            _written_in(Contact.objects.get(pk=pk), now_in, Spoken.Source.READ, SYSTEM)
            changed += 1
    if learned:
        run(KEEP, [Spoken.Source.READ.value, now(), table(learned)])
    return changed


KEEP = """
INSERT INTO privacy_spoken (contact_id, source, weights, messages, at)
SELECT id, %s, weights, messages, %s FROM json_to_recordset(%s) AS r(id bigint, weights jsonb, messages jsonb) ORDER BY id
ON CONFLICT (contact_id) DO UPDATE SET weights = excluded.weights, messages = excluded.messages, at = excluded.at
"""
NEXT = "SELECT pg_current_xact_id()::text::bigint"
# Somebody else's in this database, still running, that began before: a message of his may have a lower number than
# what is seen. A snapshot names those below the last that ended; what began since then runs as well. (A number far
# ahead is of another server, from which the data came.)
RUNNING = """
WITH here AS (SELECT pg_current_snapshot() AS now), began AS (
  SELECT x::text::bigint AS x FROM here, pg_snapshot_xip(now) AS x
  UNION ALL SELECT generate_series(most, CASE WHEN %(before)s < most + 1000 THEN %(before)s - 1 ELSE 0 END)
  FROM (SELECT pg_snapshot_xmax(now)::text::bigint AS most FROM here) m)
SELECT count(*) FROM began
WHERE x < %(before)s AND x IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint AND NOT EXISTS (
  SELECT 1 FROM pg_stat_activity a
  WHERE a.datname <> current_database() AND a.backend_xid::text::bigint = x %% 4294967296)
"""


def to_hear(newest: int) -> tuple[int, int]:
    """Between which messages languages are to be taken in now; `newest`: the last one that is there. Up to the
    second number none can come any more: whoever wrote at the same time is through."""
    mark = Heard.objects.get_or_create(pk=1)[0]
    if mark.seen <= mark.message < newest:
        [(mark.horizon,)] = rows(NEXT, [])
        mark.seen = newest
        mark.save(update_fields=["seen", "horizon"])
    [(running,)] = rows(RUNNING, {"before": mark.horizon})
    return mark.message, mark.message if running else max(mark.seen, mark.message)


def note_heard(message: int) -> None:
    """Languages were taken in up to this message."""
    Heard.objects.filter(pk=1, message__lt=message).update(message=message)
