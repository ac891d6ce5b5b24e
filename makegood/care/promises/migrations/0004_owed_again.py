from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0003_fewer_indexes")]
    operations = [
        migrations.AddField("promise", "ended_with", models.UUIDField(blank=True, null=True)),
        migrations.AddField("promise", "waited_since", models.DateTimeField(blank=True, null=True)),
    ]
