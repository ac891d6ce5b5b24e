from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least


class Migration(migrations.Migration):
    """Rates of promises read what was decided in a period by this index, and nothing beside it."""

    dependencies = [("promises", "0009_told_in_time")]
    operations = [
        migrations.AddIndex(
            "promise",
            models.Index(
                Least("due", "ended_at"),
                name="promise_decided",
                condition=~Q(kind__in=("handoff", "task", "follow_up", "confirmation")),
            ),
        ),
    ]
