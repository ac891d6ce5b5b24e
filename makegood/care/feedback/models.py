import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact

KIND = "reviews"  # of the accounts that reviews come from: a shop, an app store, a map


class Review(models.Model):
    """What somebody wrote of us in public, as it stands now. One for each source and external id.

    `stars` from 0 to 5, None where the source has none. A negative one that is owed has a case, a
    deadline and thereby an owner: the database refuses any other.
    """

    class State(models.TextChoices):
        FREE = "free", _("No answer is owed")
        OWED = "owed", _("To be answered")
        ANSWERED = "answered", _("Answered")
        GONE = "gone", _("Taken away by its author")

    class Change(models.TextChoices):
        NONE = "", _("As it was first written")
        WORSE = "worse", _("Fewer stars than before")
        BETTER = "better", _("More stars than before")
        WORDS = "words", _("Other words than before")

    source = models.ForeignKey(Account, models.PROTECT, related_name="reviews", db_index=False)
    external_id = models.CharField(max_length=200)
    stars = models.FloatField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    author = models.CharField(max_length=160, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    product = models.CharField(max_length=200, blank=True, default="")
    order = models.CharField(max_length=120, blank=True, default="")  # the source names it
    device = models.CharField(max_length=120, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    written_at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)  # of the version that stands
    negative = models.BooleanField()
    change = models.CharField(max_length=6, choices=Change.choices, blank=True, default="")
    stars_before = models.FloatField(null=True, blank=True)

    state = models.CharField(max_length=8, choices=State.choices, default=State.FREE)
    answer_due = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="reviews", db_index=False
    )
    owed_as = models.BigIntegerField(null=True, blank=True)  # among the deadlines of its case
    # Somebody is to look who wrote it: set with every answer that is owed.
    is_sought = models.BooleanField(default=False, db_default=False)
    customer = models.ForeignKey(  # who wrote it, as a person confirmed
        Contact, models.SET_NULL, null=True, blank=True, related_name="reviews", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="review_once"),
            models.CheckConstraint(
                name="review_owed_has_case",
                condition=~Q(state="owed")
                | Q(case__isnull=False, answer_due__isnull=False, answered_at=None),
            ),
            models.CheckConstraint(
                name="review_answered_when",
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_stars", condition=Q(stars=None) | Q(stars__gte=0, stars__lte=5)
            ),
        ]
        indexes = [
            # What the board counts stands in the index itself.
            models.Index(
                fields=["answer_due", "id"],
                name="review_due",
                include=["source"],
                condition=Q(state="owed"),
            ),
            models.Index(fields=["id"], name="review_sought", condition=Q(is_sought=True)),
            models.Index(
                fields=["-written_at", "-id"], name="review_latest", include=["source", "stars"]
            ),
            models.Index(
                fields=["-written_at", "-id"], name="review_edited", condition=Q(version__gt=1)
            ),
            models.Index(fields=["source", "-written_at", "-id"], name="review_of_source"),
            models.Index(fields=["case"], name="review_case", condition=Q(case__isnull=False)),
            models.Index(
                fields=["customer"], name="review_customer", condition=Q(customer__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60] or self.external_id

    @property
    def topic(self) -> str:
        """The name under which the journal knows it."""
        return f"review:{self.pk}"


class Version(models.Model):
    """A review as it was written once; kept when its author changes it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    stars = models.FloatField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.review_id} v{self.number}"


class Delivery(models.Model):
    """What a source sent, byte for byte, before it was told that we have it. The same bytes are one row."""

    class State(models.TextChoices):
        NEW = "new", _("Waiting")
        TAKEN = "taken", _("Taken in")
        UNREADABLE = "unreadable", _("Could not be read")
        ASIDE = "aside", _("Set aside by a person")

    source = models.ForeignKey(Account, models.PROTECT, related_name="deliveries", db_index=False)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    received_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["source", "sha256"], name="delivery_once")]
        indexes = [models.Index(fields=["id"], name="delivery_new", condition=Q(state="new"))]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}"


class Import(models.Model):
    """A table of reviews on its way in: the file, what its columns mean, and up to which row it is done."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not begun")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    source = models.ForeignKey(Account, models.PROTECT, related_name="imports")
    file = models.ForeignKey(File, models.PROTECT)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    mapping = models.JSONField(default=dict)  # our field: place of the column
    day_first = models.BooleanField(default=True)
    best = models.FloatField(default=5)
    history_before = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows that are behind us
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(User, models.PROTECT)
    made_at = models.DateTimeField(default=now)
    begun_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_progress", condition=Q(done__lte=F("rows"))),
            models.CheckConstraint(
                name="import_counts",
                condition=Q(done=F("made") + F("changed") + F("same") + F("wrong")),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="import_runs", condition=Q(state="running"))]

    def __str__(self) -> str:
        return f"{self.file} {self.done}/{self.rows}"

    @property
    def share(self) -> float:
        """How much of it is behind us, 0 to 1."""
        return self.done / self.rows if self.rows else float(self.state == Import.State.DONE)


class WrongRow(models.Model):
    """A row of a table that could not be taken, and why."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="errors", db_index=False)
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    line = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="wrongrow_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class Match(models.Model):
    """Who may have written it, with the evidence: a suggestion until a person says yes or no."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not this one")

    review = models.ForeignKey(Review, models.CASCADE, related_name="matches", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    evidence = models.JSONField(default=list)  # [kind, what] pairs
    strength = models.PositiveSmallIntegerField()  # 0 to 100
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUGGESTED)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(fields=["review", "contact"], name="match_once"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(state="confirmed"), name="match_one_confirmed"
            ),
            models.CheckConstraint(
                name="match_said_by_somebody",
                condition=Q(state="suggested") | Q(user__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["contact"], name="match_contact")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.contact_id} {self.strength}"


class PublicAnswer(models.Model):
    """What one of us answers in public: on its way by the source, or posted by hand and then confirmed."""

    class State(models.TextChoices):
        TO_POST = "to_post", _("To be posted by hand")
        LEAVING = "leaving", _("Leaving")
        POSTED = "posted", _("Posted")
        FAILED = "failed", _("Not posted")
        DROPPED = "dropped", _("Taken back")

    review = models.ForeignKey(Review, models.PROTECT, related_name="answers", db_index=False)
    version = models.PositiveIntegerField()  # of the review, that it answers
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)
    outgoing = models.UUIDField(null=True, blank=True, default=None)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    link = models.CharField(max_length=500, blank=True, default="")
    posted_at = models.DateTimeField(null=True, blank=True)

    LIVE: ClassVar[tuple[str, ...]] = ("to_post", "leaving")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(state__in=("to_post", "leaving")),
                name="answer_one_live",
            ),
            models.CheckConstraint(
                name="answer_posted_when",
                condition=~Q(state="posted") | Q(posted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["review", "id"], name="answer_review"),
            models.Index(fields=["id"], name="answer_leaving", condition=Q(state="leaving")),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.state}"


class PoliteQuestion(models.Model):
    """That we asked once, after it was made good, whether he would look at his review again. Never twice."""

    review = models.OneToOneField(
        Review, models.PROTECT, primary_key=True, related_name="polite_question"
    )
    at = models.DateTimeField(default=now)
    outgoing = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"{self.review_id}"


class Complaint(models.Model):
    """The customer complains: not a question, a wrong that he wants to be put right. One for each case;
    whoever leads its queue is told, and has read it or not yet."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="complaint")
    channel = models.CharField(max_length=30)
    words = models.TextField(blank=True, default="")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="complaint_newest"),
            models.Index(fields=["lead"], name="complaint_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"
