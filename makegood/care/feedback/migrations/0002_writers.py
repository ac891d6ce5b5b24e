from django.db import migrations, models


class Migration(migrations.Migration):
    """Who wrote a review is looked for by a sweep; suggestions are found by their contact."""

    dependencies = [("feedback", "0001_initial")]
    operations = [
        migrations.AddField(
            "review", "is_sought", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddIndex(
            "review",
            models.Index(
                condition=models.Q(("is_sought", True)), fields=["id"], name="review_sought"
            ),
        ),
        migrations.AddIndex("match", models.Index(fields=["contact"], name="match_contact")),
    ]
