from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_cache")]

    operations = [
        migrations.CreateModel(
            name="Workplace",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("second_step_roles", models.JSONField(blank=True, default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="workplace_one_row")
                ],
            },
        ),
    ]
