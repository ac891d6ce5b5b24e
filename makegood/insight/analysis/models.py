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
