from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case ADD CONSTRAINT case_due_finite"
            " CHECK (next_deadline IS NULL OR isfinite(next_deadline));"
            "ALTER TABLE cases_case SET (fillfactor = 80);",
            "ALTER TABLE cases_case DROP CONSTRAINT case_due_finite; ALTER TABLE cases_case RESET (fillfactor);",
        ),
    ]
