"""What the base keeps, and why it is nobody's outside; file names are of whoever sent the file."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.facts import WORDS, forget_old_words
from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal

STAFF = "of our own staff: it ends with the account, not with a customer"
PROGRAM = "written by the program: names, kinds and ids"

impersonal("access.User", STAFF, "password", "email", "name", "zone", "theme")
impersonal("access.Grant", "digests and purposes, no name", "token", "purpose")
impersonal("access.Workplace", "of the company itself", "name", "second_step_roles")
impersonal(
    "journal.Entry",
    "ids and plain values; the few words in it go by `facts`",
    "kind",
    "actor",
    "subject",
    "facts",
)
impersonal("journal.Reaction", PROGRAM, "name", "subject", "error")
impersonal("jobs.Beat", PROGRAM, "name", "kind", "facts")
impersonal("jobs.SweepRun", PROGRAM, "name", "error")
impersonal("jobs.Key", "digests; dropped after a day", "scope", "key", "digest", "answer")
impersonal("invariants.Tally", "names of checks and ids of rows", "name", "examples")
personal(
    "files.File",
    "name",
    "said",
    title=_("Files"),
    of=(
        "messagefile__message__conversation__contact",
        "notefile__note__case__contact",
    ),
)
impersonal("files.File", "drawn by lot, computed, or a kind of file", "key", "sha256", "type")
keeps(
    kind="journal",
    title=_("Words in the journal: old titles, answers of mail servers"),
    loses=_("The history of a case says that its title changed, and not from what to what."),
    label="journal.Entry",
    since="at",
    days=730,
    only={"kind__in": tuple(WORDS)},
    contact="customer",
    by=forget_old_words,
)
