from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_keeping"),
    ]

    operations = [
        migrations.AddField(
            model_name="heard",
            name="seen",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="heard",
            name="horizon",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
