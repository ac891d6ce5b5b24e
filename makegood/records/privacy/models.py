from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.base.files.models import File
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact


class Erasure(models.Model):
    """Somebody asked that a person be erased; an administrator confirms it with a reason, and it is done step
    by step. The row stays as the proof: it holds ids, and words of ours."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waits for an administrator")
        RUNNING = "running", _("Being erased")
        DONE = "done", _("Erased")
        WITHDRAWN = "withdrawn", _("Not erased")

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=9, choices=State.choices, default=State.REQUESTED)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=now)
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")  # without names
    began_at = models.DateTimeField(null=True, blank=True)
    addresses = models.JSONField(default=list)  # needed while it runs, and empty afterwards
    names = models.JSONField(default=list, db_default=[])  # likewise
    around = models.JSONField(default=list, db_default=[])  # contacts in whose talks he is named
    steps = models.JSONField(default=list)  # the names of those that are done
    leftover = models.JSONField(default=list)  # names of stored bytes to be deleted
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(ended_at=None), name="erasure_once"
            ),
            models.CheckConstraint(
                name="erasure_confirmed_with_reason",
                condition=~Q(state__in=("running", "done"))
                | (~Q(reason="") & ~Q(confirmed_by="") & Q(began_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="erasure_done_keeps_no_address",
                condition=~Q(state__in=("done", "withdrawn"))
                | Q(addresses=[], names=[], leftover=[], ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="erasure_runs", condition=Q(state="running"))]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.state}"


class PersonCopy(models.Model):
    """Everything we hold of a person, as one archive that an administrator, or he himself, can fetch for a week."""

    LASTS = timedelta(days=7)

    class State(models.TextChoices):
        WAITING = "waiting", _("Being put together")
        READY = "ready", _("Ready")
        GONE = "gone", _("No longer kept")
        FAILED = "failed", _("Could not be made")

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="copies")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=now)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    tables_done = models.PositiveSmallIntegerField(default=0)
    tables = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="waiting"), name="copy_once"
            ),
            models.CheckConstraint(
                name="copy_ready_has_a_file",
                condition=~Q(state="ready") | Q(file__isnull=False, ends_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="copy_ends", condition=Q(state="ready"))]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.state}"


class Hold(models.Model):
    """What is known of a person must be kept for now: a dispute, a law. While it holds nothing of him is erased."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(ended_at=None), name="hold_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.reason}"


class Wishes(models.Model):
    """How a person wants to be written to. Without a row: by any channel of his, at any hour."""

    contact = models.OneToOneField(Contact, models.CASCADE, primary_key=True, related_name="wishes")
    only_owed = models.BooleanField(default=False)  # nothing by itself but what we owe him
    no_surveys = models.BooleanField(default=False)  # no questions how it was
    not_by = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)  # in his zone
    quiet_until = models.TimeField(null=True, blank=True)
    told_by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wishes_quiet_both_ends",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.contact_id)


class Spoken(models.Model):
    """In what language a person writes, and how we know. What somebody said outweighs what was read."""

    class Source(models.TextChoices):
        READ = "read", _("recognised from what he wrote")
        STAFF = "staff", _("set by one of us")
        HIMSELF = "himself", _("chosen by him")

    contact = models.OneToOneField(Contact, models.CASCADE, primary_key=True, related_name="spoken")
    source = models.CharField(max_length=7, choices=Source.choices, default=Source.READ)
    weights = models.JSONField(default=dict)  # language: how much of what he wrote speaks for it
    messages = models.JSONField(default=list)  # the latest messages that it was read from
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.source}"


class Heard(models.Model):
    """Up to which message languages were taken in (one row); and the newest message that was seen, with the number
    of the transaction that came next then: once all earlier ones have ended, nothing before it can still come."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    message = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0, db_default=0)
    horizon = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="heard_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.message)


class Keeping(models.Model):
    """For how many days one kind of thing is kept. Off until an administrator switches it on."""

    kind = models.CharField(max_length=40, primary_key=True)
    days = models.PositiveIntegerField()
    is_on = models.BooleanField(default=False)
    set_by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    dropped = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0)  # rows up to this one are behind us
    last_at = models.DateTimeField(null=True, blank=True)  # when something went last

    class Meta:
        constraints = [models.CheckConstraint(name="keeping_days", condition=Q(days__gte=1))]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class LetGo(models.Model):
    """The record of what went because its time was over: how many rows of a kind on a day, and by which rule."""

    kind = models.CharField(max_length=40)
    day = models.DateField()
    days = models.PositiveIntegerField()  # how long it was kept
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "days"], name="let_go_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}: {self.rows}"
