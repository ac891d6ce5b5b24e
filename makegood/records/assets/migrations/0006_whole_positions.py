from django.db import migrations, models

from makegood.base.alongside import TightenCheck


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('assets', '0005_words'),
    ]

    operations = [
        TightenCheck(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='site_on_earth'),
            advice="a position has a latitude and a longitude; write both, or neither.",
        ),
    ]
