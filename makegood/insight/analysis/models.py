from django.db import models

from makegood.kernel.clock import now


class Forecast(models.Model):
    """Which devices are likely to fail within `days`, and how good such forecasts were when they were last put to
    the test: made as of then with what was known then, and compared with what came. `rows`: [device, chance]."""

    at = models.DateTimeField(default=now)
    days = models.PositiveSmallIntegerField()
    rows = models.JSONField(default=list)
    quality = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="forecast_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Turn(models.Model):
    """Whose turn a long work is: `token` counts who took it, and only the last one may write what came out.
    Whoever dies loses it at `until`."""

    name = models.CharField(max_length=40, primary_key=True)
    token = models.BigIntegerField(default=1)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.token}"
