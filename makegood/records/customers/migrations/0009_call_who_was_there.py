"""Those whose name nobody knows are called by the address they came by."""

from django.db import migrations

from makegood.records.customers.rules import called

AT_ONCE = 1000


def fill(apps, schema_editor):
    contacts = apps.get_model("customers", "Contact").objects.filter(name="", called="")
    handles = apps.get_model("customers", "Handle").objects.filter(
        kind__in=("mail", "phone"), contact__name="", contact__called=""
    )
    for handle in handles.order_by("pk").only("contact", "kind", "shown").iterator(AT_ONCE):
        contacts.filter(pk=handle.contact_id).update(called=called(handle.kind, handle.shown))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_called"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
