from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0002_sent_guides")]

    operations = [
        migrations.RemoveConstraint(
            model_name="confirmation", name="confirmation_other_in_words"
        ),
    ]
