import django.db.models.deletion
from django.db import migrations, models


def named(apps, schema_editor):
    """Closed days and extra days (with the hours of a Monday) become named days."""
    for calendar in apps.get_model("worktime", "Calendar").objects.all():
        closed = {day: {"date": day, "kind": "closed", "name": ""} for day in calendar.closed}
        extra = {day: {"date": day, "kind": "like", "like": 0, "name": ""} for day in calendar.extra}
        calendar.exceptions = [day for _, day in sorted((closed | extra).items())]
        calendar.save(update_fields=["exceptions"])


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_company_tier_contact_tier"),
        ("people", "0001_initial"),
        ("worktime", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "calendar", "region", models.CharField(blank=True, db_default="", default="", max_length=2)
        ),
        migrations.AddField(
            "calendar",
            "subdivision",
            models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField("calendar", "exceptions", models.JSONField(default=list)),
        migrations.AddField(
            "calendar", "version", models.PositiveIntegerField(db_default=1, default=1)
        ),
        migrations.RunPython(named, migrations.RunPython.noop),
        migrations.RemoveField("calendar", "closed"),
        migrations.RemoveField("calendar", "extra"),
        migrations.CreateModel(
            name="SiteHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="worktime.calendar"
                    ),
                ),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="customers.company",
                    ),
                ),
            ],
        ),
    ]
