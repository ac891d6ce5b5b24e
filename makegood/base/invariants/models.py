from django.db import models

from makegood.kernel.clock import now


class Tally(models.Model):
    """How often an invariant was broken when it was last counted, and by which rows."""

    name = models.CharField(max_length=120, primary_key=True)
    broken = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list)  # keys of rows that break it
    counted_at = models.DateTimeField(default=now)
    took_ms = models.PositiveIntegerField(default=0)
    mark = models.BigIntegerField(default=0)  # changes are known up to here
    place = models.BigIntegerField(default=0)  # where the round over all rows goes on
    whole_at = models.DateTimeField(null=True, blank=True)  # when a round last ended

    def __str__(self) -> str:
        return f"{self.name}: {self.broken}"


class Day(models.Model):
    """The most that was broken on one day (UTC), and what was left of it when it was last counted."""

    day = models.DateField(primary_key=True)
    worst = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.worst}"
