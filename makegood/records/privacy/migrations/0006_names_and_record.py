from django.db import migrations, models
from django.db.models import Q

DO = """
DROP TRIGGER journal_append_only ON journal_entry;
CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry FOR EACH ROW
    WHEN (NOT (is_erasing() AND (OLD.id, OLD.at, OLD.kind, OLD.actor, OLD.subject, OLD."case", OLD.customer, OLD.recorded_at)
               IS NOT DISTINCT FROM (NEW.id, NEW.at, NEW.kind, NEW.actor, NEW.subject, NEW."case", NEW.customer, NEW.recorded_at)))
    EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuses();
"""
UNDO = """
DROP TRIGGER journal_never_deleted ON journal_entry;
DROP TRIGGER journal_append_only ON journal_entry;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuses();
"""


class Migration(migrations.Migration):
    """Names are looked for where somebody is erased; words leave the journal, facts stay; what went is written down."""

    dependencies = [("privacy", "0005_nothing_missed"), ("journal", "0002_recorded_at")]
    operations = [
        migrations.RunSQL(DO, UNDO),
        migrations.AddField(
            "erasure", "names", models.JSONField(db_default=[], default=list)
        ),
        migrations.AddField(
            "erasure", "around", models.JSONField(db_default=[], default=list)
        ),
        migrations.RemoveConstraint("erasure", "erasure_done_keeps_no_address"),
        migrations.CreateModel(
            name="LetGo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("days", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "day", "days"), name="let_go_once_a_day")
                ]
            },
        ),
        migrations.AddConstraint(
            "erasure",
            models.CheckConstraint(
                name="erasure_done_keeps_no_address",
                condition=~Q(state__in=("done", "withdrawn"))
                | Q(addresses=[], names=[], leftover=[], ended_at__isnull=False),
            ),
        ),
        migrations.AddField(
            "keeping", "last_at", models.DateTimeField(blank=True, null=True)
        ),
    ]
