"""Notes, titles, and drafts that survive everything."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows, run
from makegood.base.files.models import File
from makegood.care.cases.events import (
    CaseLookedAt,
    CaseRenamed,
    NoteWritten,
)
from makegood.care.cases.models import (
    Case,
    Draft,
    Note,
    NoteFile,
)
from makegood.care.cases.operations.state import lock, lock_at, save, tell
from makegood.contact.channels.models import RawItem
from makegood.contact.channels.operations import looked_at
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, shorten, tsvector


@transaction.atomic
def write_note(
    case: Case, *, text: str, user: User | None, by: Actor, files: Sequence[File] = ()
) -> Note:
    """A note for ourselves; without a user it is the system's."""
    case = lock(case.pk)
    text = clean(text).strip()
    if not text and not files:
        raise Invalid(_("Write something first."), field="text")
    note = Note.objects.create(case=case, user=user, text=text)
    run("UPDATE cases_note SET terms = %s::tsvector WHERE id = %s", [tsvector(text), note.pk])
    NoteFile.objects.bulk_create([NoteFile(note=note, file=file) for file in files])
    save(case)
    tell(case, NoteWritten(case_id=case.pk, note_id=note.pk), by)
    return note


@transaction.atomic
def rename(case: Case, *, subject: str, by: Actor) -> Case:
    """Another title."""
    case = lock(case.pk)
    before, case.subject = case.subject, shorten(clean(subject), 300)
    if not case.subject:
        raise Invalid(_("Give the case a title."), field="subject")
    save(case, "subject")
    run(
        "UPDATE cases_case SET terms = %s::tsvector WHERE id = %s",
        [tsvector(case.subject), case.pk],
    )
    tell(case, CaseRenamed(case_id=case.pk, before=before, after=case.subject), by)
    return case


def save_draft(case: Case, *, user: User, kind: str, text: str, revision: int) -> int:
    """Keep what is being typed. An older revision (another tab) never overwrites a newer one.

    Returns the revision that is kept now.
    """
    [(kept,)] = rows(
        "INSERT INTO cases_draft (case_id, user_id, kind, text, saved_at, revision)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (case_id, user_id, kind) DO UPDATE SET"
        " text = CASE WHEN excluded.revision >= cases_draft.revision THEN excluded.text ELSE cases_draft.text END,"
        " saved_at = excluded.saved_at,"
        " revision = greatest(excluded.revision, cases_draft.revision) RETURNING revision",
        [case.pk, user.pk, kind, clean(text)[:100_000], now(), revision],
    )
    return int(kept)


@transaction.atomic
def add_draft_file(case: Case, *, user: User, kind: str, file: File) -> Draft:
    """Hold a file with the draft."""
    draft, _made = Draft.objects.get_or_create(case=case, user=user, kind=kind)
    draft.files.add(file)
    return draft


def drop_draft_file(case: Case, *, user: User, kind: str, key: str) -> None:
    """Take a file out of the draft; the bytes stay."""
    Draft.files.through._default_manager.filter(
        draft__case=case, draft__user=user, draft__kind=kind, file__key=key
    ).delete()


def drop_draft(case: Case, *, user: User, kind: str) -> None:
    """The words were sent."""
    Draft.objects.filter(case=case, user=user, kind=kind).delete()


@transaction.atomic
def needs_no_look(case: Case, *, by: Actor, version: int | None = None) -> None:
    """A person has looked at what could not be read or verified, as it lay on the page that was shown.
    Raises CaseChanged when more came since."""
    case = lock_at(case.pk, version=version)
    for raw in RawItem.objects.filter(message__conversation__strand__case=case, needs_look=True):
        looked_at(raw)
    case.needs_look = False
    save(case, "needs_look")
    tell(case, CaseLookedAt(case_id=case.pk), by)
