from django.db import migrations, models

import makegood.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("email", "0002_stuck")]

    operations = [
        migrations.CreateModel(
            name="Unreachable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, unique=True)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("case", models.BigIntegerField(blank=True, null=True)),
                ("since", models.DateTimeField(default=makegood.kernel.clock.now)),
            ],
        ),
    ]
