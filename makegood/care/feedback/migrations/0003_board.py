from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from makegood.base.alongside import AddIndexAlongside


class Migration(migrations.Migration):
    """The board finds its pages and its figures in indexes, however many reviews there are."""

    atomic = False
    dependencies = [("feedback", "0002_writers")]
    operations = [
        AddIndexAlongside(
            "review",
            models.Index(
                fields=["answer_due", "id"],
                name="review_due",
                include=["source"],
                condition=models.Q(("state", "owed")),
            ),
        ),
        AddIndexAlongside(
            "review",
            models.Index(
                fields=["-written_at", "-id"], name="review_latest", include=["source", "stars"]
            ),
        ),
        AddIndexAlongside(
            "review",
            models.Index(
                fields=["-written_at", "-id"],
                name="review_edited",
                condition=models.Q(("version__gt", 1)),
            ),
        ),
        RemoveIndexConcurrently("review", "review_owed"),
        RemoveIndexConcurrently("review", "review_newest"),
    ]
