"""Cases and what was written in them; an open one speaks against erasing."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import empty_of, keeps
from makegood.base.privacy.naming import ERASED
from makegood.base.privacy.registry import HELD, impersonal, personal, speaks_against_erasing
from makegood.care.cases.models import Case, Closure, Note

BY = "ids of rows, of our staff, or names of channels"

personal(
    "cases.Case", "subject", "waiting_reason", "preview", "terms", title=_("Cases"), of="contact"
)
impersonal("cases.Case", BY, "channel")
personal("cases.OwnerChange", "reason", title=_("Owners"), of="case__contact", exported=False)
impersonal("cases.OwnerChange", BY, "actor")
personal("cases.Note", "text", "terms", title=_("Internal notes"), of="case__contact")
personal(
    "cases.NoteFile", title=_("Files of notes"), of="note__case__contact", drop=True, files="file"
)
personal(
    "cases.Draft",
    "text",
    title=_("Drafts"),
    of="case__contact",
    drop=True,
    files="files",
    exported=False,
)
personal("cases.Question", "words", title=_("What you answered"), of="case__contact")
personal(
    "cases.Merge",
    "why",
    "before",
    title=_("Merges of cases"),
    of=("away__contact", "into__contact"),
    exported=False,
)
impersonal("cases.Merge", BY, "by", "moved", "undone_by")
impersonal("cases.Split", BY, "by")


@speaks_against_erasing("open cases")
def cases_are_open(contacts: Sequence[int]) -> str | Promise:
    """What is open is brought to its end first."""
    open_ones = Case.objects.filter(contact__in=contacts).exclude(status=Case.Status.CLOSED)
    if open_ones.exists():
        return _("Cases of this person are still open. Close them first, then confirm again.")
    return ""


OF_MANY = frozenset({"cover.ShiftHandover"})  # one row for several cases
PUBLIC = "feedback."  # reviews are read elsewhere too, and have their own rule
OF_CASE = re.compile(r"(?:^|.*__)(?:case|away|into)$")
OF_TALK = re.compile(r"(?:^|.*__)conversation$")


def _tables() -> Iterator[tuple[str, str]]:
    """Every table with something of a case, and the way from its rows to the case."""
    yield "conversations.Conversation", "strand__case"
    for label, held in HELD.items():
        if label in OF_MANY or (label.startswith(PUBLIC) and label != "feedback.Complaint"):
            continue
        for way in held.of:
            stem = way.removesuffix("__contact")
            if stem != way and OF_CASE.match(stem):
                yield label, stem
            elif stem != way and OF_TALK.match(stem):
                yield label, f"{stem}__strand__case"
    yield "cases.Case", "pk"


def bare(closure: int, *, only_files: bool) -> tuple[int, list[str]]:
    """Empty a closed case of its words, or of its files alone, in the caller's transaction; the case stays with
    its dates, promises and owners. How many rows changed, and the names of stored bytes that go; nothing of a case
    that was taken up again in this moment."""
    case = Closure.objects.filter(pk=closure).values_list("case", flat=True).get()
    mine = Case.objects.select_for_update(no_key=True).filter(pk=case, status=Case.Status.CLOSED)
    if not mine.values_list("pk", flat=True).first():
        return 0, []
    if not Closure.objects.filter(pk=closure, reopened_at=None).exists():
        return 0, []
    found = [empty_of(label, way, case, only_files=only_files) for label, way in _tables()]
    return sum(n for n, _names in found), [name for _n, names in found for name in names]


EMPTY = ("", ERASED)
# A case that was emptied may have been taken up and closed again since: what was written then is due in its turn.
SAID_SINCE = Note.objects.filter(case=OuterRef("case")).exclude(text__in=EMPTY)
CLOSED = {"reopened_at": None, "case__status": Case.Status.CLOSED}
keeps(
    kind="case files",
    title=_("Files of closed cases"),
    loses=_("Photos, documents and recordings of the case cannot be opened any more."),
    label="cases.Closure",
    since="at",
    days=730,
    only=CLOSED,
    contact="case__contact",
    whole=partial(bare, only_files=True),
    batch=20,
)
keeps(
    kind="cases",
    title=_("Words of closed cases: messages, notes, hand-offs, files"),
    loses=_(
        "Nobody can read any more what was said. Dates, promises and who was responsible stay for the statistics. Who comes back begins anew."
    ),
    label="cases.Closure",
    since="at",
    days=1825,
    only=CLOSED,
    done=Q(case__subject__in=EMPTY, case__preview__in=EMPTY) & ~Exists(SAID_SINCE),
    contact="case__contact",
    whole=partial(bare, only_files=False),
    batch=20,
)
keeps(
    kind="drafts",
    title=_("Drafts that nobody sent"),
    loses=_("What somebody began to write and left goes, with its files."),
    label="cases.Draft",
    since="saved_at",
    days=180,
    files="files",
    moves=True,
)
