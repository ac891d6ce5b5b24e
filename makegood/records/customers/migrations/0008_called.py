from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_who_is_it"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="called",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
