from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.cover.rules import CHAT_RETURNS, COVER_AFTER
from makegood.care.handoffs.models import Handoff
from makegood.kernel.clock import now
from makegood.records.people.models import Queue


class CoverRule(models.Model):
    """How soon somebody else answers in a queue: minutes of working time until the cover has a word of
    the customer, and minutes a new case may lie with somebody who is not here (None: as long as it is)."""

    queue = models.OneToOneField(Queue, models.CASCADE, primary_key=True, related_name="cover_rule")
    cover_after = models.PositiveSmallIntegerField(default=COVER_AFTER)
    chat_returns = models.PositiveSmallIntegerField(null=True, blank=True, default=CHAT_RETURNS)
    mail_returns = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.queue_id}: {self.cover_after} min"


class Absence(models.Model):
    """A time in which somebody does not work, and who stands in for him. Named is not accepted: until the
    cover says yes, the duty lead stands in."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("away")
        OVER = "over", _("over")
        CANCELLED = "cancelled", _("cancelled")

    class Reason(models.TextChoices):
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick")
        TRAINING = "training", _("Training")
        TRAVEL = "travel", _("Business trip")
        OTHER = "other", _("Something else")

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", db_index=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    cover = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="covers", db_index=False
    )
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.LEAVE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField(default=now)
    planned_by = models.CharField(max_length=80)
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    refused_why = models.CharField(max_length=200, blank=True, default="")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_later", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="absence_covered_by_another",
                condition=Q(cover=None) | ~Q(cover=F("user")),
            ),
            models.CheckConstraint(
                name="absence_accepted_by_somebody",
                condition=Q(accepted_at=None) | Q(cover__isnull=False),
            ),
            models.CheckConstraint(
                name="absence_times",
                condition=Q(state="planned", began_at=None, ended_at=None)
                | Q(state="running", began_at__isnull=False, ended_at=None)
                | Q(state__in=("over", "cancelled"), ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="running"), name="absence_one_running"
            ),
        ]
        indexes = [
            models.Index(fields=["starts"], name="absence_begins", condition=Q(state="planned")),
            models.Index(fields=["ends"], name="absence_ends", condition=Q(state="running")),
            models.Index(fields=["user", "-starts"], name="absence_user"),
            models.Index(
                fields=["cover"],
                name="absence_cover",
                condition=Q(state__in=("planned", "running"), cover__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    @property
    def topic(self) -> str:
        """Its name in the journal."""
        return f"absence:{self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether it still lies ahead or runs."""
        return self.state in (self.State.PLANNED, self.State.RUNNING)


class Decision(models.Model):
    """What becomes of one case while its owner is away, and what became of it. The customer is told once
    who answers him now."""

    class Choice(models.TextChoices):
        UNDECIDED = "", _("Undecided")
        HAND = "hand", _("Hand over")
        COVER = "cover", _("Cover")
        PARK = "park", _("Park")

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="decisions", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=5, choices=Choice.choices, blank=True, default="")
    until = models.DateTimeField(null=True, blank=True)  # parked
    handoff = models.ForeignKey(
        Handoff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True, default="")
    covered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    covered_at = models.DateTimeField(null=True, blank=True)
    epoch = models.PositiveIntegerField(null=True, blank=True)  # of the one who covers
    told_at = models.DateTimeField(null=True, blank=True)
    told_with = models.UUIDField(null=True, blank=True)  # the outgoing message
    tell_at = models.DateTimeField(null=True, blank=True)  # when he may be told, if not at once
    back = models.ForeignKey(  # the offer by which the owner gets it back
        Handoff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    back_at = models.DateTimeField(null=True, blank=True)  # when that was looked at

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absence", "case"], name="decision_once"),
            models.CheckConstraint(
                name="decision_park_until",
                condition=Q(choice="park", until__isnull=False)
                | (~Q(choice="park") & Q(until=None)),
            ),
            models.CheckConstraint(
                name="decision_hand_offered",
                condition=~Q(choice="hand") | Q(handoff__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_covered_when",
                condition=Q(covered_by=None, covered_at=None, epoch=None)
                | Q(covered_by__isnull=False, covered_at__isnull=False, epoch__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["absence"],
                name="decision_untold",
                condition=Q(covered_at__isnull=False, told_at=None),
            ),
            models.Index(
                fields=["absence"],
                name="decision_to_return",
                condition=Q(covered_at__isnull=False, back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.choice or '?'}"


class ShiftHandover(models.Model):
    """The open cases of somebody at the end of his shift: each handed over, kept or parked. The receiver
    signs the list after reading; that accepts what it hands over."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SIGNED = "signed", _("signed")
        OVER = "over", _("over")

    user = models.ForeignKey(User, models.PROTECT, related_name="handovers", db_index=False)
    receiver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()  # the end of his shift
    resumes = models.DateTimeField()  # the beginning of his next one
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    note = models.TextField(blank=True, default="")  # what the next one must know beside the cases
    made_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # signed, or over without

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="open"), name="handover_one_open"
            ),
            models.CheckConstraint(name="handover_resumes_later", condition=Q(resumes__gt=F("at"))),
            models.CheckConstraint(
                name="handover_to_another",
                condition=Q(receiver=None) | ~Q(receiver=F("user")),
            ),
            models.CheckConstraint(
                name="handover_sent_to_somebody",
                condition=Q(sent_at=None) | Q(receiver__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_signed_after_sent",
                condition=Q(state="open", ended_at=None)
                | Q(state="signed", sent_at__isnull=False, ended_at__isnull=False)
                | Q(state="over", ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="handover_ends", condition=Q(state="open")),
            models.Index(fields=["receiver"], name="handover_to", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at}: {self.state}"

    @property
    def topic(self) -> str:
        """Its name in the journal."""
        return f"shift:{self.pk}"


class ShiftLine(models.Model):
    """One case on the list of a shift."""

    class Choice(models.TextChoices):
        UNDECIDED = "", _("Undecided")
        HAND = "hand", _("Hand over")
        KEEP = "keep", _("Keep")
        PARK = "park", _("Park")

    handover = models.ForeignKey(
        ShiftHandover, models.PROTECT, related_name="lines", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=5, choices=Choice.choices, blank=True, default="")
    suggested = models.BooleanField(default=False)  # nobody has touched the suggestion
    why = models.CharField(max_length=200, blank=True, default="")
    until = models.DateTimeField(null=True, blank=True)
    handoff = models.ForeignKey(
        Handoff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    refused_why = models.CharField(max_length=200, blank=True, default="")
    lead = models.ForeignKey(  # who has it because nobody else had
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "case"], name="shiftline_once"),
            models.CheckConstraint(
                name="shiftline_park_until",
                condition=Q(choice="park", until__isnull=False)
                | (~Q(choice="park") & Q(until=None)),
            ),
            models.CheckConstraint(
                name="shiftline_keep_why", condition=~Q(choice="keep") | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.choice or '?'}"


class Skip(models.Model):
    """A new case that lay with somebody who was not here, and went on to another. Nobody's fault by
    itself; the rate shows the lead where presence is not honest."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="skips", db_index=False)
    to = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    epoch = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()  # how long it lay
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "epoch"], name="skip_once")]
        indexes = [models.Index(fields=["user", "-at"], name="skip_user")]

    def __str__(self) -> str:
        return f"{self.case_id} lay with {self.user_id}"


class CoverAlarm(models.Model):
    """Somebody must hear of it: shown on his page until he says that he has."""

    class Kind(models.TextChoices):
        UNACCEPTED = "unaccepted", _("nobody accepted to cover")
        UNDECIDED = "undecided", _("cases were not decided")
        REFUSED = "refused", _("the cover said no")
        LEFT = "left", _("the cover has left")
        SHIFT = "shift", _("a shift ended with cases undecided")
        LINE = "line", _("a case of a shift was refused")

    person = models.ForeignKey(User, models.PROTECT, related_name="cover_alarms", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    absence = models.ForeignKey(
        Absence, models.PROTECT, null=True, blank=True, related_name="alarms", db_index=False
    )
    handover = models.ForeignKey(
        ShiftHandover, models.PROTECT, null=True, blank=True, related_name="alarms", db_index=False
    )
    who = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cases = models.PositiveIntegerField(default=0)  # how many it is about
    words = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cover_alarm_about_one",
                condition=Q(absence__isnull=False, handover=None)
                | Q(absence=None, handover__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "absence", "handover", "who"],
                nulls_distinct=False,
                condition=Q(seen_at=None),
                name="cover_alarm_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"], name="cover_alarm_unseen", condition=Q(seen_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"
