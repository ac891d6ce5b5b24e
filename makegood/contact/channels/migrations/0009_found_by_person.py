from django.db import migrations, models
from django.db.models.fields.json import KeyTransform

from makegood.base.alongside import AddIndexAlongside


class Migration(migrations.Migration):
    """What somebody sent and got is found by an index when he asks for a copy of it or to be erased."""

    atomic = False
    dependencies = [("channels", "0008_early_receipts")]
    operations = [
        AddIndexAlongside(
            "rawitem", models.Index(KeyTransform("mail_from", "envelope"), name="raw_mail_from")
        ),
        AddIndexAlongside(
            "outgoing",
            models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["customer"],
                name="outgoing_customer",
            ),
        ),
    ]
