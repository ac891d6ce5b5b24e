from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recovery", "0002_sent_by_a_person")]
    operations = [
        migrations.AlterField(
            "apology",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Drafted"),
                    ("sent", "The customer was told"),
                    ("spared", "Not needed after all"),
                ],
                default="draft",
                max_length=6,
            ),
        ),
        migrations.AddIndex(
            "apology",
            models.Index(
                fields=["send_at"], name="apology_draft", condition=models.Q(state="draft")
            ),
        ),
        migrations.AddIndex(
            "offer",
            models.Index(
                fields=["id"],
                name="offer_unaccounted",
                condition=models.Q(state="accepted", accounted_at=None),
            ),
        ),
    ]
