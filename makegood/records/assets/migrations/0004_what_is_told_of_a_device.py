from django.db import migrations


class Migration(migrations.Migration):
    """What the life of a device tells of the journal is found by an index of these few facts, whatever else the journal
    holds; a reading of a counter, the most frequent fact of a device, is none of them."""

    dependencies = [
        ("assets", "0003_how_far_a_table_is"),
        ("journal", "0003_claim_in_order"),
    ]
    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX journal_entry_device ON journal_entry (subject, id) WHERE kind IN (
              'assets.heard', 'assets.claimed', 'assets.retired', 'assets.usage_settled', 'assets.changed')
            """,
            "DROP INDEX journal_entry_device",
        ),
    ]
