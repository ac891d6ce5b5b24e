from django.db import migrations


class Migration(migrations.Migration):
    """Raw items are stored as they come: mail does not compress well enough to wait for it."""

    dependencies = [("channels", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE channels_rawitem ALTER COLUMN body SET STORAGE EXTERNAL;",
            "ALTER TABLE channels_rawitem ALTER COLUMN body SET STORAGE EXTENDED;",
        ),
    ]
