from django.db import models

from makegood.kernel.clock import now


class Caught(models.Model):
    """What a customer of the demo company received: nothing of it ever left this machine.

    `raw` is the whole mail where there is one; text messages have none.
    """

    channel = models.CharField(max_length=30)
    account = models.CharField(max_length=254)  # ours, that it came from
    recipient = models.CharField(max_length=254)
    external_id = models.CharField(max_length=250, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    raw = models.BinaryField(blank=True, default=b"")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["recipient", "-at", "-id"], name="caught_recipient")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=~models.Q(external_id=""),
                name="caught_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
