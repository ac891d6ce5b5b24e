from django.db import models

from makegood.records.customers.models import Company
from makegood.records.people.models import Team


class Calendar(models.Model):
    """Open hours of a week in one zone, with public holidays and named days.

    `weekly`: [weekday 0-6 (Monday 0), "HH:MM", "HH:MM"] blocks. `region` ("CN") and `subdivision` name the
    public calendar whose holidays are closed and whose swapped days are worked. `exceptions` go before it:
    {"date", "kind": closed|half|hours|like, "blocks": [["HH:MM", "HH:MM"]], "like": weekday, "name"}.
    `names`, by language, has a calendar that is not only a team's own: of a contract, of a site.
    """

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict, blank=True)
    zone = models.CharField(max_length=60, default="UTC")
    weekly = models.JSONField(default=list)
    region = models.CharField(max_length=2, blank=True, default="", db_default="")
    subdivision = models.CharField(max_length=20, blank=True, default="", db_default="")
    exceptions = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, db_default=1)

    def __str__(self) -> str:
        return self.key


class TeamHours(models.Model):
    """The calendar a team works by. A team without one is open day and night."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="hours")
    calendar = models.ForeignKey(Calendar, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.team}: {self.calendar}"


class SiteHours(models.Model):
    """The calendar of a customer's site: when somebody can come to a company."""

    company = models.OneToOneField(Company, models.CASCADE, related_name="hours")
    calendar = models.ForeignKey(Calendar, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.company}: {self.calendar}"
