import django.db.models.deletion
import makegood.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_owners_in_a_row'),
        ('conversations', '0003_awaited'),
        ('promises', '0011_house_phrases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(max_length=500)),
                ('said_by', models.CharField(max_length=80)),
                ('what', models.CharField(blank=True, default='', max_length=300)),
                ('due', models.DateTimeField()),
                ('firm', models.BooleanField(default=True)),
                ('channel', models.CharField(blank=True, default='', max_length=30)),
                ('why', models.CharField(choices=[('outside', 'Written outside the workspace'), ('sent', 'Sent without being recorded'), ('note', 'Written in an internal note')], max_length=8)),
                ('found_at', models.DateTimeField(default=makegood.kernel.clock.now)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('recorded', 'Recorded'), ('dismissed', 'Dismissed')], default='open', max_length=9)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=80)),
                ('reason', models.CharField(blank=True, choices=[('', 'Not dismissed'), ('no_promise', 'These words promise nothing'), ('recorded', 'It is recorded in other words'), ('done', 'It is done already'), ('never_left', 'The message never reached the customer')], default='', max_length=10)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='cases.case')),
                ('message', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='conversations.message')),
                ('note', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='cases.note')),
                ('promise', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.promise')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'due'], name='proposal_case'), models.Index(condition=models.Q(('seen_at', None), ('state', 'open')), fields=['case'], name='proposal_unheard')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('note__isnull', False)), models.Q(('message__isnull', False), ('note', None)), _connector='OR'), name='proposal_one_place'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('promise', None), ('reason', ''), ('state', 'open')), models.Q(('ended_at__isnull', False), ('promise__isnull', False), ('reason', ''), ('state', 'recorded')), models.Q(('ended_at__isnull', False), ('promise', None), ('state', 'dismissed'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='proposal_ended'), models.UniqueConstraint(condition=models.Q(('message__isnull', False)), fields=('message', 'said'), name='proposal_once_in_message'), models.UniqueConstraint(condition=models.Q(('note__isnull', False)), fields=('note', 'said'), name='proposal_once_in_note')],
            },
        ),
    ]
