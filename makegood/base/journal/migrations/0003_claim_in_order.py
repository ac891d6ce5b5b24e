from django.db import migrations


class Migration(migrations.Migration):
    """Reactions are claimed by a walk along their primary key, whatever the planner believes: the table is nearly
    always empty and so are its statistics, and with thousands waiting it sorted all of them for each two hundred.
    `OFFSET 0` and `+ 0`: those before one are looked for by its name and subject, never by a join or a walk."""

    dependencies = [("journal", "0002_recorded_at")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION journal_claim(moment timestamptz, most int)
            RETURNS TABLE (id bigint, entry bigint, entry_at timestamptz, name text, attempts int)
            LANGUAGE sql VOLATILE SET enable_sort TO off SET enable_seqscan TO off AS $$
              SELECT r.id, r.entry, r.entry_at, r.name, r.attempts FROM journal_reaction r
              WHERE r.failed_at IS NULL AND r.next_try <= moment
                AND NOT EXISTS (SELECT 1 FROM journal_reaction e WHERE e.name = r.name
                                AND e.subject = r.subject AND e.id + 0 < r.id AND e.failed_at IS NULL OFFSET 0)
              ORDER BY r.id LIMIT most FOR UPDATE OF r SKIP LOCKED
            $$
            """,
            "DROP FUNCTION journal_claim(timestamptz, int)",
        ),
        migrations.RemoveIndex(model_name="reaction", name="reaction_due"),
    ]
