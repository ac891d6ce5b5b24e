from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worktime", "0002_named_days_and_sites")]

    operations = [
        migrations.AddField("calendar", "names", models.JSONField(blank=True, default=dict)),
    ]
