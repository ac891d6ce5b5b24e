from django.db import migrations, models


class Migration(migrations.Migration):
    """A receipt that comes before its message is known is kept and asked again; a provider that is slow is
    given its time."""

    dependencies = [("channels", "0007_secrets")]
    operations = [
        migrations.AlterField(
            "rawitem",
            "state",
            models.CharField(
                choices=[
                    ("new", "Waiting"),
                    ("filed", "In a case"),
                    ("ignored", "Set aside"),
                    ("early", "Waits for its message"),
                ],
                default="new",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "rawitem",
            models.Index(
                condition=models.Q(("state", "early")), fields=["next_try"], name="raw_early"
            ),
        ),
        migrations.AddField(
            "standing", "slow_until", models.DateTimeField(blank=True, null=True)
        ),
    ]
