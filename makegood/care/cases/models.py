from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, User
from makegood.base.files.models import File
from makegood.contact.conversations.models import Conversation
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.people.models import Queue

OURS = Q(status="open")
THEIRS = Q(status__in=("waiting", "resolved"))


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        """Everything that somebody is responsible for."""
        return self.filter(~Q(status=Case.Status.CLOSED))


class Case(models.Model):
    """A customer's trouble, until he says it is solved. The database refuses one without an owner
    and a finite next deadline while it is not closed."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

    class Waiting(models.TextChoices):
        NOBODY = "", _("Nobody")
        CUSTOMER = "customer", _("the customer")
        THIRD = "third", _("a third party")

    queue = models.ForeignKey(Queue, models.PROTECT, db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, db_index=False)
    asset = models.ForeignKey(  # the device it is about, where one is
        Asset, models.SET_NULL, null=True, blank=True, related_name="cases", db_index=False
    )
    subject = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    waiting_for = models.CharField(max_length=10, choices=Waiting.choices, blank=True, default="")
    waiting_reason = models.CharField(max_length=200, blank=True, default="")
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    # Counts the owners; the database counts, nobody sets it.
    owner_epoch = models.PositiveIntegerField(default=1, db_default=1)
    next_deadline = models.DateTimeField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)  # 0 normal, 1 high, 2 danger
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    channel = models.CharField(
        max_length=30, blank=True, default=""
    )  # of the last word, for the list
    preview = models.CharField(max_length=160, blank=True, default="")
    opened_at = models.DateTimeField(default=now)
    unanswered_since = models.DateTimeField(null=True, blank=True)
    last_word_at = models.DateTimeField(default=now)
    needs_look = models.BooleanField(
        default=False
    )  # holds something that could not be read or verified
    version = models.PositiveIntegerField(default=1)  # counts every change a reader should know of
    duplicate_of = models.ForeignKey(  # it was merged: closed, and everything of it lies there
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", db_index=False
    )
    resembles = (
        models.ForeignKey(  # a known case that it may belong to: offered, nobody has said yet
            "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
        )
    )
    repeats = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # how often he had to come again about it
    terms = SearchVectorField(null=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_owned_and_due",
                condition=Q(status="closed") | Q(owner__isnull=False, next_deadline__isnull=False),
            ),
            models.CheckConstraint(
                name="case_merged_is_closed",
                condition=Q(duplicate_of=None) | (Q(status="closed") & ~Q(duplicate_of=F("id"))),
            ),
            models.CheckConstraint(
                name="case_waits_for_somebody",
                condition=(Q(status="waiting") & ~Q(waiting_for=""))
                | (~Q(status="waiting") & Q(waiting_for="")),
            ),
        ]
        indexes = [
            # The work list reads each part by its own index, in order, and nothing beside it.
            *(
                models.Index(fields=[*first, "next_deadline", "id"], name=name, condition=part)
                for name, first, part in (
                    ("case_ours", (), OURS),
                    ("case_ours_owner", ("owner",), OURS),
                    ("case_ours_queue", ("queue",), OURS),
                    ("case_theirs", (), THEIRS),
                    ("case_theirs_owner", ("owner",), THEIRS),
                    ("case_theirs_queue", ("queue",), THEIRS),
                )
            ),
            models.Index(
                fields=["owner"],
                name="case_owed",
                condition=Q(status="open", unanswered_since__isnull=False),
            ),
            models.Index(fields=["contact", "-id"], name="case_contact"),
            models.Index(
                fields=["asset", "-id"], name="case_asset", condition=Q(asset__isnull=False)
            ),
            models.Index(fields=["owner", "-id"], name="case_owner"),
            models.Index(fields=["queue", "-id"], name="case_queue"),
            models.Index(fields=["-id"], name="case_look", condition=Q(needs_look=True)),
            models.Index(
                fields=["duplicate_of"],
                name="case_duplicates",
                condition=Q(duplicate_of__isnull=False),
            ),
            GinIndex(fields=["terms"], name="case_terms"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> str:
        """The number that people say: M-2417."""
        return f"M-{self.pk}"

    @property
    def topic(self) -> str:
        """The name under which the journal and open pages know it."""
        return f"case:{self.pk}"


class CaseConversation(models.Model):
    """A conversation of a case: a case may span channels, a conversation is about one case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="strands")
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="strand")
    primary = models.BooleanField(default=True)  # where a reply goes by default: the last one used

    def __str__(self) -> str:
        return f"{self.case_id} {self.conversation_id}"


class OwnerChange(models.Model):
    """Who was responsible from when, and why it changed. The database refuses an owner without his row
    here, a gap in the row of owners, and any later change of it."""

    class Why(models.TextChoices):
        OPENED = "opened", _("it was opened")
        TAKEN = "taken", _("taken from the duty lead")
        HANDOFF = "handoff", _("a hand-off was accepted")
        RETURNED = "returned", _("came back with the answer")
        GIVEN = "given", _("given by the lead")
        DEPARTURE = "departure", _("the one before has left")
        COVER = "cover", _("cover")
        REOPENED = "reopened", _("the one before had left when it came back")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="owner_changes", db_index=False
    )  # by its epochs
    epoch = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=Why.choices)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    before = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "epoch"], name="ownerchange_epoch"),
            models.CheckConstraint(
                name="ownerchange_first_is_opened",
                condition=Q(why="opened", epoch=1, before=None)
                | (~Q(why="opened") & Q(epoch__gt=1)),
            ),
            models.CheckConstraint(
                name="ownerchange_given_why",
                condition=~Q(why__in=("given", "taken")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} -> {self.owner_id}"


class Note(models.Model):
    """An internal note. In a table of its own, so that no customer's page can meet one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(default=now)
    text = models.TextField()
    terms = SearchVectorField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="note_case"),
            GinIndex(fields=["terms"], name="note_terms"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class NoteFile(models.Model):
    """A file of an internal note."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.note_id} {self.file}"


class Draft(models.Model):
    """What somebody is writing, kept through reloads, crashes and changes of owner."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")

    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts", db_index=False)
    user = models.ForeignKey(User, models.CASCADE)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    text = models.TextField(blank=True, default="")
    files: "models.ManyToManyField[File, models.Model]" = models.ManyToManyField(File)
    saved_at = models.DateTimeField(default=now)
    revision = models.PositiveIntegerField(default=0)  # of two tabs the later keystroke wins

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Question(models.Model):
    """ "Is it solved? Anything else?" — asked when we believe so, answered by the customer."""

    class Answer(models.TextChoices):
        YES = "yes", _("Solved")
        NO = "no", _("Not solved")

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True, default="")
    words = models.TextField(blank=True, default="")  # "anything else?"
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="question_once_open",
            ),
            models.CheckConstraint(
                name="question_answered_when",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answer or '?'}"


class Closure(models.Model):
    """A case is closed by the customer's yes, by silence that ran its full course, or because it was merged
    into another, where it goes on."""

    class How(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by the customer")
        ASSUMED = "assumed", _("assumed after silence")
        MERGED = "merged", _("merged into another case")

    case = models.ForeignKey(Case, models.PROTECT, related_name="closures")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    owner = models.ForeignKey(User, models.PROTECT)  # who stays responsible if it comes back
    at = models.DateTimeField(default=now)
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(reopened_at=None), name="closure_once"
            ),
            models.CheckConstraint(
                name="closure_asked_or_merged",
                condition=Q(how="merged", question=None)
                | (~Q(how="merged") & Q(question__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.how}"


class Merge(models.Model):
    """One case went into another: what moved, so that it can be taken back."""

    UNDO = timedelta(days=30)

    away = models.ForeignKey(Case, models.PROTECT, related_name="merges_away")
    into = models.ForeignKey(Case, models.PROTECT, related_name="merges")
    why = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    before = models.JSONField(default=dict)  # of both, what undoing needs
    moved = models.JSONField(default=dict)  # by the name of their holder
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["away"], condition=Q(undone_at=None), name="case_merged_once"
            ),
            models.CheckConstraint(name="case_merge_of_two", condition=~Q(away=F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.away_id} -> {self.into_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + Merge.UNDO


class Split(models.Model):
    """A conversation of a case became a case of its own."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="splits")
    new = models.OneToOneField(Case, models.PROTECT, related_name="split_from")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} / {self.new_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + Merge.UNDO
