from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("promises", "0007_what_was_before")]

    operations = [
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'missed'), _negated=True), models.Q(('told_at__isnull', False), models.Q(('amends', ''), _negated=True)), _connector='OR'), name='promise_missed_told'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), _negated=True), ('feasibility__isnull', False), _connector='OR'), name='promise_was_feasible'),
        ),
        migrations.DeleteModel(
            name='Target',
        ),
        migrations.RunSQL(
            "ALTER TABLE promises_promise ADD CONSTRAINT promise_within_ten_years CHECK"
            " (due < made_at + interval '3653 days')",
            "ALTER TABLE promises_promise DROP CONSTRAINT promise_within_ten_years",
        ),
    ]
