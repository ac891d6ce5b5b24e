from django.db import migrations, models

from makegood.base.alongside import TightenCheck


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('alarms', '0001_initial'),
    ]

    operations = [
        TightenCheck(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('begins', None), ('ends', None)), models.Q(('answered_at__isnull', False), ('begins__isnull', False), ('ends__gt', models.F('begins')), ('ends__isnull', False)), _connector='OR'), name='visit_request_chosen'),
            advice="a time that was chosen has a beginning and an end; write both, or neither.",
        ),
    ]
