from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.kernel.clock import now
from makegood.records.people.models import Team

LIVE = Q(state__in=("planned", "open"))


class Kind(models.TextChoices):
    TASK = "task", _("Task")
    REVIEW = "review", _("Review")
    APPROVAL = "approval", _("Approval")


class When(models.TextChoices):
    APPROVED = "approved", _("unless something before it was refused")
    REFUSED = "refused", _("only after a refusal")
    ALWAYS = "always", _("always")


class Department(models.Model):
    """A team that others may ask: what customers call it, how long it usually takes, who leads it."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="department")
    public_names = models.JSONField(default=dict, blank=True)
    minutes = models.PositiveIntegerField(default=480)  # of the team's working time
    lead = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="department_minutes", condition=Q(minutes__gt=0))
        ]

    def __str__(self) -> str:
        return str(self.team)


class TaskPlan(models.Model):
    """A named list of steps, in order. What runs has a copy: changing a plan changes nothing that runs."""

    names = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.names.get("en") or f"plan {self.pk}")


class PlanStep(models.Model):
    """One step of a plan. `items`: [{"text", "mandatory"}]; `conditions`: [{"field", "value"}]."""

    plan = models.ForeignKey(TaskPlan, models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TASK)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    substitute = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=200)
    question = models.TextField(blank=True, default="")
    minutes = models.PositiveIntegerField(default=480)
    blocking = models.BooleanField(default=True)
    public_label = models.CharField(max_length=120, blank=True, default="")
    items = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    when = models.CharField(max_length=8, choices=When.choices, default=When.APPROVED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_step_once"),
            models.CheckConstraint(name="plan_step_minutes", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="plan_step_approver", condition=~Q(kind="approval") | Q(approver__isnull=False)
            ),
            models.CheckConstraint(
                name="plan_step_two_people",
                condition=Q(approver=None) | Q(substitute=None) | ~Q(approver=F("substitute")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """Something a department does for a case. The owner of the case stays the same; the case cannot be
    resolved over a blocking one, and none is ever deleted (triggers refuse)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not yet")  # a step before it has not ended
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Called back")
        SKIPPED = "skipped", _("Left out")  # its condition does not hold

    class Verdict(models.TextChoices):
        NONE = "", _("Nothing decided")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    class Turn(models.IntegerChoices):
        FIRST = 0, _("Approver")
        SUBSTITUTE = 1, _("Substitute")
        LEAD = 2, _("Lead of the team")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TASK)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tasks", db_index=False)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False
    )
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    substitute = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    turn = models.PositiveSmallIntegerField(choices=Turn.choices, default=Turn.FIRST)
    plan = models.ForeignKey(TaskPlan, models.PROTECT, null=True, blank=True, db_index=False)
    step = models.PositiveSmallIntegerField(default=1)
    after = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    conditions = models.JSONField(default=list, blank=True)
    when = models.CharField(max_length=8, choices=When.choices, default=When.APPROVED)

    title = models.CharField(max_length=200)
    question = models.TextField(blank=True, default="")
    public_names = models.JSONField(
        default=dict, blank=True
    )  # what the customer reads, by language
    blocking = models.BooleanField(default=True)
    minutes = models.PositiveIntegerField()  # of the team's working time
    due = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    result = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")

    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # when the sweep noticed
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    spent = models.PositiveIntegerField(null=True, blank=True)  # seconds of the team's working time
    owed_as = models.BigIntegerField(null=True, blank=True)  # under which the deadlines know it

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_minutes", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="task_open_is_due",
                condition=~Q(state="open")
                | Q(due__isnull=False, started_at__isnull=False, owed_as__isnull=False),
            ),
            models.CheckConstraint(
                name="task_ended_when",
                condition=(LIVE & Q(ended_at=None)) | (~LIVE & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="task_ended_why",
                condition=~Q(state__in=("declined", "cancelled", "skipped")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="task_decided",
                condition=~Q(kind__in=("review", "approval"), state="done") | ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="task_approver", condition=~Q(kind="approval") | Q(approver__isnull=False)
            ),
            models.CheckConstraint(
                name="task_approval_has_somebody",
                condition=~Q(kind="approval", state="open") | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="task_four_eyes",
                condition=~Q(kind="approval") | ~Q(decided_by=F("asked_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="task_case"),
            models.Index(fields=["team", "due"], name="task_team", condition=Q(state="open")),
            models.Index(fields=["assignee", "due"], name="task_mine", condition=Q(state="open")),
            models.Index(fields=["due"], name="task_due", condition=Q(state="open", late_at=None)),
            models.Index(fields=["case"], name="task_live", condition=LIVE),
            models.Index(fields=["team", "-ended_at"], name="task_measured"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def decides(self) -> bool:
        """Whether it ends with a yes or a no."""
        return self.kind in (Kind.REVIEW, Kind.APPROVAL)


class Item(models.Model):
    """A line of the check-list of a task. A mandatory one is left out only with a reason that is kept."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Left out")

    task = models.ForeignKey(Task, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    mandatory = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="task_item_once"),
            models.CheckConstraint(
                name="task_item_skipped_why",
                condition=~Q(state="skipped", mandatory=True) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["task"], name="task_item_open", condition=Q(state="open", mandatory=True)
            )
        ]

    def __str__(self) -> str:
        return self.text


class Held(models.Model):
    """Who had a task from when to when: taken, passed on when time ran out, or left by who departed."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="holders")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=20)  # asked, taken, timed_out, departure

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id}"
