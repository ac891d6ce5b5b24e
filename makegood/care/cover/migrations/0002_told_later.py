from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cover", "0001_initial")]
    operations = [
        migrations.AddField("decision", "tell_at", models.DateTimeField(blank=True, null=True)),
    ]
