from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.tasks.models import Task
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.entitlements.models import Contract
from makegood.records.people.models import Queue, Team


class Watch(models.Model):
    """A promise in the last half of its time, and when it is looked at again."""

    promise = models.OneToOneField(
        Promise, models.PROTECT, primary_key=True, related_name="watched_over"
    )
    next_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return f"{self.promise_id}"


class WatchMark(models.Model):
    """Up to which warning the watch has read (one row)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    warning = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="watchmark_one_row")]

    def __str__(self) -> str:
        return str(self.warning)


class Apology(models.Model):
    """What the customer hears before a promise is missed: drafted for the owner, sent by him, or by
    itself at `send_at`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Drafted")
        SENT = "sent", _("The customer was told")
        SPARED = "spared", _("Not needed after all")

    class Because(models.TextChoices):
        LOAD = "load", _("More came in than we could carry")
        ABSENT = "absent", _("Whoever keeps it is not here")
        CLOSED = "closed", _("Our working time ends before")
        HANDOFF = "handoff", _("Offered to another who has not accepted")
        TASK = "task", _("Another department is not ready before")
        THIRD = "third", _("We wait for a third party")
        LATE = "late", _("We did not get to it in time")

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="apologies", db_index=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    because = models.CharField(max_length=8, choices=Because.choices)
    language = models.CharField(max_length=10)
    text = models.TextField()
    new_due = models.DateTimeField()
    feasibility = models.ForeignKey(
        Feasibility, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    drafted_at = models.DateTimeField(default=now)
    send_at = models.DateTimeField(null=True, blank=True)  # when it leaves by itself; None: never
    # The owner says that it will be kept: it waits until the last moment.
    vouched_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_why = models.CharField(max_length=200, blank=True, default="")
    held_at = models.DateTimeField(
        null=True, blank=True
    )  # a machine may not write to him again yet
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    outgoing = models.UUIDField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)  # the message never arrived

    class Meta:
        verbose_name_plural = "apologies"
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=~Q(state="spared"), name="apology_once"
            ),
            models.CheckConstraint(
                name="apology_sent_when",
                condition=Q(state="draft", ended_at=None, outgoing=None)
                | Q(state="spared", ended_at__isnull=False, outgoing=None)
                | Q(state="sent", ended_at__isnull=False, outgoing__isnull=False),
            ),
            models.CheckConstraint(
                name="apology_vouched_why",
                condition=Q(vouched_by=None, vouched_at=None)
                | Q(vouched_by__isnull=False, vouched_at__isnull=False) & ~Q(vouched_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["promise", "id"], name="apology_promise"),
            models.Index(fields=["send_at"], name="apology_draft", condition=Q(state="draft")),
            models.Index(
                fields=["outgoing"], name="apology_outgoing", condition=Q(outgoing__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.state}"


class Remedy(models.Model):
    """Something we can do to make good: what it costs us, what it is worth to him."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    says = models.JSONField(default=dict, blank=True)  # what the customer reads below the name
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    value = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    fits = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # []: every kind
    min_role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    minutes = models.PositiveIntegerField(default=480)  # of working time, until it is delivered
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.CheckConstraint(
                name="remedy_sums", condition=Q(cost__gte=0, value__gte=0, minutes__gt=0)
            )
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or self.key)


class Authority(models.Model):
    """The most that a role may give in one remedy. `role` "" is the machine: what may go with an apology
    that is sent by itself."""

    role = models.CharField(max_length=20, blank=True, default="")
    most = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="authority_once"),
            models.CheckConstraint(name="authority_most", condition=Q(most__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.role or 'machine'} {self.most} {self.currency}"


class Floor(models.Model):
    """What a contract says a missed promise is worth to the customer: nothing below it is offered."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="floors", db_index=False)
    kind = models.CharField(max_length=12, blank=True, default="")  # "": every kind
    value = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="floor_once"),
            models.CheckConstraint(name="floor_value", condition=Q(value__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.value} {self.currency}"


class Budget(models.Model):
    """What a team may give away in a time. `held`: offered and not yet delivered."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="budgets", db_index=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    currency = models.CharField(max_length=3, default="EUR")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    held = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="budget_not_exceeded",
                condition=Q(amount__gte=F("held") + F("spent"), held__gte=0, spent__gte=0),
            ),
            models.CheckConstraint(name="budget_ends_later", condition=Q(ends__gt=F("starts"))),
            models.UniqueConstraint(fields=["team", "currency", "starts"], name="budget_once"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.amount} {self.currency}"


class Offer(models.Model):
    """Something offered to make a promise good. Only the customer's own consent accepts it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an approval")
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Not answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LASTS = timedelta(days=14)

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers", db_index=False)
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="offers", db_index=False
    )
    choices: "models.ManyToManyField[Remedy, Choice]" = models.ManyToManyField(
        Remedy, through="Choice", related_name="offered"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.OFFERED)
    made_at = models.DateTimeField(default=now)
    made_by = models.CharField(max_length=80)
    user = models.ForeignKey(  # in whose name; None: the machine
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    task = models.ForeignKey(  # the approval that was asked
        Task, models.PROTECT, null=True, blank=True, related_name="offers"
    )
    said = models.TextField(blank=True, default="")  # the words that go with it
    outgoing = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True, default="")

    # His consent, in his own words: by the page, or by a message of his that one of us quotes.
    chosen = models.ForeignKey(
        Remedy, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = models.TextField(blank=True, default="")
    wants_else = models.BooleanField(default=False)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    delivery = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="delivers"
    )

    # What is held for it of which budget, and what it cost in the end.
    budget = models.ForeignKey(
        Budget, models.PROTECT, null=True, blank=True, related_name="offers", db_index=False
    )
    held = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    cost = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    accounted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(promise__isnull=False, state__in=("asked", "offered")),
                name="offer_once",
            ),
            models.CheckConstraint(
                name="offer_only_by_consent",
                condition=~Q(state="accepted")
                | Q(consent_at__isnull=False, chosen__isnull=False, delivery__isnull=False)
                & ~Q(words=""),
            ),
            models.CheckConstraint(
                name="offer_accepted_or_nothing",
                condition=Q(state="accepted") | Q(chosen=None, delivery=None, cost=0),
            ),
            models.CheckConstraint(
                name="offer_ended_when",
                condition=Q(state__in=("asked", "offered"), ended_at=None)
                | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="offer_holds_of_a_budget",
                condition=Q(held__gte=0, cost__gte=0)
                & (Q(held=0, cost=0) | Q(budget__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="offer_case"),
            models.Index(fields=["budget"], name="offer_budget", condition=Q(budget__isnull=False)),
            models.Index(
                fields=["id"],
                name="offer_unaccounted",
                condition=Q(state="accepted", accounted_at=None),
            ),
            models.Index(
                fields=["expires_at"],
                name="offer_expiry",
                condition=Q(state__in=("asked", "offered")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Choice(models.Model):
    """One of the remedies of an offer, as it stood when it was offered."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="lines", db_index=False)
    remedy = models.ForeignKey(Remedy, models.PROTECT, db_index=False)
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    value = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "remedy"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.remedy_id}"


class NudgeRule(models.Model):
    """How a queue reminds customers it waits for, in working days of its team; the row without a queue
    is the usual one."""

    queue = models.ForeignKey(
        Queue, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )  # one each: `nudgerule_usual_once`, whose index serves it
    on = models.BooleanField(default=True)
    first = models.PositiveSmallIntegerField(default=2)
    second = models.PositiveSmallIntegerField(default=5)
    final = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue"], nulls_distinct=False, name="nudgerule_usual_once"
            ),
            models.CheckConstraint(
                name="nudgerule_in_order",
                condition=Q(first__gt=0, second__gt=F("first"), final__gt=F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue_id or 'usual'}: {self.first}, {self.second}, {self.final}"


class Nudge(models.Model):
    """A customer for whom we wait since then was reminded. Step 3 is the final notice."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="nudges", db_index=False)
    since = models.DateTimeField()  # our last word, for which we wait for his
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=now)
    outgoing = models.UUIDField(null=True, blank=True)  # None: a machine may not write to him again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "since", "step"], name="nudge_once"),
            models.CheckConstraint(name="nudge_step", condition=Q(step__in=(1, 2, 3))),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
