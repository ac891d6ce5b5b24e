"""What was there before the search: the words of names, and the parts of numbers."""

from django.db import migrations

from makegood.kernel.text import tsvector
from makegood.records.customers.rules import NUMBERED, ends

AT_ONCE = 1000


def fill(apps, schema_editor):
    contacts = apps.get_model("customers", "Contact").objects.filter(terms=None)
    for contact in contacts.only("name").iterator(AT_ONCE):
        contacts.filter(pk=contact.pk).update(terms=tsvector(contact.name))
    handles = apps.get_model("customers", "Handle").objects.filter(kind__in=NUMBERED, parts=None)
    for handle in handles.only("kind", "value").iterator(AT_ONCE):
        handles.filter(pk=handle.pk).update(parts=ends(handle.kind, handle.value))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_parts_of_numbers"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
