from django.db import migrations, models
from django.db.models import Q

# What has not ended is few; what has ended grows for ever. The checks read the former by these.


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_guards")]
    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=Q(("mandatory", True), ("state", "open")),
                fields=["task"],
                name="task_item_open",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=Q(("state__in", ("planned", "open"))), fields=["case"], name="task_live"
            ),
        ),
    ]
