from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, User
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.entitlements.models import Contract
from makegood.records.people.models import Queue, Team
from makegood.records.worktime.models import Calendar

ONCE = ("first_answer", "next_answer", "solution", "follow_up", "confirmation")
INTERNAL_KINDS = ("handoff", "task", "follow_up", "confirmation")
OPEN, RUNNING = Q(state="open"), Q(state="open", paused_at=None)


class Policy(models.Model):
    """How soon we answer and solve, in minutes of working time, for the cases it fits.

    What is empty fits every case. The most specific policy that fits counts: contract before tier
    before priority before channel before queue; one without any condition is the usual one.
    """

    names = models.JSONField(default=dict, blank=True)
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="policies")
    priority = models.PositiveSmallIntegerField(null=True, blank=True)  # the urgency of a case
    channel = models.CharField(max_length=30, blank=True, default="")
    tier = models.CharField(max_length=20, blank=True, default="")
    contract = models.ForeignKey(
        Contract, models.CASCADE, null=True, blank=True, related_name="policies"
    )
    first_answer = models.PositiveIntegerField(default=240)
    next_answer = models.PositiveIntegerField(default=240)
    solution = models.PositiveIntegerField(null=True, blank=True)  # None: not promised
    follow_up = models.PositiveIntegerField(default=2 * 8 * 60)
    silence = models.PositiveIntegerField(default=5 * 24 * 60)  # minutes of all time
    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, blank=True
    )  # None: the team's
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "priority", "channel", "tier", "contract"],
                condition=Q(active=True),
                nulls_distinct=False,
                name="policy_once",
            ),
            models.CheckConstraint(
                name="policy_positive",
                condition=Q(first_answer__gt=0, next_answer__gt=0, follow_up__gt=0, silence__gt=0)
                & (Q(solution=None) | Q(solution__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or f"policy {self.pk}")


class Feasibility(models.Model):
    """What those who know said when somebody wanted to give his word, and who overruled them."""

    class Verdict(models.TextChoices):
        FEASIBLE = "feasible", _("Can be kept")
        UNLIKELY = "unlikely", _("Unlikely to be kept")

    case = models.ForeignKey(Case, models.PROTECT, related_name="feasibilities")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    what = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=12)
    due = models.DateTimeField()
    chance = models.FloatField()
    earliest = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    sentence = models.TextField(blank=True, default="")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    overruled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    overruled_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name_plural = "feasibilities"
        constraints = [
            models.CheckConstraint(
                name="feasibility_chance", condition=Q(chance__gte=0, chance__lte=1)
            ),
            models.CheckConstraint(
                name="feasibility_overruled_why",
                condition=Q(overruled_by=None) | ~Q(overruled_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.chance:.2f}"


class Promise(models.Model):
    """A deadline we owe. It ends kept, missed or released, and is never deleted (a trigger refuses)."""

    class Kind(models.TextChoices):
        FIRST_ANSWER = "first_answer", _("First answer")
        NEXT_ANSWER = "next_answer", _("Next answer")
        SOLUTION = "solution", _("Solution")
        PERSON = "person", _("Given by a person")
        CONTRACT = "contract", _("By contract")
        REMEDY = "remedy", _("Making it good")
        HANDOFF = "handoff", _("Hand-off")  # internal: a colleague says whether he takes it
        TASK = "task", _("Task")  # internal: another department does its part
        FOLLOW_UP = "follow_up", _("Follow-up")  # internal: nobody forgets a waiting case
        CONFIRMATION = "confirmation", _("Confirmation")  # internal: silence ends here

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        MISSED = "missed", _("Missed")
        RELEASED = "released", _("Released")

    class Because(models.TextChoices):
        NOTHING = "", _("Not paused")
        CUSTOMER = "customer", _("We wait for the customer")
        THIRD = "third", _("We wait for a third party")

    class Risk(models.IntegerChoices):
        FINE = 0, _("Fine")
        AT_RISK = 1, _("At risk")
        WILL_BE_MISSED = 2, _("Will be missed")

    class Amends(models.TextChoices):
        UNDECIDED = "", _("Undecided")
        OFFERED = "offered", _("Something was offered")
        NONE = "none", _("Nothing was offered")

    case = models.ForeignKey(Case, models.PROTECT, related_name="promises", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(default=now)
    made_by = models.CharField(max_length=80)
    due = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    ended_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    ended_with = models.UUIDField(null=True, blank=True)  # the outgoing message that ended it
    released_by = models.ForeignKey(  # the customer's own word that released us
        Message, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    waited_since = models.DateTimeField(null=True, blank=True)  # the customer, when it left
    overdue_at = models.DateTimeField(null=True, blank=True)  # when the sweep noticed

    # Who keeps it (None: the owner of the case), and how it was said.
    keeper = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="keeps", db_index=False
    )
    said = models.CharField(max_length=500, blank=True, default="", db_default="")
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="promises", db_index=False
    )
    channel = models.CharField(max_length=30, blank=True, default="", db_default="")
    firm = models.BooleanField(default=True, db_default=True)

    # Its clock: `span` seconds of open time are owed; `left` of them remained at `since` (None: all).
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, db_index=False)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, db_index=False)
    since = models.DateTimeField(null=True, blank=True)
    span = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(
        max_length=20, choices=Because.choices, blank=True, default="", db_default=""
    )
    paused_for = models.PositiveIntegerField(default=0, db_default=0)  # seconds of all time, before

    warn_at = models.DateTimeField(null=True, blank=True)  # the moment of the next step
    warned = models.PositiveSmallIntegerField(default=0, db_default=0)  # per cent: 0, 50, 75, 90

    risk = models.PositiveSmallIntegerField(choices=Risk.choices, default=0, db_default=0)
    chance = models.FloatField(null=True, blank=True)  # that it is kept, 0 to 1
    risk_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    risk_at = models.DateTimeField(null=True, blank=True)
    feasibility = models.ForeignKey(
        Feasibility, models.PROTECT, null=True, blank=True, db_index=False
    )

    # When it cannot be kept: the customer hears it, with a new time, and it is made good.
    told_at = models.DateTimeField(null=True, blank=True)
    told_with = models.UUIDField(null=True, blank=True)  # the outgoing message that told him
    told_due = models.DateTimeField(null=True, blank=True)
    untold_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    amends = models.CharField(
        max_length=8, choices=Amends.choices, blank=True, default="", db_default=""
    )
    amends_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    moved_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_from", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=OPEN & Q(kind__in=ONCE),
                name="promise_policy_once",
            ),
            models.CheckConstraint(
                name="promise_ended_when",
                condition=Q(state="open", ended_at=None)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="promise_paused_because",
                condition=Q(paused_at=None, paused_because="")
                | (Q(paused_at__isnull=False) & ~Q(paused_because="")),
            ),
            models.CheckConstraint(
                name="promise_clock",
                condition=Q(span=None, left=None) | Q(span__isnull=False, since__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_missed_told",
                condition=~Q(state="missed") | (Q(told_at__isnull=False) & ~Q(amends="")),
            ),
            models.CheckConstraint(
                name="promise_told_in_time",
                condition=Q(told_at=None) | Q(told_at__lt=F("due")) | ~Q(untold_why=""),
            ),
            models.CheckConstraint(
                name="promise_was_feasible",
                condition=~Q(kind="person") | Q(feasibility__isnull=False),
            ),
            models.CheckConstraint(name="promise_risk", condition=Q(risk__lte=2)),
            models.CheckConstraint(
                name="promise_chance",
                condition=Q(chance=None) | Q(chance__gte=0, chance__lte=1),
            ),
            models.CheckConstraint(name="promise_warned", condition=Q(warned__in=(0, 50, 75, 90))),
            models.CheckConstraint(name="promise_not_itself", condition=~Q(moved_to=F("id"))),
        ]
        indexes = [
            # The sweeps read what is due by these, and nothing beside it.
            models.Index(
                fields=["due"],
                name="promise_due",
                condition=RUNNING & Q(overdue_at=None) & ~Q(kind="confirmation"),
            ),
            models.Index(
                fields=["due"], name="promise_silence", condition=OPEN & Q(kind="confirmation")
            ),
            models.Index(
                fields=["warn_at"],
                name="promise_warn",
                condition=RUNNING & Q(warn_at__isnull=False),
            ),
            models.Index(
                fields=["calendar", "id"],
                name="promise_calendar",
                condition=OPEN & Q(calendar__isnull=False),
            ),
            models.Index(
                fields=["keeper", "due"],
                name="promise_keeper",
                condition=OPEN & Q(keeper__isnull=False),
            ),
            models.Index(fields=["due"], name="promise_risky", condition=OPEN & Q(risk__gt=0)),
            models.Index(fields=["case", "due"], name="promise_case"),
            models.Index(
                Least("due", "ended_at"),  # whichever came first decided it; rates read by it
                name="promise_decided",
                condition=~Q(kind__in=INTERNAL_KINDS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due:%Y-%m-%d %H:%M}"

    @property
    def is_public(self) -> bool:
        """Whether the customer is told of it."""
        return self.kind not in (
            Promise.Kind.HANDOFF,
            Promise.Kind.TASK,
            Promise.Kind.FOLLOW_UP,
            Promise.Kind.CONFIRMATION,
        )


class Warning(models.Model):
    """Somebody was told that a share of the time of a promise has passed."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="warnings", db_index=False)
    step = models.PositiveSmallIntegerField()  # per cent of the open time that has passed
    person = models.ForeignKey(User, models.PROTECT, related_name="warnings", db_index=False)
    fallback = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "step"], name="warning_once"),
        ]
        indexes = [
            models.Index(fields=["person"], name="warning_person", condition=Q(seen_at=None)),
            models.Index(
                fields=["fallback"],
                name="warning_fallback",
                condition=Q(seen_at=None, fallback__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.step} %"


class Move(models.Model):
    """One change of when a promise is due, and why."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="moves")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    before = models.DateTimeField()
    after = models.DateTimeField()
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.before:%Y-%m-%d %H:%M} -> {self.after:%Y-%m-%d %H:%M}"


class Recompute(models.Model):
    """A change of hours or of a policy went through what is open: how many moved, and how far."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, null=True, blank=True)
    policy = models.ForeignKey(Policy, models.CASCADE, null=True, blank=True)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True)  # got another calendar
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True, blank=True)
    upto = models.BigIntegerField(default=0)  # the last promise that was looked at
    looked_at = models.PositiveIntegerField(default=0)
    earlier = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)
    most_earlier = models.PositiveIntegerField(default=0)  # seconds
    most_later = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recompute_of_one",
                condition=Q(calendar__isnull=False, policy=None, team=None)
                | Q(calendar=None, policy__isnull=False, team=None)
                | Q(calendar=None, policy=None, team__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="recompute_waiting", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.looked_at}: {self.earlier} earlier, {self.later} later"


class HousePhrase(models.Model):
    """Words that a brand does not use, and what it says instead. No account: every brand; no language:
    any. `kind` is one of those of `reading.wording`."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True)
    language = models.CharField(max_length=10, choices=Language.choices, blank=True, default="")
    words = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    better = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "language", "words"],
                nulls_distinct=False,
                name="house_phrase_once",
            )
        ]

    def __str__(self) -> str:
        return self.words
