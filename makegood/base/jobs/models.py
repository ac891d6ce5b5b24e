from django.db import models

from makegood.kernel.clock import now


class Beat(models.Model):
    """The last sign of life of a process, and what it is. Shown on /trust/ and by `doctor`."""

    name = models.CharField(max_length=80, primary_key=True)  # worker:host:pid
    kind = models.CharField(max_length=20)
    started_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    facts = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class SweepRun(models.Model):
    """When a sweep last ran to its end, for everybody: sweeps are level-triggered, so running one
    twice or late does no harm, and not running it shows."""

    name = models.CharField(max_length=120, primary_key=True)
    ran_at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Rescue(models.Model):
    """How often a job was taken back from a dead worker: one that kills its worker each time must end."""

    job = models.BigIntegerField(primary_key=True)
    times = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.job}: {self.times}"


class Key(models.Model):
    """An idempotency key and the answer that was given under it."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="key_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
