from django.db import models
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now


class Team(models.Model):
    """People who serve together. `names` holds the name by language ("en", "zh-Hans", "zh-Hant")."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    zone = models.CharField(max_length=60, default="UTC")
    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="teams"
    )

    def __str__(self) -> str:
        return str(self.names.get("en") or self.key)


class Membership(models.Model):
    """A person in a team."""

    team = models.ForeignKey(Team, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Queue(models.Model):
    """Where new cases of a kind come in. Its duty lead is responsible whenever nobody else is."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    team = models.ForeignKey(Team, models.PROTECT, related_name="queues")
    duty_lead = models.ForeignKey(User, models.PROTECT, related_name="leads")
    deputy = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputises"
    )
    languages = models.JSONField(default=list)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_queue"
            )
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or self.key)


class Presence(models.Model):
    """Whether a person can take work now. `seen_at` is the last sign of an open page: without one
    for a minute nobody is available, whatever he said."""

    class State(models.TextChoices):
        AVAILABLE = "available", _("Available")
        BUSY = "busy", _("Busy")
        AWAY = "away", _("Away")

    class Break(models.TextChoices):
        BREAK = "break", _("Short break")
        LUNCH = "lunch", _("Lunch")
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training")

    user = models.OneToOneField(User, models.CASCADE, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.AVAILABLE)
    reason = models.CharField(max_length=80, blank=True, default="")
    since = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(default=20)  # open cases he can carry at once

    def __str__(self) -> str:
        return f"{self.user}: {self.state}"

    @property
    def because(self) -> str:
        """Why he is away, in words; empty where he did not say."""
        return str(dict(self.Break.choices).get(self.reason, self.reason))
