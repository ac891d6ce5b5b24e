from django.db import migrations, models

# Every change of owner that is known gets its number; a case without any gets its first.
FILL = """
UPDATE cases_ownerchange o SET epoch = n.epoch,
    why = CASE WHEN n.epoch = 1 THEN 'opened' WHEN o.reason = 'departure' THEN 'departure' ELSE 'given' END,
    reason = CASE WHEN n.epoch = 1 OR o.reason = 'departure' THEN '' ELSE coalesce(nullif(o.reason, ''), '—') END,
    before_id = n.before_id
FROM (SELECT id, row_number() OVER w AS epoch, lag(owner_id) OVER w AS before_id
      FROM cases_ownerchange WINDOW w AS (PARTITION BY case_id ORDER BY id)) n
WHERE n.id = o.id;
UPDATE cases_case c SET owner_epoch = n.epoch
FROM (SELECT case_id, max(epoch) AS epoch FROM cases_ownerchange GROUP BY case_id) n
WHERE n.case_id = c.id AND n.epoch <> c.owner_epoch;
INSERT INTO cases_ownerchange (case_id, epoch, owner_id, before_id, why, reason, actor, at)
SELECT c.id, coalesce(l.epoch, 0) + 1, c.owner_id, l.owner_id, CASE WHEN l.epoch IS NULL THEN 'opened' ELSE 'given' END,
       CASE WHEN l.epoch IS NULL THEN '' ELSE '—' END, 'system', c.opened_at
FROM cases_case c LEFT JOIN cases_ownerchange l ON l.case_id = c.id AND l.epoch = c.owner_epoch
WHERE c.owner_id IS NOT NULL AND l.owner_id IS DISTINCT FROM c.owner_id;
UPDATE cases_case c SET owner_epoch = n.epoch
FROM (SELECT case_id, max(epoch) AS epoch FROM cases_ownerchange GROUP BY case_id) n
WHERE n.case_id = c.id AND n.epoch <> c.owner_epoch;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_owed")]
    operations = [
        migrations.AddField("case", "owner_epoch", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField(
            "ownerchange", "epoch", models.PositiveIntegerField(default=1), preserve_default=False
        ),
        migrations.AddField(
            "ownerchange",
            "why",
            models.CharField(
                choices=[
                    ("opened", "it was opened"),
                    ("taken", "taken from the duty lead"),
                    ("handoff", "a hand-off was accepted"),
                    ("returned", "came back with the answer"),
                    ("given", "given by the lead"),
                    ("departure", "the one before has left"),
                    ("cover", "cover"),
                    ("reopened", "the one before had left when it came back"),
                ],
                default="given",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
