from django.db import models

from makegood.records.people.models import Team


class Calendar(models.Model):
    """Open hours of a week in one zone, with closed and extra days.

    `weekly` is a list of [weekday 0-6 (Monday 0), "HH:MM", "HH:MM"] blocks; `closed` and `extra` are
    lists of ISO dates (an extra day has the hours of a Monday).
    """

    key = models.SlugField(max_length=40, unique=True)
    zone = models.CharField(max_length=60, default="UTC")
    weekly = models.JSONField(default=list)
    closed = models.JSONField(default=list)
    extra = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.key


class TeamHours(models.Model):
    """The calendar a team works by. A team without one is open day and night."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="hours")
    calendar = models.ForeignKey(Calendar, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.team}: {self.calendar}"
