from django.db import migrations


def keep(apps, schema_editor):
    """What pages guessed until now: the first address in whose own address or names the letters of the line stand."""
    accounts = apps.get_model("channels", "Account").objects.filter(is_active=True).order_by("pk")
    said = []
    for one in accounts:
        names = one.settings.get("names")
        told = [one.address, one.name, *(names.values() if isinstance(names, dict) else ())]
        said.append((" ".join(map(str, told)).casefold(), one))
    brand = apps.get_model("channels", "Brand").objects
    lines = apps.get_model("assets", "Product").objects.values_list("line", flat=True).distinct()
    for line in sorted({one.strip() for one in lines}):
        account = next((one for text, one in said if line.casefold() in text), None)
        if len(line) >= 3 and account is not None:
            brand.create(line=line, account=account)


class Migration(migrations.Migration):
    """Which address gives its name to a line of products is said, and no longer guessed."""

    dependencies = [
        ("channels", "0010_brands_of_lines"),
        ("assets", "0001_initial"),
    ]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
