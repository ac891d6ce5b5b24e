from django.db import models

from makegood.kernel.clock import now
from makegood.kernel.ids import random_name


class File(models.Model):
    """One file as somebody gave it to us. The client's name is data and never a path."""

    key = models.CharField(max_length=24, unique=True, default=random_name)  # the address we show
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120, default="application/octet-stream")
    made_at = models.DateTimeField(default=now)
    damaged_at = models.DateTimeField(null=True, blank=True)
    said = models.JSONField(
        null=True, blank=True
    )  # what was read off a picture: texts, why; None: not yet

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="file_size")]
        indexes = [models.Index(fields=["sha256"], name="file_bytes")]

    def __str__(self) -> str:
        return self.name
