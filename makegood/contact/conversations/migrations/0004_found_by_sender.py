from django.db import migrations, models

from makegood.base.alongside import AddIndexAlongside


class Migration(migrations.Migration):
    """What somebody wrote in the talks of others is found by an index when he asks to be erased."""

    atomic = False
    dependencies = [("conversations", "0003_awaited")]
    operations = [
        AddIndexAlongside(
            "message",
            models.Index(
                condition=models.Q(("sender", ""), _negated=True),
                fields=["sender"],
                name="message_sender",
            ),
        ),
    ]
