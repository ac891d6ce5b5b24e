from django.db import migrations


class Migration(migrations.Migration):
    """When an entry was written, beside the moment that it bears: a message that is filed late bears the
    moment at which it was received. Two steps, so that no row that is there is written anew."""

    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE journal_entry ADD COLUMN recorded_at timestamptz",
                "ALTER TABLE journal_entry ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()",
            ],
            "ALTER TABLE journal_entry DROP COLUMN recorded_at",
        ),
    ]
