from django.db import models


class Tally(models.Model):
    """How often somebody did something within a stretch of time: a limit is a row, not a guess.

    `who` is a signature of a network or a visitor, never the address itself.
    """

    kind = models.CharField(max_length=30)
    who = models.CharField(max_length=40)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "who", "since"], name="tally_once")]
        indexes = [models.Index(fields=["since"], name="tally_since")]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%H:%M} {self.count}"
