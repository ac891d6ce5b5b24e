from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product, Site
from makegood.records.people.models import Queue


class Severity(models.IntegerChoices):
    """As `rules.grave` has it."""

    INFO = 1, _("For information")
    WARNING = 2, pgettext_lazy("severity", "Warning")
    MINOR = 3, _("Minor")
    MAJOR = 4, _("Major")
    CRITICAL = 5, _("Critical")


class Rule(models.Model):
    """What is an alarm for a product, and what follows. `product` None: for every product. One that counts no
    more is kept: alarms name it. `conditions` as `rules.conditions` stores them, one is enough."""

    class Then(models.TextChoices):
        USUAL = "", _("As grave as it is: a case from major on")
        CASE = "case", _("Open a case at once")
        ASK = "ask", _("Propose a case, one of us decides")
        NOTHING = "none", _("Only show it")

    class Together(models.TextChoices):
        FAULT = "fault", _("Each fault has a case of its own")
        DEVICE = "device", _("All faults of a device in one case")
        PARENT = "parent", _("A machine with all its parts in one case")
        SITE = "site", _("All devices of a site in one case")

    name = models.CharField(max_length=80)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="alarm_rules", db_index=False
    )
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    fault = models.CharField(max_length=80, blank=True, default="")  # "": each code is one
    conditions = models.JSONField(default=list)
    severity = models.CharField(max_length=10, blank=True, default="")  # "": as the device says
    severities = models.JSONField(default=dict, blank=True)  # told → ours
    ignore = models.BooleanField(default=False)
    hold = models.PositiveIntegerField(default=0)  # seconds
    quiet = models.PositiveIntegerField(default=0)  # minutes; 0: the device says when it is over
    flap_changes = models.PositiveSmallIntegerField(default=6)
    flap_minutes = models.PositiveSmallIntegerField(default=10)
    then = models.CharField(max_length=5, choices=Then.choices, blank=True, default=Then.USUAL)
    together = models.CharField(max_length=6, choices=Together.choices, default=Together.DEVICE)
    together_minutes = models.PositiveIntegerField(default=24 * 60)
    queue = models.ForeignKey(Queue, models.PROTECT, null=True, blank=True, related_name="+")
    tell = models.BooleanField(default=True)  # the customer hears of it from us
    danger = models.BooleanField(default=False)  # somebody may come to harm
    says = models.JSONField(default=dict, blank=True)  # what it means, in words, by language
    changed_at = models.DateTimeField(default=now)
    changed_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="alarm_rule_flaps", condition=Q(flap_changes__gte=2, flap_minutes__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FloodLimit(models.Model):
    """On how many devices of a product or site alarms within so many minutes are a flood. At most one row."""

    alarms = models.PositiveIntegerField(default=20)
    minutes = models.PositiveIntegerField(default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flood_limit_some", condition=Q(pk=1, alarms__gte=2, minutes__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.alarms} / {self.minutes} min"


class Flood(models.Model):
    """More devices of one product or site with alarms at once than anybody could work on: one group, one case."""

    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "site"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="flood_once",
            ),
            models.CheckConstraint(
                name="flood_of_one",
                condition=Q(product=None, site__isnull=False) | Q(product__isnull=False, site=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id or ''}{self.site_id or ''} {self.since:%Y-%m-%d %H:%M}"


class Alarm(models.Model):
    """One fault of one device, from its first word until it is over: cleared, and seen to. As long as it is not
    over, every further word about it is counted here, whoever brings it: the database keeps no second one."""

    names: dict[str, str] | None = None  # what its fault is called, once `queries.named` asked
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="alarms", db_index=False)
    fault = models.CharField(max_length=80)
    code = models.CharField(max_length=80, blank=True, default="")  # the last one that was heard
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="alarms", db_index=False
    )
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    active = models.BooleanField(default=True)
    before = models.BooleanField(default=False)  # whether it was active before the last batch
    count = models.PositiveIntegerField(default=0)  # words of the device that say so
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state_at = models.DateTimeField()  # of the newest word, by which its state stands
    heard_at = models.DateTimeField()  # when the last word came to us
    raised_at = models.DateTimeField(default=now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    quiet_at = models.DateTimeField(null=True, blank=True)  # without a further word it clears then
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    told_active = models.BooleanField(default=False)  # what was told last: nothing while it flaps
    told_severity = models.PositiveSmallIntegerField(default=0)
    flips = models.PositiveIntegerField(default=0)
    flips_since = models.DateTimeField(null=True, blank=True)
    flapping_at = models.DateTimeField(null=True, blank=True)
    planned = models.BooleanField(default=False)  # it came in a maintenance window
    path = models.CharField(max_length=5, blank=True, default="")
    wanted_at = models.DateTimeField(null=True, blank=True)  # a case is to be opened from then on
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="device_alarms", db_index=False
    )
    alone = models.BooleanField(default=False)  # one of us took it out of a group
    flood = models.ForeignKey(
        Flood, models.PROTECT, null=True, blank=True, related_name="alarms", db_index=False
    )
    remind_at = models.DateTimeField(null=True, blank=True)
    remind_step = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)  # as the device told with its last word

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "fault"], condition=Q(over_at=None), name="alarm_once_open"
            ),
            models.CheckConstraint(
                name="alarm_severity", condition=Q(severity__gte=1, severity__lte=5)
            ),
            models.CheckConstraint(
                name="alarm_over_is_cleared",
                condition=Q(over_at=None) | Q(active=False, cleared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="alarm_cleared_when",
                condition=Q(active=True, cleared_at=None)
                | Q(active=False, cleared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="alarm_acknowledged_who",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="alarm_first_last", condition=Q(first_at__lte=F("last_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["asset", "fault", "-id"], name="alarm_of"),
            models.Index(
                fields=["-severity", "raised_at"], name="alarm_open", condition=Q(over_at=None)
            ),
            models.Index(fields=["raised_at"], name="alarm_raised", condition=Q(over_at=None)),
            models.Index(
                fields=["wanted_at"], name="alarm_wanted", condition=Q(wanted_at__isnull=False)
            ),
            models.Index(
                fields=["remind_at"], name="alarm_remind", condition=Q(remind_at__isnull=False)
            ),
            models.Index(
                fields=["quiet_at"],
                name="alarm_quiet",
                condition=Q(active=True, quiet_at__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="alarm_untold",
                condition=Q(over_at=None) & ~Q(active=F("told_active")),
            ),
            models.Index(
                fields=["flapping_at"],
                name="alarm_flapping",
                condition=Q(flapping_at__isnull=False),
            ),
            models.Index(fields=["case"], name="alarm_case", condition=Q(case__isnull=False)),
            models.Index(fields=["flood"], name="alarm_flood", condition=Q(flood__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.fault}"

    @property
    def topic(self) -> str:
        """The name under which the journal and open pages know it."""
        return f"alarm:{self.pk}"


class Change(models.Model):
    """One thing that happened to an alarm: raised, graver, less grave, cleared, acknowledged, flapping, calm."""

    class What(models.TextChoices):
        RAISED = "raised", _("Raised")
        ROSE = "rose", _("Graver")
        FELL = "fell", _("Less grave")
        CLEARED = "cleared", _("Cleared")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        REOPENED = "reopened", _("Acknowledgement taken back")
        FLAPS = "flaps", _("Comes and goes")
        CALM = "calm", _("Calm again")
        WANTED = "wanted", _("A case was asked for")
        JOINED = "joined", _("Joined a case")
        LEFT = "left", _("Taken out of a case")
        REMINDED = "reminded", _("Reminded")

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="changes", db_index=False)
    what = models.CharField(max_length=12, choices=What.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["alarm", "id"], name="alarm_changes")]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.what}"


class Watch(models.Model):
    """What is kept of a device between two readings, for one rule. `due_at`: when something may become true
    without a further word: trouble has lasted, a device has been silent."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+", db_index=False)
    seen = models.JSONField(default=dict)  # place of the condition → `Seen.kept()`
    severity = models.PositiveSmallIntegerField(default=0)  # the last one told, 0 for none
    since = models.DateTimeField(null=True, blank=True)  # of the trouble
    raised = models.BooleanField(default=False)
    pending = models.PositiveIntegerField(default=0)  # words that came while it had to last
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "rule"], name="alarm_watch_once")]
        indexes = [
            models.Index(
                fields=["due_at"], name="alarm_watch_due", condition=Q(due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.rule_id}"


class Window(models.Model):
    """Work that was planned: what a device or a site reports meanwhile is counted and shown, and calls nobody."""

    asset = models.ForeignKey(Asset, models.CASCADE, null=True, blank=True, related_name="windows")
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="windows")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    why = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="window_ends_later", condition=Q(ends__gt=F("begins"))),
            models.CheckConstraint(
                name="window_of_one",
                condition=Q(asset=None, site__isnull=False) | Q(asset__isnull=False, site=None),
            ),
        ]
        indexes = [models.Index(fields=["ends"], name="window_until")]

    def __str__(self) -> str:
        return self.why

    def lasts(self, moment: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.begins <= moment < self.ends


class Escalation(models.Model):
    """Minutes of open time until the owner of such an alarm is reminded and the duty lead hears; None: never."""

    severity = models.PositiveSmallIntegerField(choices=Severity.choices, unique=True)
    owner_after = models.PositiveIntegerField(null=True, blank=True)
    lead_after = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escalation_in_order",
                condition=Q(owner_after=None)
                | Q(lead_after=None)
                | Q(lead_after__gt=F("owner_after")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.severity}"


class Reminder(models.Model):
    """Somebody was told that nobody has acknowledged an alarm: on top of his work until he has seen it."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="reminders", db_index=False)
    step = models.PositiveSmallIntegerField()  # 1: its owner, 2: the duty lead
    person = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alarm", "step", "person", "at"], name="alarm_reminder_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"], name="alarm_reminder_unseen", condition=Q(seen_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.step}"


class VisitRequest(models.Model):
    """Times to come, until the customer chose one. `tried`: what was done from afar, or why nothing could be."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visit_requests", db_index=False)
    times = models.JSONField(default=list)  # pairs of moments
    tried = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    begins = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True, default="")
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="visit_request_once",
                condition=Q(answered_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="visit_request_chosen",
                condition=Q(begins=None, ends=None)
                | Q(answered_at__isnull=False, begins__isnull=False)
                & Q(ends__isnull=False, ends__gt=F("begins")),
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="visit_request_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d %H:%M}"
