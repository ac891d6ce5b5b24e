from django.db import migrations, models


class Migration(migrations.Migration):
    """Codes to sign in with are sealed while they wait; those that stand there readable go."""

    dependencies = [("channels", "0006_connections")]
    operations = [
        migrations.RunSQL(
            "UPDATE channels_outgoing SET envelope = envelope - 'text',"
            " state = CASE WHEN state IN ('queued', 'sending') THEN 'withdrawn' ELSE state END,"
            " lease_until = NULL, done_at = coalesce(done_at, made_at)"
            " WHERE external_id LIKE 'sign-in:%'",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            "outgoing", "secret", models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AddField(
            "outgoing", "good_until", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddIndex(
            "outgoing",
            models.Index(
                condition=models.Q(("secret", ""), _negated=True),
                fields=["good_until"],
                name="outgoing_secret",
            ),
        ),
        migrations.AddConstraint(
            "outgoing",
            models.CheckConstraint(
                condition=models.Q(("secret", ""))
                | models.Q(good_until__isnull=False, state__in=["queued", "sending"]),
                name="outgoing_keeps_no_secret",
            ),
        ),
    ]
