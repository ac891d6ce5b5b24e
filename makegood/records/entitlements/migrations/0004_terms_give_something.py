from django.db import migrations, models

from makegood.base.alongside import TightenCheck


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('entitlements', '0003_what_follows_from_words'),
    ]

    operations = [
        TightenCheck(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('months__gt', 0), ('months__isnull', False)), models.Q(('usage__gt', 0), ('usage__isnull', False)), ('exchange__gt', 0), _connector='OR'), name='terms_give_something'),
            advice="terms promise months, usage or days of exchange; write one of them, or delete the row.",
        ),
    ]
